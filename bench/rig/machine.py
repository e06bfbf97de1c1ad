"""The machine: its cores, how busy it is, and a line that says what it was."""

import os
import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRATCH = ROOT / "build" / "bench"


@dataclass(frozen=True)
class Cores:
    """Who runs where; the same for every server."""

    server: list[int]
    client: list[int]

    @staticmethod
    def split() -> "Cores":
        """The lower half for servers, the upper for clients; a single core is shared."""
        cores = sorted(os.sched_getaffinity(0))
        half = max(1, len(cores) // 2)
        return Cores(cores[:half], cores[half:] or cores)

    @staticmethod
    def shared() -> "Cores":
        """All cores for both."""
        cores = sorted(os.sched_getaffinity(0))
        return Cores(cores, cores)


def on_cores(cores: list[int], command: list) -> list[str]:
    """The command, bound to the cores. The process id stays the command's own."""
    return ["taskset", "-c", ",".join(map(str, cores)), *map(str, command)]


def load_average() -> float:
    return os.getloadavg()[0]


def describe() -> dict:
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        os.uname().machine,
    )
    commit = subprocess.run(
        ["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], capture_output=True, text=True
    ).stdout.strip()
    return {
        "date": date.today().isoformat(),
        "cpu": model,
        "cores": len(os.sched_getaffinity(0)),
        "kernel": os.uname().release,
        "commit": commit or "unknown",
    }
