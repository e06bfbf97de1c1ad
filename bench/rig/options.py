"""The flags that all benches have, and what they mean."""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from . import servers
from .guests import GUESTS, Guest
from .machine import SCRATCH, Cores


@dataclass(frozen=True)
class Options:
    kinds: list[servers.Kind]  # torpor first
    guests: list[Guest]
    cores: Cores
    rounds: int
    quick: bool
    format: str


def parser(description: str) -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(description=description)
    out.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    out.add_argument("--rounds", type=int, help="how often each is measured, in turn")
    out.add_argument("--guests", help="only these, with commas between: " + ", ".join(GUESTS))
    out.add_argument("--servers", default="torpor,wasmtime", help="only these [torpor,wasmtime]")
    out.add_argument("--torpor", type=Path, help="the program [build/release/torpor]")
    out.add_argument(
        "--cores",
        choices=["split", "shared"],
        default="split",
        help="servers on the lower half and clients on the upper, or all on all [split]",
    )
    out.add_argument("--format", choices=["table", "json"], default="table")
    return out


def read(parsed: argparse.Namespace, guests: list[str], rounds: int, quick_rounds: int) -> Options:
    """Fails when a program or a component is missing, before anything is measured."""
    SCRATCH.mkdir(parents=True, exist_ok=True)
    servers.end_servers_on_signals()
    known = {kind.name: kind for kind in [servers.torpor(parsed.torpor), servers.wasmtime()]}
    chosen = [
        guest for guest in guests if not parsed.guests or guest in parsed.guests.split(",")
    ]
    options = Options(
        kinds=[kind for name, kind in known.items() if name in parsed.servers.split(",")],
        guests=[GUESTS[name] for name in chosen],
        cores=Cores.split() if parsed.cores == "split" else Cores.shared(),
        rounds=parsed.rounds or (quick_rounds if parsed.quick else rounds),
        quick=parsed.quick,
        format=parsed.format,
    )
    if not options.kinds or not options.guests:
        sys.exit("nothing to measure: --servers and --guests leave nothing")
    for kind in options.kinds:
        kind.require()
    for guest in options.guests:
        guest.require()
    return options
