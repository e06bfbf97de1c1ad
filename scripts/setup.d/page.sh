# The page of the image classifier: its npm packages, bundled, and what drives Debian's Chromium
# through it in tests (build/browser).
examples/imageclassify/page/build

rm -rf build/browser
/usr/bin/python3 -m venv build/browser
build/browser/bin/pip --disable-pip-version-check install --quiet playwright==1.65.2
