#include "manifest/source_reader.h"

#include <algorithm>

#include "manifest/names.h"
#include "manifest/version.h"

namespace manifest {

using base::Result;

namespace {

bool is_sha256(std::string_view digest) {
  constexpr std::string_view prefix = "sha256:";
  if (!digest.starts_with(prefix)) return false;
  digest.remove_prefix(prefix.size());
  return digest.size() == 64 &&
         digest.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

Result<RegistrySource> read_registry_source(const Table& table) {
  RegistrySource out;
  TRY(out.registry, table.optional_string("registry"));
  TRY(const auto package, table.require("package"));
  TRY(out.package, read_package(package));
  TRY(const auto version, table.require("version"));
  TRY(out.version, version.string());
  if (!Version::find(out.version)) {
    return version.fail("`{}` is no version such as \"1.2.3\"", out.version);
  }
  return out;
}

}  // namespace

Result<std::string> read_path(const Node& node) {
  TRY(auto path, node.string());
  if (path.empty()) return node.fail("`{}` must not be empty", node.path());
  return path;
}

Result<UrlSource> read_url_source(const Table& table) {
  UrlSource out;
  TRY(const auto url, table.require("url"));
  TRY(out.url, url.string());
  if (!out.url.starts_with("http://") && !out.url.starts_with("https://")) {
    return url.fail("`{}` must be an http or https URL", url.path());
  }
  TRY(const auto digest, table.require("digest"));
  TRY(out.digest, digest.string());
  if (!is_sha256(out.digest)) {
    return digest.fail("`{}` must be \"sha256:\" and 64 hexadecimal digits", digest.path());
  }
  return out;
}

Result<std::string> read_package(const Node& node) {
  TRY(auto package, node.string());
  const auto colon = package.find(':');
  const auto text = std::string_view(package);
  if (colon == std::string::npos || find_wrong(text.substr(0, colon), NameStyle::kebab) ||
      find_wrong(text.substr(colon + 1), NameStyle::kebab)) {
    return node.fail("`{}` is no package such as \"namespace:name\"", package);
  }
  return package;
}

Result<Source> read_source(const Node& node) {
  if (node.is_string()) {
    TRY(auto path, read_path(node));
    return LocalSource{std::move(path)};
  }
  if (!node.is_table()) return node.fail_type("a path, a URL or a package");
  constexpr std::string_view keys[] = {"url", "digest", "registry", "package", "version"};
  TRY(const auto table, Table::open(node, keys));
  if (table.find("url") || table.find("digest")) {
    TRY_VOID(Table::open(node, std::span(keys).first(2)));
    return read_url_source(table);
  }
  return read_registry_source(table);
}

void note_source(const Node& node, const Source& source, Reading& reading) {
  if (std::holds_alternative<UrlSource>(source)) reading.note(Feature::url_source, node);
  if (std::holds_alternative<RegistrySource>(source)) reading.note(Feature::registry_source, node);
}

}  // namespace manifest
