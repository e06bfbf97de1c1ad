"""The servers under measurement: torpor, and its peer `wasmtime serve`. Each serves one component
on a free port of this machine; each is a context that ends its process."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from .machine import ROOT, SCRATCH, Cores, on_cores

LONGEST_START = 180  # seconds: the first start compiles
LONGEST_END = 5
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Kind:
    """A server program, and how it is told to serve a component."""

    name: str
    program: Path
    missing: str  # what to do when the program is not there

    def command(self, wasm: Path, port: str, cooldown: str = "5s") -> list[str]:
        raise NotImplementedError

    def require(self) -> None:
        if not self.program.exists():
            sys.exit(f"{self.name} is not at {self.program}: {self.missing}")


class Torpor(Kind):
    def command(self, wasm, port, cooldown="5s"):
        return [
            str(self.program), "up", "-f", str(wasm), "--listen", f"127.0.0.1:{port}",
            "--cooldown", cooldown, "-q", "--log-dir", "",
            "--state-dir", str(SCRATCH / "state"),
        ]  # fmt: skip


class Wasmtime(Kind):
    def command(self, wasm, port, cooldown="5s"):
        cache = SCRATCH / "wasmtime-cache.toml"
        cache.write_text(f'[cache]\ndirectory = "{SCRATCH / "wasmtime-cache"}"\n')
        return [
            str(self.program), "serve", "-Scli", "-O", "pooling-allocator=y",
            *(["-Sp3", "-Wcomponent-model-async=y"] if wasm.stem.endswith("_p3") else []),
            "-C", "cache=y", "-C", f"cache-config={cache}",
            "--addr", f"127.0.0.1:{port}", str(wasm),
        ]  # fmt: skip


def torpor(program: Path | None = None) -> Torpor:
    program = (program or ROOT / "build/release/torpor").resolve()
    return Torpor("torpor", program, "cmake --preset release && cmake --build --preset release")


def wasmtime() -> Wasmtime:
    link = ROOT / "build/peers/bin/wasmtime"
    return Wasmtime("wasmtime", link.resolve(), "scripts/setup --bench")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A running server. Its log is a file, or a pipe for whoever reads `log_pipe`."""

    def __init__(self, kind: Kind, wasm: Path, cores: Cores, *, cooldown="5s", log_to_pipe=False):
        self.kind = kind
        self.port = free_port()
        self.log_path = SCRATCH / f"{kind.name}-{wasm.stem}.log"
        command = on_cores(cores.server, kind.command(wasm, str(self.port), cooldown))
        environment = os.environ | {"TORPOR_LOG": "info"}  # says who sleeps; nothing per request
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.PIPE if log_to_pipe else log,
                env=environment,
                start_new_session=True,  # Ctrl-C reaches this script, which ends the server
            )
        self.log_pipe = self.process.stderr

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(LONGEST_END)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def wait_until_ready(self) -> None:
        """Until it says that it serves. torpor's port is open before that: a client that comes
        while a component compiles waits."""
        patience = time.monotonic() + LONGEST_START
        while time.monotonic() < patience:
            if self.process.poll() is not None:
                sys.exit(f"{self.kind.name} ended before it served; see {self.log_path}")
            if b"Serving" in self.log_path.read_bytes():
                return
            time.sleep(0.01)
        sys.exit(f"{self.kind.name} does not serve after {LONGEST_START} s")

    def cpu_seconds(self) -> float:
        """User and system time of all its threads so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


def end_servers_on_signals() -> None:
    """SIGTERM leaves by way of every open context, as Ctrl-C does."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def require_tools(*tools: str) -> None:
    for tool in tools:
        if not shutil.which(tool):
            sys.exit(f"{tool} is missing: scripts/setup")
