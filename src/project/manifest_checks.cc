#include "project/manifest_checks.h"

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "data/toml.h"

namespace project {
namespace {

constexpr std::string_view wasm_magic{"\0asm", 4};
constexpr std::string_view right_version = "spin_manifest_version = 2";

// The text with its first line that begins with the key replaced.
std::string replace_line(const std::string& text, std::string_view key, std::string_view line) {
  std::string out;
  bool done = false;
  for (const auto old : base::split(text, '\n')) {
    if (!out.empty() || old.data() != text.data()) out += '\n';
    const bool is_it = !done && base::trim(old).starts_with(key);
    out += is_it ? line : old;
    done = done || is_it;
  }
  return out;
}

// "1" is the version of old manifests, which are read too. They have no table of the app.
bool is_right(const data::TomlValue& version, const data::TomlTable& root) {
  const bool is_old = version.string() && *version.string() == "1";
  return version.integer() == 2 || (is_old && !root.find("application"));
}

std::optional<Finding> check_version(const ManifestFile& file, const data::TomlTable& root) {
  const auto* version = root.find("spin_manifest_version");
  if (!version && root.find("spin_version")) return std::nullopt;
  if (!version) {
    return Finding{base::format("{} says no manifest version", file.path),
                   base::format("write `{}` at its top", right_version),
                   EditManifest{std::string(right_version) + "\n\n" + file.text}};
  }
  if (is_right(version->value, root)) return std::nullopt;
  return Finding{
      base::format("{}:{}: the manifest version must be 2", file.path, version->key_position.line),
      base::format("write `{}`", right_version),
      EditManifest{replace_line(file.text, "spin_manifest_version", right_version)}};
}

// How sources of a kind are built, known by a file beside them.
struct KnownProject {
  std::string_view file, command, watch;
};
constexpr KnownProject known_projects[] = {
    {"Cargo.toml", "cargo build --target wasm32-wasip1 --release",
     "\"src/**/*.rs\", \"Cargo.toml\""},
    {"package.json", "npm run build", "\"src/**/*\", \"package.json\""},
    {"Makefile", "make", "\"src/**/*\", \"Makefile\""},
};

class ComponentChecks {
 public:
  ComponentChecks(const world::Files& files, const ManifestFile& file, const manifest::App& app)
      : files_(files), file_(file), app_(app) {}

  std::vector<Finding> run() {
    for (const auto& component : app_.components) check(component);
    return std::move(out_);
  }

 private:
  void check(const manifest::Component& component) {
    const auto* local = std::get_if<manifest::LocalSource>(&component.source);
    if (!local) return;
    const auto path = path_in(file_.folder, local->path);
    if (!component.build && offer_build_command(component, path)) return;
    const auto head = files_.read(path);
    if (!head && component.build) {
      out_.push_back(
          {base::format("component {} is not built: there is no `{}`", component.id, path),
           base::format("run torpor build -c {}", component.id), BuildComponent{component.id}});
    } else if (!head) {
      out_.push_back(
          {base::format("component {} has no `{}`, and no build command", component.id, path),
           base::format("put the file there, or write [component.{}.build] with a command",
                        component.id),
           NoFix{}});
    } else if (!head->starts_with(wasm_magic)) {
      add_bad_wasm(component, path);
    }
  }

  void add_bad_wasm(const manifest::Component& component, const std::string& path) {
    auto problem =
        base::format("the source of component {}, `{}`, is no WebAssembly", component.id, path);
    if (component.build) {
      out_.push_back({std::move(problem), base::format("run torpor build -c {}", component.id),
                      BuildComponent{component.id}});
    } else {
      out_.push_back({std::move(problem), "name a .wasm file with `source`", NoFix{}});
    }
  }

  // The folders around the component's file, up to that of the manifest, may have its sources.
  bool offer_build_command(const manifest::Component& component, const std::string& path) {
    for (auto folder = std::filesystem::path(path).parent_path();; folder = folder.parent_path()) {
      for (const auto& known : known_projects) {
        if (files_.exists(path_in(folder.string(), std::string(known.file)))) {
          add_build_command(component, folder.string(), known);
          return true;
        }
      }
      if (folder.empty() || folder == file_.folder || folder == folder.root_path()) return false;
    }
  }

  void add_build_command(const manifest::Component& component, const std::string& folder,
                         const KnownProject& known) {
    auto workdir = std::filesystem::path(folder).lexically_relative(file_.folder).string();
    if (folder.empty() || workdir == ".") workdir.clear();
    auto table =
        base::format("\n[component.{}.build]\ncommand = \"{}\"\n", component.id, known.command);
    if (!workdir.empty()) table += base::format("workdir = \"{}\"\n", workdir);
    table += base::format("watch = [{}]\n", known.watch);
    const auto newline = file_.text.ends_with('\n') ? "" : "\n";
    out_.push_back({base::format("component {} has no build command, but there is a {}",
                                 component.id, path_in(folder, std::string(known.file))),
                    base::format("write [component.{}.build] with command = \"{}\"", component.id,
                                 known.command),
                    EditManifest{file_.text + newline + table}});
  }

  const world::Files& files_;
  const ManifestFile& file_;
  const manifest::App& app_;
  std::vector<Finding> out_;
};

}  // namespace

std::optional<Finding> check_manifest(const ManifestFile& file) {
  const auto root = data::parse_toml(file.text);
  if (root) {
    if (auto finding = check_version(file, *root)) return finding;
  }
  const auto app = parse_manifest(file, "");
  if (app) return std::nullopt;
  return Finding{app.error().message(), "docs/manifest.md has the keys", NoFix{}};
}

std::vector<Finding> check_components(const world::Files& files, const ManifestFile& file,
                                      const manifest::App& app) {
  return ComponentChecks(files, file, app).run();
}

}  // namespace project
