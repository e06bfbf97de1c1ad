// Result<T>: a T, or the Error that explains why there is none.
//
//   Result<App> parse_app(std::string_view text) {
//     TRY(auto table, parse_toml(text));        // returns the error to our caller
//     ...
//     return base::fail(Kind::invalid, "line {}: unknown key `{}`", line, key);
//   }
//
// In a coroutine the same two lines are CO_TRY and co_return base::fail(...). CO_TRY stands as its
// own line: its expression may hold a co_await.
#pragma once

#include <expected>

#include "base/error.h"
#include "base/format.h"

namespace base {

template <class T = void>
using Result = std::expected<T, Error>;

template <class... Args>
std::unexpected<Error> fail(Kind kind, FormatString<Args...> format, Args&&... args) {
  return std::unexpected(Error(kind, base::format(format, std::forward<Args>(args)...)));
}

// Passes an error on with context in front: return base::pass(std::move(r.error()), "reading x").
inline std::unexpected<Error> pass(Error error, std::string_view context) {
  return std::unexpected(std::move(error).with_context(context));
}

}  // namespace base

#define TORPOR_CONCAT_(a, b) a##b
#define TORPOR_CONCAT(a, b) TORPOR_CONCAT_(a, b)
#define TORPOR_TRY_(ret, tmp, declaration, ...)          \
  auto tmp = (__VA_ARGS__);                              \
  if (!tmp) ret std::unexpected(std::move(tmp).error()); \
  declaration = std::move(tmp).value()
#define TORPOR_CHECKED_(ret, tmp, ...) \
  if (auto tmp = (__VA_ARGS__); !tmp) ret std::unexpected(std::move(tmp).error())

// TRY(auto x, f());  TRY_VOID(f());  and their coroutine twins.
#define TRY(declaration, ...) \
  TORPOR_TRY_(return, TORPOR_CONCAT(try_, __COUNTER__), declaration, __VA_ARGS__)
#define TRY_VOID(...) TORPOR_CHECKED_(return, TORPOR_CONCAT(try_, __COUNTER__), __VA_ARGS__)
#define CO_TRY(declaration, ...) \
  TORPOR_TRY_(co_return, TORPOR_CONCAT(try_, __COUNTER__), declaration, __VA_ARGS__)
#define CO_TRY_VOID(...) TORPOR_CHECKED_(co_return, TORPOR_CONCAT(try_, __COUNTER__), __VA_ARGS__)
