# Debian packages: the compilers, torpor's libraries, the guests' toolchain, the tests' clients.
packages=(
  build-essential ca-certificates git pkg-config cmake ninja-build ccache
  clang-22 lld-22 llvm-22 clang-tidy-22 clang-format-22 libclang-rt-22-dev
  rustc-web cargo-web

  libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev libnghttp2-dev libssl-dev
  libmimalloc-dev libfmt-dev libspdlog-dev libcli11-dev libtomlplusplus-dev libyaml-cpp-dev
  libarchive-dev libsqlite3-dev zlib1g-dev libgtest-dev libgmock-dev libbenchmark-dev

  rust-web-src wasi-libc libc++-22-dev-wasm32 libclang-rt-22-dev-wasm32

  chromium curl nghttp2 openssl python3 python3-venv wrk
)

missing=()
for package in "${packages[@]}"; do
  if [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) != installed ]]; then
    missing+=("$package")
  fi
done
((${#missing[@]})) || exit 0

as_root=()
((EUID == 0)) || as_root=(sudo)
echo "installing ${missing[*]}"
"${as_root[@]}" apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -q --no-install-recommends "${missing[@]}"
