"""The components that are served, and what is asked of each."""

import sys
from dataclasses import dataclass
from pathlib import Path

from .machine import ROOT


@dataclass(frozen=True)
class Guest:
    name: str
    file: str
    path: str = "/"
    upload: int = 0  # bytes of body in a request, echoed

    @property
    def wasm(self) -> Path:
        return ROOT / "build/guests" / self.file

    def require(self) -> None:
        if not self.wasm.exists():
            sys.exit(f"{self.wasm} is missing: tests/guests/build --bench")


MIB = 1 << 20

GUESTS = {
    guest.name: guest
    for guest in [
        Guest("hello-c", "hello_c.wasm"),
        Guest("hello-rust", "hello_rust.wasm"),
        Guest("hello-p3", "hello_p3.wasm"),
        Guest("stream-p3", "hello_p3.wasm", f"/big?{MIB}"),
        Guest("stream-1m", "probe.wasm", f"/big?bytes={MIB}"),
        Guest("echo-1m", "probe.wasm", "/echo", upload=MIB),
        Guest("hello-js", "hello_js.wasm"),
        Guest("hello-python", "hello_python.wasm"),
    ]
}
