# Debian packages: the clients of tests and benchmarks, the shells that complete.
scripts/setup.d/install-packages chromium fish nghttp2 wrk zsh
