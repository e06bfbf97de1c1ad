// The templates that there are: those that are part of torpor, and those that were installed. An
// installed one hides a built-in one of the same id.
//
//   FOLDER/<id>/…                    the template, as it was
//   FOLDER/<id>/installed-from.toml  git, branch, dir or tar: where it came from
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "scaffold/files.h"
#include "scaffold/template.h"
#include "world/files.h"

namespace scaffold {

// Where templates were installed from, so that `upgrade` can go there again.
struct Origin {
  enum class Type { git, folder, archive };
  Type type = Type::folder;
  std::string place;   // a URL (of git, or of an archive), or an absolute path
  std::string branch;  // of git; empty for the default

  bool operator==(const Origin&) const = default;
};

struct Installed {
  std::string id;
  std::optional<Origin> origin;
};

enum class Replace { no, yes };

class Catalogue {
 public:
  // `files` outlives it. `built_in`: folders of templates, by name.
  Catalogue(world::Files& files, std::string folder, FileTree built_in)
      : files_(files), folder_(std::move(folder)), built_in_(std::move(built_in)) {}

  // By id. A template that cannot be read is told in `broken` instead.
  std::vector<Template> list(std::vector<base::Error>& broken) const;
  // Kind::not_found with the nearest id there is.
  base::Result<Template> find(const std::string& id) const;

  // The templates in `source`: the folders of its "templates" folder, or its own, or itself. None
  // is installed unless all are valid. Kind::denied for one that is there, unless it is replaced.
  // Returns their ids.
  base::Result<std::vector<std::string>> install(const FileTree& source, const Origin& origin,
                                                 Replace replace);
  base::Result<> uninstall(const std::string& id);
  base::Result<std::vector<Installed>> list_installed() const;

 private:
  base::Result<Template> read_installed(const std::string& id) const;
  std::optional<Origin> find_origin(const std::string& id) const;

  world::Files& files_;
  std::string folder_;
  FileTree built_in_;
};

}  // namespace scaffold
