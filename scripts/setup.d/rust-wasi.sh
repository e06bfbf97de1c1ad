# Rust's standard library for wasm32-wasip1; scripts/guest-env names build/rust-wasi/sysroot to
# cargo. C's start files and library in it are those of Debian's wasi-libc.
scripts/setup.d/build-std build/rust-wasi wasm32-wasip1 3 std,panic_abort,panic_unwind

c=build/rust-wasi/sysroot/lib/rustlib/wasm32-wasip1/lib/self-contained
mkdir "$c"
cp /usr/lib/wasm32-wasi/{crt1-command.o,crt1-reactor.o,libc.a} "$c"
clang-22 --target=wasm32-wasi -O2 -c scripts/setup.d/rust-wasi-compat.c -o build/rust-wasi/compat.o
llvm-ar-22 r "$c/libc.a" build/rust-wasi/compat.o
rm build/rust-wasi/compat.o
