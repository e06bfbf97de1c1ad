#include "cli/cache.h"

#include <algorithm>

#include "cli/folders.h"
#include "cli/kept_files.h"
#include "cli/size_text.h"
#include "data/json.h"
#include "oci/prune.h"
#include "oci/store.h"

namespace cli {
namespace {

using base::Result;

std::string day_of(int64_t seconds) {
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(
      std::chrono::sys_seconds(std::chrono::seconds(seconds)))};
  return base::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                      static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

// All that there is.
struct Contents {
  std::string folder;  // of what was pulled
  oci::StoreUsage pulled;
  std::vector<KeptFile> kept;
  uint64_t code = 0;  // bytes of what was precompiled

  uint64_t bytes_of(KeptFile::Kind kind) const {
    uint64_t out = 0;
    for (const auto& file : kept) out += file.kind == kind ? file.bytes : 0;
    return out;
  }
  size_t count(KeptFile::Kind kind) const {
    return static_cast<size_t>(std::ranges::count(kept, kind, &KeptFile::kind));
  }
};

Result<Contents> read_contents(const CacheOptions& options, const oci::Store& store) {
  Contents out{.folder = store.folder()};
  TRY(out.pulled, oci::measure(store));
  TRY(out.kept, list_kept_files(store.files(), options.cache_dir));
  TRY(out.code, oci::measure_folder(store.files(), code_folder(options.cache_dir)));
  if (!options.cache_dir) return out;
  for (const auto& other : {registry_folder(options.cache_dir), downloads_folder(options.cache_dir),
                            compositions_folder(options.cache_dir)}) {
    TRY(const auto bytes, oci::measure_folder(store.files(), other));
    out.code -= std::min(out.code, bytes);  // a folder that is given has these in it
  }
  return out;
}

std::string as_json(const Contents& contents) {
  data::JsonArray apps, files;
  for (const auto& artifact : contents.pulled.artifacts) {
    apps.emplace_back(data::JsonObject{{"reference", artifact.reference.reference.text()},
                                       {"digest", artifact.reference.manifest.text()},
                                       {"bytes", artifact.bytes},
                                       {"used", artifact.reference.used}});
  }
  for (const auto& file : contents.kept) {
    files.emplace_back(data::JsonObject{{"kind", std::string(name_of(file.kind))},
                                        {"digest", "sha256:" + digest_of(file)},
                                        {"bytes", file.bytes},
                                        {"used", file.used}});
  }
  return data::write_json_pretty(
      data::JsonObject{{"folder", contents.folder},
                       {"registry_bytes", contents.pulled.bytes},
                       {"downloads_bytes", contents.bytes_of(KeptFile::Kind::download)},
                       {"compositions_bytes", contents.bytes_of(KeptFile::Kind::composition)},
                       {"code_bytes", contents.code},
                       {"apps", std::move(apps)},
                       {"files", std::move(files)}});
}

std::string as_list(const Contents& contents) {
  std::string out;
  for (const auto& artifact : contents.pulled.artifacts) {
    out += base::format("{}  {:>9}  {}  {}\n", day_of(artifact.reference.used),
                        size_text(artifact.bytes), artifact.reference.manifest.brief(),
                        artifact.reference.reference.text());
  }
  for (const auto& file : contents.kept) {
    out += base::format("{}  {:>9}  {}  {}\n", day_of(file.used), size_text(file.bytes),
                        digest_of(file).substr(0, 12), name_of(file.kind));
  }
  return out;
}

std::string as_sizes(const Contents& contents) {
  const auto line = [](uint64_t bytes, std::string_view what) {
    return base::format("{:>9}  {}\n", size_text(bytes), what);
  };
  const auto apps = contents.pulled.artifacts.size();
  auto out =
      line(contents.pulled.bytes, base::format("pulled, {} {}", apps, apps == 1 ? "app" : "apps"));
  for (const auto kind : {KeptFile::Kind::download, KeptFile::Kind::composition}) {
    const auto count = contents.count(kind);
    if (count == 0) continue;
    out += line(contents.bytes_of(kind),
                base::format("{} {}{}", count, name_of(kind), count == 1 ? "" : "s"));
  }
  return out + line(contents.code, "precompiled code");
}

Result<> show(const CacheOptions& options, const oci::Store& store, const Console& console) {
  TRY(const auto contents, read_contents(options, store));
  if (options.format == "json") {
    console.out(as_json(contents));
  } else {
    console.out(options.action == CacheOptions::Action::list ? as_list(contents)
                                                             : as_sizes(contents));
  }
  return {};
}

// What goes: apps, and files that can be had again.
struct Leaving {
  std::vector<oci::Reference> apps;
  std::vector<KeptFile> files;
};

Leaving choose(const CacheOptions& options, const Contents& contents) {
  oci::PruneRule rule{.budget = options.budget};
  if (options.unused_for) {
    rule.unused_for = std::chrono::floor<std::chrono::seconds>(*options.unused_for);
  }
  const auto& apps = contents.pulled.artifacts;
  std::vector<oci::Prunable> things;
  for (const auto& app : apps) things.push_back({app.reference.used, app.bytes});
  for (const auto& file : contents.kept) things.push_back({file.used, file.bytes});
  Leaving out;
  for (const size_t i : oci::plan_prune(things, rule, std::chrono::system_clock::now())) {
    if (i < apps.size()) {
      out.apps.push_back(apps[i].reference.reference);
    } else {
      out.files.push_back(contents.kept[i - apps.size()]);
    }
  }
  return out;
}

Result<> prune(const CacheOptions& options, oci::Store& store, const Console& console) {
  TRY(const auto contents, read_contents(options, store));
  const auto leaving = choose(options, contents);
  TRY(const auto pruned, oci::prune(store, leaving.apps));
  for (const auto& reference : pruned.in_use) {
    console.err(base::format("{} is running and stays\n", reference.text()));
  }
  for (const auto& reference : pruned.references) {
    console.out(base::format("Removed {}\n", reference.text()));
  }
  auto freed = pruned.bytes;
  for (const auto& file : leaving.files) {
    TRY_VOID(store.files().remove_all(file.path));
    console.out(base::format("Removed {} {}\n", name_of(file.kind), digest_of(file).substr(0, 12)));
    freed += file.bytes;
  }
  console.out(base::format("Freed {}\n", size_text(freed)));
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
