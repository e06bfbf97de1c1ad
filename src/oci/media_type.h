// The media types of manifests, configurations and layers
// (spinframework/spin, crates/oci/src/client.rs; OCI image specification, media-types.md).
#pragma once

#include <string_view>

namespace oci::media {

constexpr std::string_view image_manifest = "application/vnd.oci.image.manifest.v1+json";
constexpr std::string_view image_index = "application/vnd.oci.image.index.v1+json";
constexpr std::string_view docker_manifest = "application/vnd.docker.distribution.manifest.v2+json";
constexpr std::string_view docker_list =
    "application/vnd.docker.distribution.manifest.list.v2+json";
constexpr std::string_view image_config = "application/vnd.oci.image.config.v1+json";

constexpr std::string_view locked_app = "application/vnd.fermyon.spin.application.v1+config";
constexpr std::string_view wasm = "application/vnd.wasm.content.layer.v1+wasm";
constexpr std::string_view bare_wasm = "application/wasm";  // as wkg pushes
constexpr std::string_view data = "application/vnd.wasm.content.layer.v1+data";
constexpr std::string_view archive = "application/vnd.wasm.content.bundle.v1.tar+gzip";

}  // namespace oci::media
