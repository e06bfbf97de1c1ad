#include "cli/url_sources.h"

#include "base/text.h"
#include "cli/download.h"
#include "world/digest.h"

namespace cli {
namespace {

using base::Kind;
using base::Result;

constexpr uint64_t most_wasm_bytes = uint64_t{1} << 30;

class Fetching {
 public:
  Fetching(const std::string& folder, world::Files& files, const Console& console)
      : folder_(folder), files_(files), console_(console) {}

  Result<> localize(manifest::Source& source) {
    const auto* remote = std::get_if<manifest::UrlSource>(&source);
    if (!remote) return {};
    TRY(auto path, fetch(*remote));
    source = manifest::LocalSource{std::move(path)};
    return {};
  }

 private:
  Result<std::string> fetch(const manifest::UrlSource& source) {
    const auto wanted = base::lower(std::string_view(source.digest).substr(digest_prefix.size()));
    auto path = base::format("{}/{}.wasm", folder_, wanted);
    if (files_.exists(path)) {
      world::note_use(files_, path);
      return path;
    }
    console_.err(base::format("Downloading {}\n", source.url));
    Foreground foreground;
    TRY(const auto content, download(foreground, source.url, most_wasm_bytes));
    if (const auto found = world::sha256_hex(content); found != wanted) {
      return base::fail(Kind::protocol, "{} has the digest sha256:{}, not the one in the manifest",
                        source.url, found);
    }
    TRY_VOID(files_.make_directories(folder_));
    TRY_VOID(files_.write_atomic(path, content));
    return path;
  }

  static constexpr std::string_view digest_prefix = "sha256:";

  const std::string& folder_;
  world::Files& files_;
  const Console& console_;
};

Result<> localize_all(manifest::Component& component, Fetching& fetching) {
  TRY_VOID(fetching.localize(component.source));
  for (auto& dependency : component.dependencies) {
    auto* source = std::get_if<manifest::Source>(&dependency.from);
    if (source) TRY_VOID(fetching.localize(*source));
  }
  return {};
}

}  // namespace

Result<> fetch_url_sources(manifest::App& app, const std::string& folder, world::Files& files,
                           const Console& console) {
  Fetching fetching(folder, files, console);
  for (auto& component : app.components) {
    auto done = localize_all(component, fetching);
    if (!done) {
      return base::pass(std::move(done).error(), base::format("component `{}`", component.id));
    }
  }
  return {};
}

}  // namespace cli
