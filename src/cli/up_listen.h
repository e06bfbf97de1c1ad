// Where an app listens: --listen and --find-free-port.
#pragma once

#include <string>
#include <type_traits>

#include "base/ip.h"
#include "base/result.h"

namespace cli {

// "ADDRESS:PORT", "localhost:PORT". Kind::invalid.
base::Result<base::Endpoint> parse_listen(std::string text);

constexpr int most_port_tries = 10;

// What `open` makes of the address, or of the next port that is not taken: `tries` of them in all.
// Kind::unavailable when all are.
template <class Open>
std::invoke_result_t<Open, base::Endpoint> open_first_free(base::Endpoint where, int tries,
                                                           Open open) {
  for (int i = 0;; ++i) {
    auto opened = open(where);
    if (opened || opened.error().kind() != base::Kind::unavailable) return opened;
    if (i + 1 < tries && where.port < 65535) {
      ++where.port;
      continue;
    }
    return base::fail(base::Kind::unavailable, "{}{}", opened.error().message(),
                      tries > 1 ? base::format(" (and so were the {} ports before it)", i)
                                : "; --find-free-port tries the next ones");
  }
}

}  // namespace cli
