# Python packages that make a model and say what it should say, and make pictures, for the tests of
# examples/imageclassify: into build/onnx.
rm -rf build/onnx
/usr/bin/python3 -m venv build/onnx
build/onnx/bin/pip --disable-pip-version-check install --quiet \
  onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6 pillow==13.0.0
