#include "scaffold/catalogue.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "data/tar.h"
#include "data/toml.h"

namespace scaffold {
namespace {

using base::Kind;
using base::Result;

const std::string origin_file = "installed-from.toml";

// The prefixes below which the tree has a template: "", "templates/x/".
std::set<std::string> template_folders(const FileTree& tree) {
  std::set<std::string> out;
  for (const auto& [path, content] : tree) {
    if (!path.ends_with(template_manifest_path)) continue;
    const auto prefix = path.substr(0, path.size() - template_manifest_path.size());
    if (prefix.empty() || prefix.ends_with('/')) out.insert(prefix);
  }
  return out;
}

size_t depth(const std::string& prefix) {
  return static_cast<size_t>(std::ranges::count(prefix, '/'));
}

// An archive may have one folder around all the others.
std::vector<std::string> chosen_folders(const FileTree& tree) {
  const auto all = template_folders(tree);
  std::vector<std::string> out;
  for (const auto& prefix : all) {
    const auto below = prefix.find("templates/");
    if (below != std::string::npos && (below == 0 || prefix[below - 1] == '/'))
      out.push_back(prefix);
  }
  if (!out.empty()) return out;
  std::ranges::copy_if(all, std::back_inserter(out), [](const auto& p) { return depth(p) <= 1; });
  return out;
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string_view key_of(Origin::Type type) {
  switch (type) {
    case Origin::Type::git:
      return "git";
    case Origin::Type::folder:
      return "dir";
    case Origin::Type::archive:
      return "tar";
  }
  __builtin_unreachable();
}

std::string write_origin(const Origin& origin) {
  auto out = base::format("{} = {}\n", key_of(origin.type), quoted(origin.place));
  if (!origin.branch.empty()) out += base::format("branch = {}\n", quoted(origin.branch));
  return out;
}

// In a path of its own below the catalogue's folder.
Result<> check_id(const std::string& id) {
  if (!id.empty() && data::is_contained_path(id) && !id.contains('/')) return {};
  return base::fail(Kind::invalid, "`{}` is no id of a template", id);
}

std::string describe(const Origin& origin) {
  return base::format("{} {}", key_of(origin.type), origin.place);
}

}  // namespace

std::vector<Template> Catalogue::list(std::vector<base::Error>& broken) const {
  std::map<std::string, Template> out;
  for (const auto& prefix : template_folders(built_in_)) {
    auto made = parse_template(prefix, subtree(built_in_, prefix));
    if (!made) {
      broken.push_back(std::move(made).error());
      continue;
    }
    made->source = "built in";
    out[made->id] = std::move(*made);
  }
  for (const auto& installed : list_installed().value_or(std::vector<Installed>())) {
    auto made = read_installed(installed.id);
    if (made) {
      out[made->id] = std::move(*made);
    } else {
      broken.push_back(std::move(made).error());
    }
  }
  std::vector<Template> list;
  for (auto& [id, made] : out) list.push_back(std::move(made));
  return list;
}

Result<Template> Catalogue::find(const std::string& id) const {
  std::vector<base::Error> broken;
  auto all = list(broken);
  std::vector<std::string_view> ids;
  for (auto& made : all) {
    if (made.id == id) return std::move(made);
    ids.push_back(made.id);
  }
  const auto nearest = base::find_nearest(id, ids);
  return base::fail(Kind::not_found, "there is no template `{}`{}: see torpor templates list", id,
                    nearest ? base::format(" (did you mean `{}`?)", *nearest) : "");
}

Result<Template> Catalogue::read_installed(const std::string& id) const {
  const auto place = folder_ + "/" + id;
  TRY(const auto tree, read_tree(files_, place));
  TRY(auto made, parse_template(place, tree));
  const auto origin = find_origin(id);
  made.source = origin ? describe(*origin) : "installed";
  return made;
}

std::optional<Origin> Catalogue::find_origin(const std::string& id) const {
  const auto text = files_.read(folder_ + "/" + id + "/" + origin_file, 1 << 16);
  if (!text) return std::nullopt;
  const auto table = data::parse_toml(*text);
  if (!table) return std::nullopt;
  for (const auto type : {Origin::Type::git, Origin::Type::folder, Origin::Type::archive}) {
    const auto* place = table->find_string(key_of(type));
    const auto* branch = table->find_string("branch");
    if (place) return Origin{type, *place, branch ? *branch : ""};
  }
  return std::nullopt;
}

Result<std::vector<std::string>> Catalogue::install(const FileTree& source, const Origin& origin,
                                                    Replace replace) {
  std::vector<std::pair<std::string, FileTree>> valid;
  for (const auto& prefix : chosen_folders(source)) {
    auto tree = subtree(source, prefix);
    const auto name = prefix.empty() ? origin.place : prefix.substr(0, prefix.size() - 1);
    TRY(const auto made, parse_template(name, tree));
    TRY_VOID(check_id(made.id));
    if (replace == Replace::no && files_.exists(folder_ + "/" + made.id)) {
      return base::fail(Kind::denied, "template {} is installed already; --upgrade replaces it",
                        made.id);
    }
    tree[origin_file] = write_origin(origin);
    valid.emplace_back(made.id, std::move(tree));
  }
  if (valid.empty()) {
    return base::fail(Kind::not_found,
                      "there is no template in {}: a template is a folder with {}, and stands in a "
                      "folder `templates`",
                      origin.place, template_manifest_path);
  }
  std::vector<std::string> ids;
  for (const auto& [id, tree] : valid) {
    const auto place = folder_ + "/" + id;
    TRY_VOID(files_.make_directories(folder_));
    TRY(const auto fresh, files_.make_temporary_directory(folder_ + "/.new-"));
    TRY_VOID(write_tree(files_, fresh, tree));
    TRY_VOID(files_.remove_all(place));
    TRY_VOID(files_.rename(fresh, place));
    ids.push_back(id);
  }
  return ids;
}

Result<> Catalogue::uninstall(const std::string& id) {
  TRY_VOID(check_id(id));
  const auto place = folder_ + "/" + id;
  if (files_.exists(place)) return files_.remove_all(place);
  return base::fail(Kind::not_found, "template {} is not installed{}", id,
                    find(id) ? ", it is part of torpor" : "");
}

Result<std::vector<Installed>> Catalogue::list_installed() const {
  std::vector<Installed> out;
  const auto names = files_.list(folder_);
  if (!names && names.error().kind() != Kind::not_found) return std::unexpected(names.error());
  for (const auto& name : names.value_or(std::vector<std::string>())) {
    if (!name.starts_with('.')) out.push_back({name, find_origin(name)});
  }
  return out;
}

}  // namespace scaffold
