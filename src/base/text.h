// Small pure functions on ASCII text.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace base {

char lower(char c);
std::string lower(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);
std::string_view trim(std::string_view text);  // spaces and tabs
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);

// Decimal digits only, no sign, no overflow.
std::optional<uint64_t> find_number(std::string_view text);

// The entry of `known` that `typed` was probably meant to be, for "did you mean": at most a third
// of its letters differ (Levenshtein distance). Nothing when none is near.
std::optional<std::string_view> find_nearest(std::string_view typed,
                                             std::span<const std::string_view> known);

// Lower-case hex, two digits a byte.
std::string hex(std::string_view bytes);

// "512", "64KiB", "1MiB", "2GiB" (and KB, MB, GB as powers of ten) as a count of bytes.
std::optional<uint64_t> find_size(std::string_view text);

// "250ms", "5s", "2m", "1h", and a plain number of seconds.
std::optional<std::chrono::milliseconds> find_duration(std::string_view text);

}  // namespace base
