#include "http/server/date.h"

#include <array>

#include "base/format.h"

namespace http {
namespace {

constexpr std::array<std::string_view, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

}  // namespace

std::string format_date(world::WallTime when) {
  namespace chrono = std::chrono;
  const auto day = chrono::floor<chrono::days>(when);
  const chrono::year_month_day date(day);
  const chrono::hh_mm_ss time(chrono::floor<chrono::seconds>(when - day));
  return base::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                      days[chrono::weekday(day).c_encoding()], unsigned(date.day()),
                      months[unsigned(date.month()) - 1], int(date.year()), time.hours().count(),
                      time.minutes().count(), time.seconds().count());
}

std::string_view Date::now() {
  const auto second = std::chrono::floor<std::chrono::seconds>(clock_.wall());
  if (second != second_) {
    second_ = second;
    text_ = format_date(second);
  }
  return text_;
}

}  // namespace http
