# The registry that tests/registry runs, and another project's client to look into it: into
# build/tools/bin. The bench's client, oras, comes with --bench (peers).
source scripts/guest-env
mkdir -p build/tools/bin
export GOBIN=$PWD/build/tools/bin
go install github.com/distribution/distribution/v3/cmd/registry@v3.1.2
go install github.com/google/go-containerregistry/cmd/crane@v0.22.1
rm -rf build/go/path  # sources; a gigabyte
