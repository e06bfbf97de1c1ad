#include "app/variable_flags.h"

#include "base/text.h"
#include "data/json.h"
#include "data/toml.h"
#include "manifest/names.h"

namespace app {

using base::Kind;
using base::Result;
using manifest::Secret;

namespace {

void set(FlagValues& out, std::string_view name, std::string value) {
  out.insert_or_assign(std::string(name), Secret(std::move(value)));
}

Result<> read_json(std::string_view text, const std::string& path, FlagValues& out) {
  const auto root = data::parse_json(text);
  if (!root) return base::pass(root.error(), path);
  const auto* object = root->object();
  if (!object) return base::fail(Kind::invalid, "{}: it must be an object of texts", path);
  for (const auto& [name, value] : *object) {
    if (!value.string()) return base::fail(Kind::invalid, "{}: `{}` must be a text", path, name);
    set(out, name, *value.string());
  }
  return {};
}

Result<> read_toml(std::string_view text, const std::string& path, FlagValues& out) {
  const auto root = data::parse_toml(text);
  if (!root) {
    const auto [line, column] = root.error().position;
    return base::fail(Kind::invalid, "{}:{}:{}: {}", path, line, column, root.error().message);
  }
  for (const auto& entry : root->entries()) {
    if (!entry.value.string()) {
      const auto [line, column] = entry.value.position();
      return base::fail(Kind::invalid, "{}:{}:{}: `{}` must be a text, but is {}", path, line,
                        column, entry.key, entry.value.type_name());
    }
    set(out, entry.key, *entry.value.string());
  }
  return {};
}

Result<> read_table(const ReadFile& read, const std::string& path, FlagValues& out) {
  const bool is_json = path.ends_with(".json");
  if (!is_json && !path.ends_with(".toml")) {
    return base::fail(Kind::invalid, "@{}: the file must be named *.json or *.toml", path);
  }
  TRY(const auto text, read(path));
  return is_json ? read_json(text, path, out) : read_toml(text, path, out);
}

Result<> read_flag(const ReadFile& read, const std::string& flag, FlagValues& out) {
  if (flag.starts_with('@')) return read_table(read, flag.substr(1), out);
  const auto equals = flag.find('=');
  if (equals == std::string::npos) {
    return base::fail(Kind::invalid,
                      "write it as NAME=value, NAME=@file, @file.json or @file.toml");
  }
  const auto name = std::string_view(flag).substr(0, equals);
  if (const auto wrong = manifest::find_wrong(name, manifest::NameStyle::lower_snake)) {
    return base::fail(Kind::invalid, "`{}` is no name of a variable: {}", name, *wrong);
  }
  auto value = flag.substr(equals + 1);
  if (value.starts_with('@')) {
    TRY(value, read(value.substr(1)));
  }
  set(out, name, std::move(value));
  return {};
}

}  // namespace

Result<FlagValues> read_variable_flags(const ReadFile& read, std::span<const std::string> flags) {
  FlagValues out;
  for (const auto& flag : flags) {
    if (auto done = read_flag(read, flag, out); !done) {
      return base::pass(std::move(done).error(), "--variable");
    }
  }
  return out;
}

std::vector<std::string> find_undeclared(
    const FlagValues& flags, const std::map<std::string, manifest::Variable>& declared) {
  std::vector<std::string_view> known;
  for (const auto& [name, variable] : declared) known.push_back(name);
  std::vector<std::string> out;
  for (const auto& [name, value] : flags) {
    if (declared.contains(name)) continue;
    const auto nearest = base::find_nearest(name, known);
    const auto hint = nearest ? base::format("; did you mean `{}`?", *nearest) : "";
    out.push_back(base::format("--variable {}: the app declares no such variable{}", name, hint));
  }
  return out;
}

}  // namespace app
