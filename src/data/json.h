// JSON (RFC 8259) as values. Objects keep the order in which members were added or read, so that
// what is written is stable.
//
//   TRY(auto root, parse_json(text));
//   if (const auto* name = root.find_string("name")) ...
//
//   JsonObject out;
//   out.emplace_back("base_url", url);
//   write_json(out);
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace data {

class Json;
using JsonArray = std::vector<Json>;
using JsonObject = std::vector<std::pair<std::string, Json>>;

class Json {
 public:
  using Variant =
      std::variant<std::nullptr_t, bool, int64_t, double, std::string, JsonArray, JsonObject>;

  Json() : value_(nullptr) {}
  Json(std::nullptr_t) : value_(nullptr) {}
  template <std::same_as<bool> Bool>
  Json(Bool value) : value_(value) {}
  template <std::integral Integer>
    requires(!std::same_as<Integer, bool>)
  Json(Integer value) : value_(static_cast<int64_t>(value)) {}
  Json(double value) : value_(value) {}
  Json(std::string value) : value_(std::move(value)) {}
  Json(std::string_view value) : value_(std::string(value)) {}
  Json(const char* value) : value_(std::string(value)) {}
  Json(JsonArray value);
  Json(JsonObject value);

  const Variant& variant() const { return value_; }
  bool is_null() const { return std::holds_alternative<std::nullptr_t>(value_); }

  // The value when it is of that type. Numbers without a fraction that fit are integers.
  std::optional<bool> boolean() const;
  std::optional<int64_t> integer() const;
  std::optional<double> number() const;  // an integer as well
  const std::string* string() const { return std::get_if<std::string>(&value_); }
  const JsonArray* array() const { return std::get_if<JsonArray>(&value_); }
  const JsonObject* object() const { return std::get_if<JsonObject>(&value_); }

  // A member of an object; nullptr or nothing when this is no object, has no such member, or it is
  // of another type.
  const Json* find(std::string_view key) const;
  const std::string* find_string(std::string_view key) const;
  const JsonArray* find_array(std::string_view key) const;
  const JsonObject* find_object(std::string_view key) const;
  std::optional<int64_t> find_integer(std::string_view key) const;
  std::optional<bool> find_boolean(std::string_view key) const;

  friend bool operator==(const Json&, const Json&) = default;

 private:
  Variant value_;
};

struct JsonLimits {
  size_t bytes = 16 << 20;
  size_t depth = 64;  // of arrays and objects in one another
};

// Kind::invalid with "line:column: what"; Kind::limit for a text larger than the limits allow. Of
// members of the same name the last counts.
base::Result<Json> parse_json(std::string_view text, const JsonLimits& limits = {});

// On one line, without spaces. Text is expected to be UTF-8; numbers that are no numbers are null.
std::string write_json(const Json& value);
// Two spaces a level and a newline at the end, for people.
std::string write_json_pretty(const Json& value);

}  // namespace data
