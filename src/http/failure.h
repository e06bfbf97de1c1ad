// What an outgoing request came to grief over, where the kind of its error does not say. The words
// stand in front of the message, so that a log shows them too.
#pragma once

#include <optional>

#include "base/result.h"

namespace http {

enum class Failure {
  blocked,      // the address that the host's name leads to
  certificate,  // of either side
  tls,
  no_answer,  // none came, or not in time
  cut_short,  // the answer broke off
};

// "no answer: the server hung up"
base::Error failure(Failure what, base::Kind kind, std::string_view message);
// Of an error that failure() has made; nothing of any other.
std::optional<Failure> find_failure(const base::Error& error);

}  // namespace http
