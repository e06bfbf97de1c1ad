#include "data/json.h"

#include <algorithm>
#include <boost/json.hpp>

#include "data/position.h"

namespace data {
namespace {

using base::Kind;
using base::Result;

Json convert(const boost::json::value& value);

Json convert_array(const boost::json::array& array) {
  JsonArray out;
  out.reserve(array.size());
  for (const auto& item : array) out.push_back(convert(item));
  return out;
}

Json convert_object(const boost::json::object& object) {
  JsonObject out;
  out.reserve(object.size());
  for (const auto& [key, item] : object) out.emplace_back(std::string(key), convert(item));
  return out;
}

Json convert_unsigned(uint64_t value) {
  if (value > INT64_MAX) return static_cast<double>(value);
  return static_cast<int64_t>(value);
}

Json convert(const boost::json::value& value) {
  switch (value.kind()) {
    case boost::json::kind::null:
      return nullptr;
    case boost::json::kind::bool_:
      return value.get_bool();
    case boost::json::kind::int64:
      return value.get_int64();
    case boost::json::kind::uint64:
      return convert_unsigned(value.get_uint64());
    case boost::json::kind::double_:
      return value.get_double();
    case boost::json::kind::string:
      return std::string(value.get_string());
    case boost::json::kind::array:
      return convert_array(value.get_array());
    case boost::json::kind::object:
      return convert_object(value.get_object());
  }
  return nullptr;
}

std::unexpected<base::Error> fail_at(std::string_view text, size_t offset,
                                     const boost::system::error_code& error) {
  const auto [line, column] = position_at(text, offset);
  return base::fail(Kind::invalid, "{}:{}: {}", line, column, error.message());
}

}  // namespace

Json::Json(JsonArray value) : value_(std::move(value)) {}
Json::Json(JsonObject value) : value_(std::move(value)) {}

std::optional<bool> Json::boolean() const {
  const auto* value = std::get_if<bool>(&value_);
  return value ? std::optional(*value) : std::nullopt;
}

std::optional<int64_t> Json::integer() const {
  const auto* value = std::get_if<int64_t>(&value_);
  return value ? std::optional(*value) : std::nullopt;
}

std::optional<double> Json::number() const {
  if (const auto whole = integer()) return static_cast<double>(*whole);
  const auto* value = std::get_if<double>(&value_);
  return value ? std::optional(*value) : std::nullopt;
}

const Json* Json::find(std::string_view key) const {
  const auto* members = object();
  if (!members) return nullptr;
  const auto at = std::ranges::find(*members, key, &JsonObject::value_type::first);
  return at == members->end() ? nullptr : &at->second;
}

const std::string* Json::find_string(std::string_view key) const {
  const auto* member = find(key);
  return member ? member->string() : nullptr;
}

const JsonArray* Json::find_array(std::string_view key) const {
  const auto* member = find(key);
  return member ? member->array() : nullptr;
}

const JsonObject* Json::find_object(std::string_view key) const {
  const auto* member = find(key);
  return member ? member->object() : nullptr;
}

std::optional<int64_t> Json::find_integer(std::string_view key) const {
  const auto* member = find(key);
  return member ? member->integer() : std::nullopt;
}

std::optional<bool> Json::find_boolean(std::string_view key) const {
  const auto* member = find(key);
  return member ? member->boolean() : std::nullopt;
}

Result<Json> parse_json(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.bytes) {
    return base::fail(Kind::limit, "the JSON text is larger than {} bytes", limits.bytes);
  }
  boost::json::parse_options options;
  options.max_depth = limits.depth;
  boost::json::stream_parser parser({}, options);
  boost::system::error_code error;
  const size_t consumed = parser.write_some(text.data(), text.size(), error);
  if (error == boost::json::error::too_deep) {
    return base::fail(Kind::limit, "the JSON text nests more than {} deep", limits.depth);
  }
  if (error) return fail_at(text, consumed, error);
  if (consumed < text.size()) {
    return fail_at(text, consumed, boost::json::make_error_code(boost::json::error::extra_data));
  }
  parser.finish(error);
  if (error) return fail_at(text, text.size(), error);
  return convert(parser.release());
}

}  // namespace data
