# Debian packages: the clients of tests and benchmarks.
scripts/setup.d/install-packages chromium nghttp2 wrk
