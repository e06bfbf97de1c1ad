// Template: what `torpor new` and `add` make apps and components from, in Spin's format.
//
//   metadata/spin-template.toml   its name, its parameters, what it can make
//   metadata/snippets/*           text that `add` appends to the app's spin.toml
//   metadata/partials/*           texts that others include
//   content/**                    the files that it makes, in Liquid (scaffold/liquid.h)
//
// Format: spinframework/spin, crates/templates/src/reader.rs.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "scaffold/files.h"

namespace scaffold {

// A value that whoever uses the template gives.
struct Parameter {
  std::string id;
  std::string prompt;
  std::optional<std::string> default_value;
  std::optional<std::string> pattern;  // a regular expression that a part of the value matches
  std::vector<std::string> allowed;    // none: any

  // Kind::invalid, and what would be right.
  base::Result<> check(const std::string& value) const;
};

// What is different when it makes an app, or adds to one.
struct Variant {
  std::vector<std::string> skip_files;  // of content/
  std::vector<std::string> skip_parameters;
  std::map<std::string, std::string> snippets;  // "component" -> the file's name
};

// Holds when the app that is added to has the entry ("application.trigger.redis") in its manifest.
struct Conditional {
  std::string manifest_entry;
  std::vector<std::string> skip_files, skip_parameters, skip_snippets;
};

struct TemplateVariant {
  Variant always;
  std::vector<Conditional> conditions;
};

// A folder that it makes although nothing is in it.
struct EmptyFolder {
  enum class At { component, manifest };
  std::string path;  // in Liquid
  At at = At::component;
};

struct Template {
  std::string id;
  std::string description;
  std::vector<std::string> tags;  // in lower case
  std::optional<TemplateVariant> new_application, add_component;
  std::vector<Parameter> parameters;  // in the order in which they are asked for
  std::vector<EmptyFolder> empty_folders;
  FileTree content, snippets;
  std::map<std::string, std::string> partials;
  std::string source;  // where it is from, for people

  bool has_tags(const std::vector<std::string>& wanted) const;
};

constexpr std::string_view template_manifest_path = "metadata/spin-template.toml";

// Kind::invalid, with the place in the file; `name` is the template's folder, for messages.
base::Result<Template> parse_template(const std::string& name, const FileTree& files);

}  // namespace scaffold
