# Rust's standard library for wasm32-wasip1, which Debian's rustc-web has as source alone.
#
# Built once into a sysroot of its own, build/rust-wasi/sysroot, that scripts/guest-env names to
# cargo. C's start files and library in it are those of Debian's wasi-libc.
export PATH=/usr/bin:$PATH RUSTC=/usr/bin/rustc

work=build/rust-wasi/std
sysroot=build/rust-wasi/sysroot/lib/rustlib/wasm32-wasip1/lib

rm -rf build/rust-wasi
mkdir -p "$work/src" "$sysroot/self-contained"
cat >"$work/Cargo.toml" <<'EOF'
[package]
name = "empty"
version = "0.0.0"
edition = "2021"

[profile.release]
opt-level = 3
EOF
touch "$work/src/lib.rs"

# RUSTC_BOOTSTRAP: a stable compiler builds std only when told that it may. embed-bitcode: a guest
# may then say `lto = true`.
(cd "$work" &&
  RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes cargo build --release --target wasm32-wasip1 \
    -Zbuild-std=std,panic_abort,panic_unwind)

cp "$work"/target/wasm32-wasip1/release/deps/lib*.rlib "$sysroot"
rm "$sysroot"/libempty-*.rlib
cp /usr/lib/wasm32-wasi/{crt1-command.o,crt1-reactor.o,libc.a} "$sysroot/self-contained"
clang-22 --target=wasm32-wasi -O2 -c scripts/setup.d/rust-wasi-compat.c -o "$work/compat.o"
llvm-ar-22 r "$sysroot/self-contained/libc.a" "$work/compat.o"
rm -rf "$work"
