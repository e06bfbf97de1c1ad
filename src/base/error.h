// A failure that a caller can expect, as a value.
//
// An Error has a kind (what the caller should do about it), a message (what was wrong, where, and
// what would be right) and grows context on the way up. The kinds are the rows of docs/errors.md,
// which maps each to an HTTP status, an exit code and a retry rule. Bugs are not errors: they abort
// (base/check.h).
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace base {

enum class Kind {
  invalid,      // the input is wrong, and will be wrong again: manifest, flag, request, wasm
  unsupported,  // the input is right, but asks for something torpor does not do
  not_found,    // a file, route, host or component that is not there
  denied,       // a capability or a permission that was not granted
  limit,        // a limit that somebody set was reached: size, count, memory
  timeout,      // a deadline passed
  unavailable,  // the other side is down, full or busy: a later try may work
  closed,       // the peer went away: nobody is left to answer
  protocol,     // the peer broke its protocol
  guest,        // the guest trapped, or ended without an answer
  io,           // the operating system refused: disk full, no descriptors, permission
  internal,     // torpor's own assumption about a library did not hold
};

// The name as it stands in logs and in docs/errors.md ("not_found").
std::string_view name_of(Kind kind);

class [[nodiscard]] Error {
 public:
  Error(Kind kind, std::string message) : kind_(kind), message_(std::move(message)) {}

  Kind kind() const { return kind_; }
  const std::string& message() const { return message_; }

  // "context: message"; the kind stays.
  Error with_context(std::string_view context) &&;

 private:
  Kind kind_;
  std::string message_;
};

}  // namespace base
