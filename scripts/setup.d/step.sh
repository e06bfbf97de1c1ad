# Runs one step of set-up, once for each content of its files. Sourced by scripts/setup.
#
# A step NAME is scripts/setup.d/NAME.sh, run by bash with `set -euo pipefail` in the root of the
# checkout. Files beside it that are called NAME-* belong to it, programs without a suffix to all.

# What a step's outcome depends on: its files, and the compilers that it calls.
step_key() {
  {
    find scripts/setup.d -type f '(' -name "$1.sh" -o -name "$1-*" -o ! -name '*.*' ')' | sort | xargs cat
    dpkg-query -W rustc-web clang-22 wasi-libc 2>&1 || true
  } | sha256sum
}

run_step() {
  local name=$1 stamp=build/stamps/$1 log=build/log/setup-$1 started=$SECONDS
  if [[ -f $stamp && $(<"$stamp") == "$(step_key "$name")" ]]; then
    return
  fi
  echo "setup: $name"
  mkdir -p build/stamps build/log
  if ! bash -euo pipefail scripts/setup.d/"$name".sh >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    echo "setup: $name failed; all it said is in $log" >&2
    return 1
  fi
  step_key "$name" >"$stamp"
  echo "setup: $name done in $((SECONDS - started)) s"
}
