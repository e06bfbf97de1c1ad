#include "scaffold/generation.h"

#include <algorithm>

#include "data/tar.h"
#include "data/toml.h"
#include "scaffold/manifest_edit.h"

namespace scaffold {
namespace {

using base::Kind;
using base::Result;

// A path of content/ may be Liquid itself; "!!" stands for "|" there.
Result<std::string> render_path(std::string path, const LiquidInput& input) {
  if (path.ends_with(".tmpl")) path.resize(path.size() - std::string_view(".tmpl").size());
  if (path.contains("{{")) {
    for (size_t at; (at = path.find("!!")) != std::string::npos;) path.replace(at, 2, "|");
    TRY(path, render_liquid(path, input));
  }
  if (data::is_contained_path(path)) return path;
  return base::fail(Kind::invalid, "the template makes `{}`, which is outside its folder", path);
}

bool is_text(const base::Bytes& content) {
  return content.find('\0') == base::Bytes::npos;
}

class Planning {
 public:
  Planning(const Template& made_from, const Request& request)
      : template_(made_from), request_(request), values_(request.values) {
    values_["project-name"] = request.name;
    values_["output-path"] = request.output;
    values_.try_emplace("authors");
    values_.try_emplace("username");
  }

  Result<Generation> run() {
    TRY(variant_, variant_for(template_, request_.purpose, request_.manifest));
    TRY_VOID(check_values());
    for (const auto& [path, content] : template_.content) TRY_VOID(add_file(path, content));
    for (const auto& folder : template_.empty_folders) TRY_VOID(add_folder(folder));
    if (request_.purpose == Purpose::add_component) TRY_VOID(edit_manifest());
    TRY_VOID(check_made_manifest());
    return std::move(out_);
  }

 private:
  LiquidInput input() const { return {values_, template_.partials}; }

  Result<> check_values() {
    for (const auto* parameter : wanted_parameters(template_, variant_)) {
      const auto at = values_.find(parameter->id);
      if (at == values_.end()) {
        return base::fail(Kind::invalid, "template {} needs a value for {} ({})", template_.id,
                          parameter->id, parameter->prompt);
      }
      TRY_VOID(parameter->check(at->second));
    }
    // A file that is made all the same may name what was skipped.
    for (const auto& parameter : template_.parameters) {
      values_.try_emplace(parameter.id, parameter.default_value.value_or(""));
    }
    return {};
  }

  Result<> add_file(const std::string& path, const base::Bytes& content) {
    const auto& skipped = variant_.skip_files;
    if (std::ranges::find(skipped, path) != skipped.end()) return {};
    const bool is_for_git = path == ".gitignore" || path.ends_with("/.gitignore");
    if (is_for_git && request_.version_control == VersionControl::left_out) return {};
    TRY(const auto made, render_path(path, input()));
    TRY(out_.files[made], render_content(path, content));
    return {};
  }

  // What is no Liquid is taken as it stands: it may be in a language with the same braces.
  Result<base::Bytes> render_content(const std::string& path, const base::Bytes& content) const {
    if (!is_text(content)) return content;
    auto rendered = render_liquid(content, input());
    if (rendered) return base::Bytes(std::move(*rendered));
    if (rendered.error().kind() == Kind::invalid) return content;
    return base::pass(std::move(rendered).error(),
                      base::format("template {}, content/{}", template_.id, path));
  }

  Result<> add_folder(const EmptyFolder& folder) {
    TRY(auto path, render_path(folder.path, input()));
    switch (folder.at) {
      case EmptyFolder::At::component:
        out_.folders.push_back(std::move(path));
        return {};
      case EmptyFolder::At::manifest:
        out_.app_folders.push_back(std::move(path));
        return {};
    }
    __builtin_unreachable();
  }

  // Its triggers may be of types that torpor does not know, so it must only be TOML.
  Result<> check_made_manifest() const {
    const auto at = out_.files.find("spin.toml");
    if (at == out_.files.end()) return {};
    const auto read = data::parse_toml(at->second);
    if (read) return {};
    const auto& [line, column] = read.error().position;
    return base::fail(Kind::invalid,
                      "of these values template {} makes no valid spin.toml: {}:{}: {}",
                      template_.id, line, column, read.error().message);
  }

  Result<> edit_manifest() {
    out_.manifest = request_.manifest;
    for (const auto& [id, file] : variant_.snippets) {
      TRY(const auto text, render_snippet(file));
      if (id == "variables") {
        out_.manifest = add_variables(*out_.manifest, text);
      } else if (id == "component" || id == "application_trigger") {
        out_.manifest = append_section(*out_.manifest, text);
      } else {
        return base::fail(Kind::unsupported,
                          "template {} has a snippet `{}`; torpor knows component, "
                          "application_trigger and variables",
                          template_.id, id);
      }
    }
    return check_manifest(*out_.manifest);
  }

  Result<std::string> render_snippet(const std::string& file) const {
    const auto at = template_.snippets.find(file);
    if (at == template_.snippets.end()) {
      return base::fail(Kind::invalid, "template {} has no metadata/snippets/{}", template_.id,
                        file);
    }
    auto text = render_liquid(at->second, input());
    if (text) return text;
    return base::pass(std::move(text).error(),
                      base::format("template {}, snippet {}", template_.id, file));
  }

  const Template& template_;
  const Request& request_;
  Values values_;
  Variant variant_;
  Generation out_;
};

void skip(std::vector<std::string>& all, const std::vector<std::string>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

Result<Variant> variant_for(const Template& made_from, Purpose purpose,
                            const std::string& manifest) {
  const bool adds = purpose == Purpose::add_component;
  const auto& chosen = adds ? made_from.add_component : made_from.new_application;
  if (!chosen) {
    return base::fail(Kind::unsupported, "template {} cannot make {}", made_from.id,
                      adds ? "a component of an app; try torpor new" : "an app; try torpor add");
  }
  Variant out = chosen->always;
  for (const auto& conditional : chosen->conditions) {
    if (!adds || !has_entry(manifest, conditional.manifest_entry)) continue;
    skip(out.skip_files, conditional.skip_files);
    skip(out.skip_parameters, conditional.skip_parameters);
    for (const auto& snippet : conditional.skip_snippets) out.snippets.erase(snippet);
  }
  return out;
}

std::vector<const Parameter*> wanted_parameters(const Template& made_from, const Variant& variant) {
  std::vector<const Parameter*> out;
  for (const auto& parameter : made_from.parameters) {
    const auto& skipped = variant.skip_parameters;
    if (std::ranges::find(skipped, parameter.id) == skipped.end()) out.push_back(&parameter);
  }
  return out;
}

Result<Generation> plan_generation(const Template& made_from, const Request& request) {
  TRY_VOID(check_name(request.name));
  return Planning(made_from, request).run();
}

Result<> check_name(const std::string& name) {
  bool begins = true;
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
    const bool digit = c >= '0' && c <= '9';
    if (begins && !letter) {
      return base::fail(Kind::invalid,
                        "`{}` is no name: each of its words must begin with a letter", name);
    }
    begins = !letter && !digit;
  }
  if (!begins) return {};
  return base::fail(Kind::invalid, "`{}` is no name: it must end with a letter or digit", name);
}

}  // namespace scaffold
