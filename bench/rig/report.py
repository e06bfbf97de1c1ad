"""What a bench prints: a table for people, or JSON."""

import json
import sys
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from . import machine


@dataclass(frozen=True)
class Column:
    """A heading, and how a row's value is written."""

    heading: str
    text: callable


class Report:
    """Rows, with the machine and its load before and after around them."""

    def __init__(self, title: str, note: str, columns: list[Column]):
        self.title, self.note, self.columns = title, note, columns
        self.rows = []
        self.load_before = machine.load_average()

    def add(self, row) -> None:
        self.rows.append(row)

    @contextmanager
    def printed(self, form: str):
        """Prints at the end what has been measured by then, also when something failed."""
        try:
            yield self
        finally:
            progress("")
            print(self.as_json() if form == "json" else self.as_table(), flush=True)

    def as_json(self) -> str:
        whole = {
            "bench": self.title,
            "note": self.note,
            "machine": machine.describe(),
            "load_before": self.load_before,
            "load_after": machine.load_average(),
            "rows": [asdict(row) for row in self.rows],
        }
        return json.dumps(whole, indent=2)

    def as_table(self) -> str:
        cells = [[column.text(row) for column in self.columns] for row in self.rows]
        table = [[column.heading for column in self.columns], *cells]
        widths = [max(len(line[i]) for line in table) for i in range(len(self.columns))]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip()
            for line in table
        ]
        lines.insert(1, "  ".join("-" * width for width in widths))
        what = machine.describe()
        head = [
            f"# {self.title}: {self.note}",
            f"# {what['date']}, {what['cpu']}, {what['cores']} cores, Linux {what['kernel']},"
            f" commit {what['commit']}; load average {self.load_before:.2f} before,"
            f" {machine.load_average():.2f} after",
        ]
        return "\n".join(head + lines)


def progress(text: str) -> None:
    """A line that the next overwrites, on a terminal only."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)
