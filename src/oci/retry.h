// When to try again, and after how long. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "base/error.h"
#include "world/clock.h"

namespace oci {

struct Patience {
  int attempts = 5;                                                  // of one request
  std::chrono::milliseconds first_wait{200};                         // doubled each time
  std::chrono::milliseconds longest_wait = std::chrono::minutes(1);  // that a registry may ask for
};

// A failure that may pass: nobody answered, or not to the end.
bool may_pass(base::Kind kind);
// 429 and those of 5xx that speak of now, not of the request (RFC 9110 section 15.6).
bool may_pass(int status);

// How long to wait before the attempt after this one (the first is 1). `asked`: what the registry's
// Retry-After says. Nothing: give up.
std::optional<std::chrono::milliseconds> plan_retry(const Patience& patience, int attempt,
                                                    std::optional<std::chrono::seconds> asked);

// A Retry-After field: seconds, or a date (RFC 9110 section 10.2.3). Nothing when it is neither.
std::optional<std::chrono::seconds> parse_retry_after(std::string_view field, world::WallTime now);

}  // namespace oci
