"""The client in C++ that measures single requests and starts; bench/client."""

import subprocess
import sys
from dataclasses import dataclass

from .guests import Guest
from .machine import ROOT, SCRATCH, Cores, on_cores
from .servers import Kind, Server

SOURCES = ROOT / "bench/client"
PROGRAM = SCRATCH / "client"
COMPILE = ["clang++-22", "-std=c++23", "-O2", "-Wall", "-Wextra", "-Werror"]


def build() -> None:
    """Unless it is newer than its sources."""
    newest = max(source.stat().st_mtime for source in SOURCES.iterdir())
    if not PROGRAM.exists() or PROGRAM.stat().st_mtime < newest:
        subprocess.run([*COMPILE, *SOURCES.glob("*.cc"), "-o", PROGRAM], check=True)


@dataclass(frozen=True)
class Way:
    """How a sleeping server is asked."""

    name: str
    connecting: str  # "once" or "anew"
    rest_ms: int  # between falling asleep and the request
    part: float = 1  # of the usual number of wakes


def wakes(server: Server, guest: Guest, count: int, way: Way, cores: Cores):
    """(microseconds to the last byte, those of them for mapping the code), for each wake."""
    arguments = ["wake", server.port, guest.path, count, way.connecting, way.rest_ms]
    return _pairs(arguments, cores, stdin=server.log_pipe)


def startups(kind: Kind, guest: Guest, count: int, cores: Cores):
    """(microseconds until the port is open, until the first answer's last byte), for each start."""
    server_cores = ",".join(map(str, cores.server))
    command = kind.command(guest.wasm, "{port}")
    return _pairs(["startup", guest.path, count, server_cores, *command], cores)


def _pairs(arguments: list, cores: Cores, **streams) -> list[tuple[float, float]]:
    command = on_cores(cores.client, [PROGRAM, *arguments])
    client = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **streams)
    try:
        out, _ = client.communicate()
    finally:
        client.terminate()
        client.wait()
    if client.returncode != 0:
        sys.exit(f"the client failed: {' '.join(command)}")
    return [tuple(map(float, line.split())) for line in out.splitlines()]
