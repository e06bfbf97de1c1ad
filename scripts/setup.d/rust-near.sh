# Rust's standard library for wasm32-unknown-unknown, which Debian's rustc-web has as source alone,
# in the first WebAssembly's instructions: a NEAR chain takes few that came after.
#
# Built once into a sysroot of its own, build/rust-near/sysroot, that examples/near-dev/build names
# to cargo.
export PATH=/usr/bin:$PATH RUSTC=/usr/bin/rustc

work=build/rust-near/std
sysroot=build/rust-near/sysroot/lib/rustlib/wasm32-unknown-unknown/lib

rm -rf build/rust-near
mkdir -p "$work/src" "$sysroot"
cat >"$work/Cargo.toml" <<'EOT'
[package]
name = "empty"
version = "0.0.0"
edition = "2021"

[profile.release]
opt-level = "s"
EOT
touch "$work/src/lib.rs"

# RUSTC_BOOTSTRAP: a stable compiler builds std only when told that it may. embed-bitcode: the
# contract says `lto = true`.
(cd "$work" &&
  RUSTC_BOOTSTRAP=1 RUSTFLAGS="-Cembed-bitcode=yes -Ctarget-cpu=mvp" \
    cargo build --release --target wasm32-unknown-unknown -Zbuild-std=std,panic_abort)

cp "$work"/target/wasm32-unknown-unknown/release/deps/lib*.rlib "$sysroot"
rm "$sysroot"/libempty-*.rlib
rm -rf "$work"
