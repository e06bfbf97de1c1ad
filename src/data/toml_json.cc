#include "data/toml_json.h"

namespace data {
namespace {

struct Converter {
  Json operator()(const TomlTable& table) const {
    JsonObject out;
    for (const auto& entry : table.entries()) out.emplace_back(entry.key, to_json(entry.value));
    return out;
  }
  Json operator()(const TomlArray& array) const {
    JsonArray out;
    for (const auto& item : array) out.push_back(to_json(item));
    return out;
  }
  Json operator()(const TomlDateTime& time) const { return time.text; }
  Json operator()(const auto& scalar) const { return scalar; }
};

}  // namespace

Json to_json(const TomlValue& value) {
  return std::visit(Converter{}, value.variant());
}

}  // namespace data
