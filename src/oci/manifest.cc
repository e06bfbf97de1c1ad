#include "oci/manifest.h"

#include "base/text.h"
#include "data/json.h"
#include "oci/media_type.h"

namespace oci {
namespace {

using base::Kind;
using base::Result;
using data::Json;

Result<Descriptor> parse_descriptor(const Json* json, std::string_view what) {
  if (!json || !json->object()) {
    return base::fail(Kind::invalid, "the manifest has no `{}`", what);
  }
  const auto* media_type = json->find_string("mediaType");
  const auto* digest = json->find_string("digest");
  const auto size = json->find_integer("size");
  if (!media_type || !digest || !size || *size < 0) {
    return base::fail(Kind::invalid, "the manifest's `{}` lacks mediaType, digest or size", what);
  }
  auto parsed = Digest::parse(*digest);
  if (!parsed) {
    return base::pass(std::move(parsed).error(), base::format("the manifest's `{}`", what));
  }
  return Descriptor{*media_type, std::move(*parsed), static_cast<uint64_t>(*size)};
}

std::map<std::string, std::string> parse_annotations(const Json& json) {
  std::map<std::string, std::string> out;
  const auto* object = json.find_object("annotations");
  if (!object) return out;
  for (const auto& [key, value] : *object) {
    if (const auto* text = value.string()) out.emplace(key, *text);
  }
  return out;
}

Result<Manifest> parse_image(const Json& json) {
  TRY(auto config, parse_descriptor(json.find("config"), "config"));
  Manifest out{std::move(config), {}, parse_annotations(json)};
  const auto* layers = json.find_array("layers");
  if (!layers) return base::fail(Kind::invalid, "the manifest has no `layers`");
  for (const auto& layer : *layers) {
    TRY(auto descriptor, parse_descriptor(&layer, "layers"));
    out.layers.push_back(std::move(descriptor));
  }
  return out;
}

std::string text_or_empty(const Json* json, std::string_view key) {
  const auto* text = json ? json->find_string(key) : nullptr;
  return text ? *text : std::string();
}

Result<Index> parse_index(const data::JsonArray& manifests) {
  Index out;
  for (const auto& entry : manifests) {
    TRY(auto descriptor, parse_descriptor(&entry, "manifests"));
    const auto* platform = entry.find("platform");
    out.entries.push_back({std::move(descriptor), text_or_empty(platform, "architecture"),
                           text_or_empty(platform, "os")});
  }
  return out;
}

Json to_json(const Descriptor& descriptor) {
  return data::JsonObject{{"digest", descriptor.digest.text()},
                          {"mediaType", descriptor.media_type},
                          {"size", descriptor.size}};
}

std::string name_of(const Index::Entry& entry) {
  const auto& digest = entry.manifest.digest.text();
  if (entry.architecture.empty() && entry.os.empty()) return digest;
  return base::format("{} ({}/{})", digest, entry.os, entry.architecture);
}

}  // namespace

Result<Descriptor> Index::select() const {
  const Entry* found = nullptr;
  for (const auto& entry : entries) {
    if (entry.architecture == "wasm") found = &entry;
  }
  if (!found && entries.size() == 1) found = &entries[0];
  if (found) return found->manifest;
  std::vector<std::string> names;
  for (const auto& entry : entries) names.push_back(name_of(entry));
  return base::fail(Kind::unsupported,
                    "it is a list of {} manifests and none is for wasm; name one by its digest: {}",
                    entries.size(), names.empty() ? "there is none" : base::join(names, ", "));
}

Result<std::variant<Manifest, Index>> parse_manifest(std::string_view json,
                                                     std::string_view media_type) {
  auto root = data::parse_json(json, {.bytes = most_manifest_bytes});
  if (!root) return base::pass(std::move(root).error(), "the manifest is not JSON");
  if (root->find_integer("schemaVersion") != 2) {
    return base::fail(Kind::unsupported, "its manifest has not schemaVersion 2");
  }
  const auto* own_type = root->find_string("mediaType");
  const std::string_view type = own_type ? std::string_view(*own_type) : media_type;
  if (const auto* manifests = root->find_array("manifests")) {
    // One text that is both would be read as one thing here and as another elsewhere.
    if (root->find("layers")) return base::fail(Kind::invalid, "the manifest is a list as well");
    TRY(auto index, parse_index(*manifests));
    return index;
  }
  const bool known = type.empty() || type == media::image_manifest ||
                     type == media::docker_manifest || type == "application/json";
  if (!known) return base::fail(Kind::unsupported, "its manifest is of type `{}`", type);
  TRY(auto manifest, parse_image(*root));
  return manifest;
}

std::string write_manifest(const Manifest& manifest) {
  data::JsonObject out;
  if (!manifest.annotations.empty()) {
    data::JsonObject annotations;
    for (const auto& [key, value] : manifest.annotations) annotations.emplace_back(key, value);
    out.emplace_back("annotations", std::move(annotations));
  }
  out.emplace_back("config", to_json(manifest.config));
  data::JsonArray layers;
  for (const auto& layer : manifest.layers) layers.push_back(to_json(layer));
  out.emplace_back("layers", std::move(layers));
  out.emplace_back("mediaType", media::image_manifest);
  out.emplace_back("schemaVersion", 2);
  return data::write_json(std::move(out));
}

}  // namespace oci
