"""Load from wrk, and what it saw."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from .guests import Guest
from .machine import Cores, on_cores
from .servers import Server

SCRIPT = Path(__file__).with_name("report.lua")


@dataclass(frozen=True)
class Load:
    rate: float  # requests per second
    p50: float  # microseconds
    p99: float
    errors: int  # answers that are not 2xx or 3xx, and broken connections
    cpu: float  # microseconds of the server's CPU time per request


def command(server: Server, guest: Guest, connections: int, seconds: int, cores: Cores):
    threads = min(connections, len(cores.client))
    url = f"http://127.0.0.1:{server.port}{guest.path}"
    wrk = ["wrk", "-t", threads, "-c", connections, "-d", f"{seconds}s", "-s", SCRIPT, url]
    return on_cores(cores.client, wrk + (["--", guest.upload] if guest.upload else []))


def run(server: Server, guest: Guest, connections: int, seconds: int, cores: Cores) -> Load:
    before = server.cpu_seconds()
    ran = subprocess.run(
        command(server, guest, connections, seconds, cores),
        capture_output=True,
        text=True,
        timeout=seconds + 60,
    )
    cpu = server.cpu_seconds() - before
    line = next((l for l in ran.stdout.splitlines() if l.startswith("result ")), None)
    if line is None:
        sys.exit(f"wrk failed: {ran.stdout}{ran.stderr}")
    requests, duration, _, p50, p99, _, bad_status, broken = map(float, line.split()[1:])
    if requests == 0:
        sys.exit(f"{server.kind.name} answered nothing; see {server.log_path}")
    return Load(
        rate=requests / duration * 1e6,
        p50=p50,
        p99=p99,
        errors=int(bad_status + broken),
        cpu=cpu / requests * 1e6,
    )
