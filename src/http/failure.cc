#include "http/failure.h"

#include <array>
#include <string_view>

namespace http {
namespace {

struct Words {
  Failure what;
  std::string_view words;
};

constexpr std::array<Words, 5> all_words = {{
    {Failure::blocked, "blocked: "},
    {Failure::certificate, "certificate: "},
    {Failure::tls, "TLS: "},
    {Failure::no_answer, "no answer: "},
    {Failure::cut_short, "cut short: "},
}};

}  // namespace

base::Error failure(Failure what, base::Kind kind, std::string_view message) {
  for (const auto& known : all_words) {
    if (known.what == what) return {kind, base::format("{}{}", known.words, message)};
  }
  __builtin_unreachable();
}

std::optional<Failure> find_failure(const base::Error& error) {
  for (const auto& known : all_words) {
    if (error.message().starts_with(known.words)) return known.what;
  }
  return std::nullopt;
}

}  // namespace http
