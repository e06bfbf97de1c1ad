#include "http/fields.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace http {
namespace {

constexpr std::array<bool, 256> token_characters() {
  std::array<bool, 256> out{};
  for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
                                       "ABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
    out[static_cast<unsigned char>(c)] = true;
  }
  return out;
}

constexpr auto token_character = token_characters();

}  // namespace

void Fields::reserve(size_t fields, size_t bytes) {
  entries_.reserve(fields);
  storage_.reserve(bytes);
}

void Fields::add(std::string_view name, std::string_view value) {
  const auto at = static_cast<uint32_t>(storage_.size());
  const auto name_size = static_cast<uint32_t>(name.size());
  storage_.append(name).append(value);
  entries_.push_back({at, name_size, at + name_size, static_cast<uint32_t>(value.size())});
}

void Fields::set(std::string_view name, std::string_view value) {
  // Either may be a view into this very object.
  const std::string own_name(name), own_value(value);
  remove(own_name);
  add(own_name, own_value);
}

size_t Fields::remove(std::string_view name) {
  const auto gone = [&](const Entry& entry) {
    return base::equals_ignoring_case(
        std::string_view(storage_).substr(entry.name_at, entry.name_size), name);
  };
  return std::erase_if(entries_, gone);
}

void Fields::clear() {
  storage_.clear();
  entries_.clear();
}

std::optional<std::string_view> Fields::find(std::string_view name) const {
  for (const auto field : *this) {
    if (base::equals_ignoring_case(field.name, name)) return field.value;
  }
  return std::nullopt;
}

std::vector<std::string_view> Fields::find_all(std::string_view name) const {
  std::vector<std::string_view> out;
  for (const auto field : *this) {
    if (base::equals_ignoring_case(field.name, name)) out.push_back(field.value);
  }
  return out;
}

bool Fields::has_token(std::string_view name, std::string_view token) const {
  for (const auto field : *this) {
    if (base::equals_ignoring_case(field.name, name) && list_has_token(field.value, token)) {
      return true;
    }
  }
  return false;
}

Fields::Field Fields::operator[](size_t index) const {
  const auto& entry = entries_[index];
  const std::string_view all(storage_);
  return {all.substr(entry.name_at, entry.name_size), all.substr(entry.value_at, entry.value_size)};
}

size_t Fields::bytes() const {
  size_t sum = 0;
  for (const auto& entry : entries_) sum += entry.name_size + entry.value_size;
  return sum;
}

std::optional<uint64_t> find_content_length(const Fields& fields) {
  const auto field = fields.find("content-length");
  return field ? base::find_number(*field) : std::nullopt;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return token_character[static_cast<unsigned char>(c)];
  });
}

bool is_field_value(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) || c == '\t';
  });
}

bool list_has_token(std::string_view list, std::string_view token) {
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    if (base::equals_ignoring_case(base::trim(list.substr(0, comma)), token)) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

bool is_hop_by_hop(std::string_view name) {
  static constexpr std::array<std::string_view, 7> names = {
      "connection",        "keep-alive", "proxy-connection", "te",
      "transfer-encoding", "upgrade",    "http2-settings"};
  return std::ranges::any_of(
      names, [&](std::string_view known) { return base::equals_ignoring_case(known, name); });
}

}  // namespace http
