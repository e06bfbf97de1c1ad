#include "scaffold/template.h"

#include <algorithm>
#include <regex>

#include "base/text.h"
#include "manifest/node.h"

namespace scaffold {
namespace {

using base::Kind;
using base::Result;
using manifest::Node;
using manifest::Table;

Result<Conditional> read_conditional(const Node& node) {
  constexpr std::string_view keys[] = {"condition", "skip_files", "skip_parameters",
                                       "skip_snippets"};
  TRY(const auto table, Table::open(node, keys));
  constexpr std::string_view condition_keys[] = {"manifest_entry_exists"};
  TRY(const auto condition, table.require("condition"));
  TRY(const auto condition_table, Table::open(condition, condition_keys));
  Conditional out;
  TRY(out.manifest_entry, condition_table.required_string("manifest_entry_exists"));
  TRY(out.skip_files, table.strings("skip_files"));
  TRY(out.skip_parameters, table.strings("skip_parameters"));
  TRY(out.skip_snippets, table.strings("skip_snippets"));
  return out;
}

// Nothing when it says that it cannot do this.
Result<std::optional<TemplateVariant>> read_variant(const Node& node) {
  constexpr std::string_view keys[] = {"supported", "skip_files", "skip_parameters", "snippets",
                                       "conditions"};
  TRY(const auto table, Table::open(node, keys));
  TRY(const auto supported, table.optional_boolean("supported"));
  TemplateVariant out;
  TRY(out.always.skip_files, table.strings("skip_files"));
  TRY(out.always.skip_parameters, table.strings("skip_parameters"));
  TRY(out.always.snippets, table.string_map("snippets"));
  if (const auto conditions = table.find("conditions")) {
    TRY(const auto entries, conditions->entries());
    for (const auto& entry : entries) {
      TRY(auto conditional, read_conditional(entry));
      out.conditions.push_back(std::move(conditional));
    }
  }
  if (!supported.value_or(true)) return std::nullopt;
  return out;
}

Result<Parameter> read_parameter(const Node& node) {
  constexpr std::string_view keys[] = {"type", "prompt", "default", "pattern", "allowed_values"};
  TRY(const auto table, Table::open(node, keys));
  TRY(const auto type, table.required_string("type"));
  if (type != "string") return node.fail("`{}` must have the type \"string\"", node.path());
  Parameter out;
  out.id = node.key();
  TRY(out.prompt, table.required_string("prompt"));
  TRY(out.default_value, table.optional_string("default"));
  TRY(out.pattern, table.optional_string("pattern"));
  TRY(out.allowed, table.strings("allowed_values"));
  return out;
}

Result<EmptyFolder> read_output(const Node& node) {
  constexpr std::string_view keys[] = {"action", "path", "at"};
  TRY(const auto table, Table::open(node, keys));
  TRY(const auto action, table.required_string("action"));
  if (action != "create_dir") return node.fail("`{}` must be create_dir", node.path() + ".action");
  EmptyFolder out;
  TRY(out.path, table.required_string("path"));
  TRY(const auto at, table.string_or("at", "component"));
  if (at == "manifest") out.at = EmptyFolder::At::manifest;
  return out;
}

// Each entry of a table that may be absent.
template <class T, class Read>
Result<> read_each(const Table& table, std::string_view key, std::vector<T>& out, Read read) {
  const auto node = table.find(key);
  if (!node) return {};
  TRY(const auto entries, node->entries());
  for (const auto& entry : entries) {
    TRY(auto made, read(entry));
    out.push_back(std::move(made));
  }
  return {};
}

Result<> read_manifest(const Node& root, Template& out) {
  constexpr std::string_view keys[] = {"manifest_version", "id",         "description",
                                       "trigger_type",     "tags",       "new_application",
                                       "add_component",    "parameters", "outputs"};
  TRY(const auto table, Table::open(root, keys));
  TRY(const auto version, table.required_string("manifest_version"));
  if (version != "1") return root.fail("`manifest_version` must be \"1\"");
  TRY(out.id, table.required_string("id"));
  TRY(out.description, table.string_or("description", ""));
  TRY(out.tags, table.strings("tags"));
  for (auto& tag : out.tags) tag = base::lower(tag);
  out.new_application.emplace();  // unless it says otherwise
  if (const auto node = table.find("new_application")) {
    TRY(out.new_application, read_variant(*node));
  }
  if (const auto node = table.find("add_component")) {
    TRY(out.add_component, read_variant(*node));
  }
  TRY_VOID(read_each(table, "parameters", out.parameters, read_parameter));
  return read_each(table, "outputs", out.empty_folders, read_output);
}

}  // namespace

Result<> Parameter::check(const std::string& value) const {
  if (!allowed.empty() && std::ranges::find(allowed, value) == allowed.end()) {
    return base::fail(Kind::invalid, "`{}` is no value for {}; it may be {}", value, id,
                      base::join(allowed, ", "));
  }
  if (!pattern) return {};
  try {
    if (std::regex_search(value, std::regex(*pattern))) return {};
  } catch (const std::regex_error& error) {
    return base::fail(Kind::unsupported, "the template's pattern `{}` cannot be used: {}", *pattern,
                      error.what());
  }
  return base::fail(Kind::invalid, "`{}` is no value for {}; it must match {}", value, id,
                    *pattern);
}

bool Template::has_tags(const std::vector<std::string>& wanted) const {
  return std::ranges::all_of(wanted, [this](const std::string& tag) {
    return std::ranges::find(tags, base::lower(tag)) != tags.end();
  });
}

Result<Template> parse_template(const std::string& name, const FileTree& files) {
  const auto at = files.find(std::string(template_manifest_path));
  if (at == files.end()) {
    return base::fail(Kind::invalid, "`{}` is no template: it has no {}", name,
                      template_manifest_path);
  }
  const manifest::Document document(name + "/" + at->first, at->second);
  auto toml = data::parse_toml(at->second);
  if (!toml) return document.fail(toml.error().position, "{}", toml.error().message);
  const data::TomlValue root(std::move(*toml), {});
  Template out;
  TRY_VOID(read_manifest(Node(document, root, ""), out));
  out.content = subtree(files, "content/");
  out.snippets = subtree(files, "metadata/snippets/");
  for (auto& [path, text] : subtree(files, "metadata/partials/")) out.partials[path] = text;
  return out;
}

}  // namespace scaffold
