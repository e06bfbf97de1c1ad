# wasm-tools (core module -> component, composition), wit-bindgen (bindings for C), and beside them
# WASI's WIT files and preview 1 adapters, which are those of the crates that the bridge is pinned
# to: what torpor serves is what guests are built against.
export PATH=/usr/bin:$PATH RUSTC=/usr/bin/rustc

# Both run for milliseconds, so they are built quickly rather than to be quick.
export CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16
export CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_DEBUG=0
export CARGO_TARGET_DIR=build/tools/target
install=(cargo install --locked --root build/tools --no-default-features)
"${install[@]}" --features component,compose wasm-tools@1.263.0
"${install[@]}" --features c wit-bindgen-cli@0.63.0
rm -rf build/tools/target

# The folder of a crate's source, as the bridge's Cargo.lock pins it.
crate_source() {
  cargo metadata --locked --format-version 1 --manifest-path src/engine/bridge/Cargo.toml |
    python3 -c 'import json, os, sys
for package in json.load(sys.stdin)["packages"]:
    if package["name"] == sys.argv[1]:
        print(os.path.dirname(package["manifest_path"]))' "$1"
}
adapters=$(crate_source wasi-preview1-component-adapter-provider)
wit=$(crate_source wasmtime-wasi-http)
rm -rf build/tools/wasi
mkdir -p build/tools/wasi
cp "$adapters"/artefacts/wasi_snapshot_preview1.{reactor,command}.wasm build/tools/wasi
cp -r "$wit/wit/deps" build/tools/wasi/wit
chmod -R u+w build/tools/wasi
