#include "startup.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <thread>

#include "child.h"
#include "connection.h"
#include "fail.h"

namespace bench {
namespace {

using Clock = std::chrono::steady_clock;
using Microseconds = std::chrono::duration<double, std::micro>;

constexpr auto try_again_after = std::chrono::microseconds(50);
constexpr auto most_time_to_listen = std::chrono::seconds(120);  // it may compile, the first time

uint16_t find_free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(socket, reinterpret_cast<sockaddr*>(&address), size) != 0) fail_errno("bind");
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(socket);
  return ntohs(address.sin_port);
}

std::vector<std::string> with_port(std::vector<std::string> command, uint16_t port) {
  constexpr std::string_view hole = "{port}";
  for (auto& argument : command) {
    const auto at = argument.find(hole);
    if (at != argument.npos) argument.replace(at, hole.size(), std::to_string(port));
  }
  return command;
}

Connection open_when_possible(uint16_t port, Child& server) {
  const auto patience = Clock::now() + most_time_to_listen;
  while (Clock::now() < patience) {
    if (auto connection = Connection::try_open(port)) return std::move(*connection);
    if (server.has_ended()) fail("the server ended before it listened");
    std::this_thread::sleep_for(try_again_after);
  }
  fail("the server does not listen");
}

}  // namespace

void measure_startups(const StartupPlan& plan) {
  for (int i = 0; i < plan.count; ++i) {
    const auto port = find_free_port();
    const auto command = with_port(plan.command, port);
    const auto start = Clock::now();
    Child server(command, plan.cores);
    auto connection = open_when_possible(port, server);
    const Microseconds listening = Clock::now() - start;
    connection.get(plan.path);
    const Microseconds answered = Clock::now() - start;
    std::printf("%.1f %.1f\n", listening.count(), answered.count());
  }
}

}  // namespace bench
