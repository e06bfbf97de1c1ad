"""Medians, spreads and percentiles, and how they are written."""

import statistics
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """The median of several rounds, and how far they lie apart."""

    median: float
    least: float
    most: float

    @staticmethod
    def of(values) -> "Spread":
        values = list(values)
        return Spread(statistics.median(values), min(values), max(values))

    def text(self, write) -> str:
        return f"{write(self.median)} [{write(self.least)}..{write(self.most)}]"


def percentile(values: list[float], percent: float) -> float:
    """By nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def count(value: float) -> str:
    return f"{value:,.0f}"


def times(value: float) -> str:
    return f"{value:.2f}x"


def milliseconds(microseconds: float) -> str:
    return f"{microseconds / 1000:.2f}"


def mib(kib: float) -> str:
    return f"{kib / 1024:.1f}"
