# Go, for the tests' registry and the template in Go: that of the PATH when it is new enough (Debian
# 12's is not), else into build/go, as the Go module proxy serves it to Go itself.
version=1.26.8
declare -A digests=(
  [x86_64]=30c2b1bf7dcc88d3eb0a1364e47ddd9128edb3110a30e8a0ef61cd5856b31de7
)

rm -rf build/go
mkdir -p build/go
if command -v go >/dev/null; then
  found=$(go env GOVERSION)
  [[ $(printf 'go%s\n%s\n' "${version%.*}" "$found" | sort -V | head -n 1) == "go${version%.*}" ]] &&
    exit 0
fi

machine=$(uname -m)
[[ -v digests[$machine] ]] || { echo "install Go ${version%.*} or later for $machine" >&2; exit 1; }
# The first proxy of the list; "direct" and "off" are none.
proxy=$(tr ',|' '\n\n' <<<"${GOPROXY:-}" | grep -m 1 : || echo https://proxy.golang.org)
curl --fail --silent --show-error --location --retry 3 --output build/go/go.zip \
  "${proxy%/}/golang.org/toolchain/@v/v0.0.1-go$version.linux-amd64.zip"
sha256sum --check --quiet <<<"${digests[$machine]}  build/go/go.zip"
python3 -m zipfile -e build/go/go.zip build/go
mv build/go/golang.org/toolchain@*/* build/go
rm -r build/go/go.zip build/go/golang.org
# A module's archive holds no executables, and no modules in its folders: their files are renamed.
chmod +x build/go/bin/* build/go/pkg/tool/*/*
find build/go -name _go.mod -execdir mv {} go.mod ';'
