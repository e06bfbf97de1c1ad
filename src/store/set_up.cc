#include "store/set_up.h"

#include "base/log.h"
#include "base/text.h"
#include "store/sql_script.h"
#include "store/sqlite_key_value.h"

namespace store {

using base::Kind;

namespace {

constexpr std::string_view default_label = "default";

// Trouble comes back as an error; there is nobody else to tell.
class Silence final : public base::Log {
 public:
  bool enabled(base::Level) const override { return false; }
  void write(base::Level, std::string_view, std::string_view) override {}
};

struct Script {
  std::string_view file;
  std::string_view label;
};

base::Result<Script> parse_script(std::string_view text) {
  const auto colon = text.find(':');
  Script out{base::trim(text.substr(0, colon)), default_label};
  if (colon != std::string_view::npos) out.label = base::trim(text.substr(colon + 1));
  if (out.file.empty()) return base::fail(Kind::invalid, "`@{}` names no file", text);
  if (out.label.empty()) {
    return base::fail(Kind::invalid, "`@{}` names no database after the colon", text);
  }
  return out;
}

base::Result<> run(const Catalog& catalog, world::Files& files, const std::string& text) {
  Script script{"statement", default_label};
  std::string sql = text;
  if (text.starts_with('@')) {
    TRY(script, parse_script(std::string_view(text).substr(1)));
    TRY(sql, files.read(std::string(script.file)));
  }
  const auto* database = catalog.find_database(script.label);
  if (!database) {
    return base::fail(Kind::not_found, "there is no database `{}` for {}", script.label,
                      script.file);
  }
  TRY_VOID(make_folder(files, database->place.location));
  return run_sql_script(database->place, script.file, sql);
}

}  // namespace

base::Result<> set_key_values(const Catalog& catalog, world::Files& files,
                              std::span<const std::string> pairs) {
  if (pairs.empty()) return {};
  const auto* place = catalog.find_key_value(default_label);
  if (!place) return base::fail(Kind::not_found, "there is no key-value store `{}`", default_label);
  TRY_VOID(make_folder(files, place->location));
  Silence silence;
  const auto store = SqliteKeyValue::open(std::string(default_label), *place, silence);
  if (!store) {
    return base::fail(Kind::io, "{}: {}", text_of(place->location), store.error().message);
  }
  for (const auto& pair : pairs) {
    const auto equals = pair.find('=');
    if (equals == std::string::npos) {
      return base::fail(Kind::invalid, "--key-value {}: write it as KEY=VALUE", pair);
    }
    const auto key = std::string_view(pair).substr(0, equals);
    const auto done = (*store)->set(key, std::string_view(pair).substr(equals + 1));
    if (!done) return base::fail(Kind::io, "--key-value {}: {}", key, done.error().message);
  }
  return {};
}

base::Result<> run_sql_scripts(const Catalog& catalog, world::Files& files,
                               std::span<const std::string> scripts) {
  for (const auto& script : scripts) {
    if (auto done = run(catalog, files, script); !done) {
      return base::pass(std::move(done).error(), "--sqlite");
    }
  }
  return {};
}

}  // namespace store
