#include "wake.h"

#include <chrono>
#include <cstdio>
#include <iostream>
#include <optional>
#include <thread>

#include "connection.h"
#include "fail.h"

namespace bench {
namespace {

using Clock = std::chrono::steady_clock;
using Microseconds = std::chrono::duration<double, std::micro>;

// "residency: app/component asleep -> loaded (request, 0.35 ms)": the number, in microseconds.
double parse_mapping_time(const std::string& line) {
  const auto comma = line.rfind(", ");
  return comma == line.npos ? 0 : std::atof(line.c_str() + comma + 2) * 1000;
}

// Returns how long the mapping took that came before.
double wait_until_asleep() {
  double mapping = 0;
  for (std::string line; std::getline(std::cin, line);) {
    if (line.contains("asleep -> loaded")) mapping = parse_mapping_time(line);
    if (line.contains("-> asleep")) return mapping;
  }
  fail("the server's log ended");
}

}  // namespace

void measure_wakes(const WakePlan& plan) {
  std::optional connection = Connection::open(plan.port);
  connection->get(plan.path);
  wait_until_asleep();
  for (int i = 0; i < plan.count; ++i) {
    if (plan.connecting == Connecting::anew) connection.reset();
    std::this_thread::sleep_for(plan.rest);
    const auto start = Clock::now();
    if (!connection) connection = Connection::open(plan.port);
    connection->get(plan.path);
    const Microseconds took = Clock::now() - start;
    std::printf("%.1f %.1f\n", took.count(), wait_until_asleep());
  }
}

}  // namespace bench
