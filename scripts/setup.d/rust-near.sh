# Rust's standard library for wasm32-unknown-unknown, in the first WebAssembly's instructions: a
# NEAR chain takes few that came after. examples/near-dev/build names build/rust-near/sysroot to
# cargo.
RUSTFLAGS=-Ctarget-cpu=mvp \
  scripts/setup.d/build-std build/rust-near wasm32-unknown-unknown '"s"' std,panic_abort
