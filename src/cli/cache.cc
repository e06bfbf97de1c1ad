#include "cli/cache.h"

#include "cli/folders.h"
#include "cli/size_text.h"
#include "data/json.h"
#include "oci/prune.h"
#include "oci/store.h"

namespace cli {
namespace {

using base::Kind;
using base::Result;

std::string day_of(int64_t seconds) {
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(
      std::chrono::sys_seconds(std::chrono::seconds(seconds)))};
  return base::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                      static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

std::string as_json(const oci::StoreUsage& usage, const std::string& folder, uint64_t code) {
  data::JsonArray apps;
  for (const auto& artifact : usage.artifacts) {
    apps.push_back(data::JsonObject{{"reference", artifact.reference.reference.text()},
                                    {"digest", artifact.reference.manifest.text()},
                                    {"bytes", artifact.bytes},
                                    {"used", artifact.reference.used}});
  }
  return data::write_json_pretty(data::JsonObject{{"folder", folder},
                                                  {"registry_bytes", usage.bytes},
                                                  {"code_bytes", code},
                                                  {"apps", std::move(apps)}});
}

std::string as_text(const oci::StoreUsage& usage, CacheOptions::Action action, uint64_t code) {
  std::string out;
  if (action == CacheOptions::Action::list) {
    for (const auto& artifact : usage.artifacts) {
      out += base::format("{}  {:>9}  {}  {}\n", day_of(artifact.reference.used),
                          size_text(artifact.bytes), artifact.reference.manifest.brief(),
                          artifact.reference.reference.text());
    }
    return out;
  }
  return base::format("{:>9}  pulled, {} {}\n{:>9}  precompiled code\n", size_text(usage.bytes),
                      usage.artifacts.size(), usage.artifacts.size() == 1 ? "app" : "apps",
                      size_text(code));
}

Result<> show(const CacheOptions& options, const oci::Store& store, const Console& console) {
  TRY(const auto usage, oci::measure(store));
  TRY(const auto code, oci::measure_folder(store.files(), code_folder(options.cache_dir)));
  console.out(options.format == "json" ? as_json(usage, store.folder(), code)
                                       : as_text(usage, options.action, code));
  return {};
}

Result<> prune(const CacheOptions& options, oci::Store& store, const Console& console) {
  oci::PruneRule rule{.budget = options.budget};
  if (options.unused_for) {
    rule.unused_for = std::chrono::floor<std::chrono::seconds>(*options.unused_for);
  }
  TRY(const auto pruned, oci::prune(store, rule, std::chrono::system_clock::now()));
  for (const auto& reference : pruned.in_use) {
    console.err(base::format("{} is running and stays\n", reference.text()));
  }
  for (const auto& reference : pruned.references) {
    console.out(base::format("Removed {}\n", reference.text()));
  }
  console.out(base::format("Freed {}\n", size_text(pruned.bytes)));
  return {};
}

}  // namespace

Result<> run_cache(const CacheOptions& options, const Console& console) {
  const auto files = world::real_files();
  oci::Store store(*files, registry_folder(options.cache_dir));
  switch (options.action) {
    case CacheOptions::Action::size:
    case CacheOptions::Action::list:
      return show(options, store, console);
    case CacheOptions::Action::prune:
      return prune(options, store, console);
  }
  __builtin_unreachable();
}

}  // namespace cli
