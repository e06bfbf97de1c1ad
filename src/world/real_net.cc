#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "world/asio_wait.h"
#include "world/net.h"
#include "world/readiness.h"
#include "world/system_error.h"
#include "world/tcp_address.h"
#include "world/tcp_listener.h"
#include "world/tcp_stream.h"

namespace world {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }
  void take_over(int fd) { fd_ = fd; }

 private:
  int fd_;
};

int make_socket(const base::Endpoint& where) {
  return ::socket(where.address.is_v4() ? AF_INET : AF_INET6,
                  SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

base::Result<std::vector<base::IpAddress>> resolve_blocking(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(host.c_str(), nullptr, &hints, &found);
  if (error == EAI_AGAIN) {
    return base::fail(base::Kind::unavailable, "no name server answered for `{}`", host);
  }
  if (error != 0) {
    return base::fail(base::Kind::not_found, "host `{}` has no address: {}", host,
                      ::gai_strerror(error));
  }
  std::vector<base::IpAddress> out;
  for (const addrinfo* at = found; at; at = at->ai_next) {
    sockaddr_storage storage{};
    std::copy_n(reinterpret_cast<const char*>(at->ai_addr), at->ai_addrlen,
                reinterpret_cast<char*>(&storage));
    out.push_back(to_endpoint(storage).address);
  }
  ::freeaddrinfo(found);
  return out;
}

class RealNet final : public Net {
 public:
  RealNet(async::Loop& loop, async::Threads& threads) : loop_(loop), threads_(threads) {}

  base::Result<std::unique_ptr<Listener>> listen(base::Endpoint where,
                                                 ListenOptions options) override {
    const auto what = base::format("listening on {}", where.text());
    Descriptor socket(make_socket(where));
    if (socket.get() < 0) return system_failure(errno, what);
    const int on = 1;
    ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const auto share = [&] {
      ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    };
    if (options.sharing == Sharing::join) share();
    const auto address = to_socket_address(where);
    if (::bind(socket.get(), address.get(), address.size) != 0) return system_failure(errno, what);
    // After bind, so that an address which another server shares already is not taken silently.
    if (options.sharing == Sharing::first) share();
    if (::listen(socket.get(), options.backlog) != 0) return system_failure(errno, what);
    return adopt_listener(socket.release());
  }

  base::Result<std::unique_ptr<Listener>> adopt_listener(int fd) override {
    const int flags = ::fcntl(fd, F_GETFL);
    if (flags < 0 || ::fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 ||
        !Readiness::of(loop_.io()).open()) {
      return system_failure(errno, base::format("taking over listening socket {}", fd));
    }
    return std::make_unique<TcpListener>(loop_.io(), fd, local_endpoint_of(fd));
  }

  async::Task<base::Result<std::unique_ptr<Stream>>> connect(base::Endpoint where) override {
    const auto what = base::format("connecting to {}", where.text());
    Descriptor fd(make_socket(where));
    if (fd.get() < 0) co_return system_failure(errno, what);
    const auto address = to_socket_address(where);
    const bool waits = ::connect(fd.get(), address.get(), address.size) != 0;
    if (waits && errno != EINPROGRESS) co_return system_failure(errno, what);
    if (waits) CO_TRY_VOID(co_await finish_connect(&fd, where.address.is_v4(), what));
    const auto local = local_endpoint_of(fd.get());
    co_return std::make_unique<TcpStream>(loop_.io(), fd.release(), where, local);
  }

  async::Task<base::Result<std::vector<base::IpAddress>>> resolve(std::string host) override {
    if (const auto literal = base::IpAddress::parse(host)) co_return std::vector{*literal};
    co_return co_await async::offload(&threads_, &loop_,
                                      [host = std::move(host)] { return resolve_blocking(host); });
  }

 private:
  async::Task<base::Result<>> finish_connect(Descriptor* fd, bool v4, std::string what) {
    namespace ip = boost::asio::ip;
    ip::tcp::socket socket(loop_.io(), v4 ? ip::tcp::v4() : ip::tcp::v6(), fd->release());
    const auto error = co_await AsioWait(
        [&](auto done) { socket.async_wait(socket.wait_write, std::move(done)); });
    if (error) co_return system_failure(error.value(), what);
    int outcome = 0;
    socklen_t size = sizeof outcome;
    ::getsockopt(socket.native_handle(), SOL_SOCKET, SO_ERROR, &outcome, &size);
    if (outcome != 0) co_return system_failure(outcome, what);
    boost::system::error_code ignored;
    fd->take_over(socket.release(ignored));
    co_return base::Result<>();
  }

  async::Loop& loop_;
  async::Threads& threads_;
};

}  // namespace

std::unique_ptr<Net> real_net(async::Loop& loop, async::Threads& threads) {
  return std::make_unique<RealNet>(loop, threads);
}

}  // namespace world
