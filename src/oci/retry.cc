#include "oci/retry.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace oci {
namespace {

using std::chrono::seconds;

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 section 5.6.7); its older forms are not sent any more.
std::optional<world::WallTime> parse_date(std::string_view text) {
  constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != 29 || !text.ends_with(" GMT")) return std::nullopt;
  const auto number = [text](size_t at, size_t size) {
    return base::find_number(text.substr(at, size));
  };
  const auto month = std::ranges::find(months, text.substr(8, 3));
  const auto day = number(5, 2), year = number(12, 4);
  const auto hour = number(17, 2), minute = number(20, 2), second = number(23, 2);
  if (month == months.end() || !day || !year || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date{
      std::chrono::year(static_cast<int>(*year)),
      std::chrono::month(static_cast<unsigned>(month - months.begin()) + 1),
      std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         seconds(*second);
}

}  // namespace

bool may_pass(base::Kind kind) {
  using base::Kind;
  switch (kind) {
    case Kind::unavailable:
    case Kind::timeout:
    case Kind::closed:
    case Kind::protocol:  // an answer that was cut short
      return true;
    case Kind::invalid:
    case Kind::unsupported:
    case Kind::not_found:
    case Kind::denied:
    case Kind::limit:
    case Kind::guest:
    case Kind::io:
    case Kind::internal:
      return false;
  }
  __builtin_unreachable();
}

bool may_pass(int status) {
  return status == 408 || status == 429 || status == 500 || status == 502 || status == 503 ||
         status == 504;
}

std::optional<std::chrono::milliseconds> plan_retry(const Patience& patience, int attempt,
                                                    std::optional<seconds> asked) {
  if (attempt >= patience.attempts) return std::nullopt;
  if (asked && *asked > patience.longest_wait) return std::nullopt;
  const auto usual = patience.first_wait * (1 << std::min(attempt - 1, 16));
  const auto wait = std::max<std::chrono::milliseconds>(usual, asked.value_or(seconds(0)));
  return std::min(wait, patience.longest_wait);
}

std::optional<seconds> parse_retry_after(std::string_view field, world::WallTime now) {
  constexpr uint64_t day = 86'400;  // whoever asks for more is not waited for anyway
  if (const auto number = base::find_number(field)) {
    return seconds(static_cast<int64_t>(std::min(*number, day)));
  }
  const auto date = parse_date(field);
  if (!date) return std::nullopt;
  const auto wait = std::chrono::ceil<seconds>(*date - now);
  return std::clamp(wait, seconds(0), seconds(static_cast<int64_t>(day)));
}

}  // namespace oci
