#include "app/staging.h"

#include <algorithm>

#include "base/glob.h"
#include "base/text.h"

namespace app {
namespace {

using base::Kind;
using base::Result;

// A path without "." and "..", "/" at neither end; Kind::denied when it leads out.
Result<std::string> normalise(std::string_view path) {
  std::vector<std::string> parts;
  for (const auto part : base::split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.emplace_back(part);
      continue;
    }
    if (parts.empty()) return base::fail(Kind::denied, "`{}` leads out of its folder", path);
    parts.pop_back();
  }
  return base::join(parts, "/");
}

std::string below(const std::string& folder, std::string_view relative) {
  return relative.empty() ? folder : base::format("{}/{}", folder, relative);
}

class Stage {
 public:
  Stage(world::Files& files, const manifest::Component& component, const StagingPlace& place)
      : files_(files), component_(component), place_(place) {}

  Result<std::vector<engine::Directory>> run() {
    if (component_.files.empty() && place_.writes == Writes::denied) {
      return std::vector<engine::Directory>();
    }
    TRY(auto root, files_.real_path(place_.root));
    root_ = std::move(root);
    TRY(auto granted, find_direct());
    if (!granted.empty()) return granted;
    tree_ = below(place_.temporary, component_.id);
    TRY_VOID(files_.make_directories(tree_));
    for (const auto& mount : component_.files) TRY_VOID(copy_mount(mount));
    return std::vector{engine::Directory{tree_, "/", place_.writes == Writes::transient}};
  }

 private:
  // The one folder that can be granted without a copy.
  Result<std::vector<engine::Directory>> find_direct() {
    std::vector<engine::Directory> out;
    if (component_.files.size() != 1 || !component_.exclude_files.empty() ||
        place_.writes == Writes::transient || !component_.files[0].destination) {
      return out;
    }
    TRY(const auto relative, normalise(component_.files[0].source));
    TRY(const auto source, inside(relative));
    TRY(const auto info, files_.info(source));
    if (info.type == world::FileInfo::Type::directory) {
      out.push_back({source, *component_.files[0].destination, false});
    }
    return out;
  }

  Result<> copy_mount(const manifest::FileMount& mount) {
    if (!mount.destination) return copy_glob(mount.source);
    TRY(const auto relative, normalise(mount.source));
    TRY(const auto destination, normalise(*mount.destination));
    return copy_any(relative, destination);
  }

  // What a glob matches, a file or a folder keeps its place below the root.
  Result<> copy_glob(const std::string& pattern) {
    TRY(const auto clean, normalise(pattern));
    if (!base::is_glob(clean)) return copy_any(clean, clean);
    const auto fixed = clean.substr(0, clean.find_first_of("*?["));
    const auto slash = fixed.rfind('/');
    const auto start = slash == std::string::npos ? std::string() : fixed.substr(0, slash);
    if (!files_.exists(below(root_, start))) return {};
    return copy_matching(start, clean);
  }

  Result<> copy_matching(const std::string& folder, const std::string& pattern) {
    TRY(const auto names, files_.list(below(root_, folder)));
    for (const auto& name : names) {
      const auto path = folder.empty() ? name : folder + "/" + name;
      TRY(const auto source, inside(path));
      TRY(const auto info, files_.info(source));
      if (info.type == world::FileInfo::Type::directory) {
        TRY_VOID(copy_matching(path, pattern));
      } else if (base::glob_matches(pattern, path)) {
        TRY_VOID(copy_any(path, path));
      }
    }
    return {};
  }

  // A file, or a folder with all below it.
  Result<> copy_any(const std::string& from, const std::string& to) {
    if (is_excluded(from)) return {};
    TRY(const auto source, inside(from));
    TRY(const auto info, files_.info(source));
    const auto target = below(tree_, to);
    if (info.type != world::FileInfo::Type::directory) {
      const auto slash = target.rfind('/');
      TRY_VOID(files_.make_directories(target.substr(0, slash)));
      return files_.copy(source, target);
    }
    TRY_VOID(files_.make_directories(target));
    TRY(const auto names, files_.list(source));
    for (const auto& name : names) {
      TRY_VOID(
          copy_any(from.empty() ? name : from + "/" + name, to.empty() ? name : to + "/" + name));
    }
    return {};
  }

  bool is_excluded(const std::string& path) const {
    return std::ranges::any_of(component_.exclude_files, [&](const auto& pattern) {
      return base::glob_matches(pattern, path);
    });
  }

  // The real path of something below the root; symlinks may not lead out.
  Result<std::string> inside(const std::string& relative) {
    auto real = files_.real_path(below(root_, relative));
    if (!real) {
      return base::pass(std::move(real).error(),
                        base::format("component `{}`: files", component_.id));
    }
    if (*real == root_ || real->starts_with(root_ + "/")) return real;
    return base::fail(Kind::denied,
                      "component `{}`: files entry `{}` leads out of the app's folder",
                      component_.id, relative);
  }

  world::Files& files_;
  const manifest::Component& component_;
  const StagingPlace& place_;
  std::string root_, tree_;
};

}  // namespace

Result<std::vector<engine::Directory>> stage_files(world::Files& files,
                                                   const manifest::Component& component,
                                                   const StagingPlace& place) {
  return Stage(files, component, place).run();
}

}  // namespace app
