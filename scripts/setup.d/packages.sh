# Debian packages: the compilers, torpor's libraries, the guests' toolchain.
packages=(
  build-essential ca-certificates git pkg-config cmake ninja-build ccache
  clang-22 lld-22 llvm-22 clang-tidy-22 clang-format-22 libclang-rt-22-dev
  rustc-web cargo-web

  libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev libnghttp2-dev libssl-dev
  libmimalloc-dev libfmt-dev libspdlog-dev libcli11-dev libtomlplusplus-dev libyaml-cpp-dev
  libarchive-dev libsqlite3-dev zlib1g-dev libgtest-dev libgmock-dev libbenchmark-dev

  rust-web-src wasi-libc libc++-22-dev-wasm32 libclang-rt-22-dev-wasm32

  curl openssl python3 python3-venv
)
scripts/setup.d/install-packages "${packages[@]}"
