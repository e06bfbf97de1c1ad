"""What a process holds in memory, as the kernel counts it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Memory:
    """In KiB. Private anonymous memory is what only this process costs; file pages are those of
    programs and mapped code, which others may share."""

    rss: int
    pss: int
    anonymous: int

    @staticmethod
    def of(pid: int) -> "Memory":
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
        fields = {name: int(rest.split()[0]) for name, rest in (l.split(":", 1) for l in lines)}
        return Memory(fields["Rss"], fields["Pss"], fields["Anonymous"])
