"""Time two actions in turn, so that a machine that slows down slows both."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median, quantiles

type Action = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Paired:
    """Milliseconds of each run. `ratio` is the median of the pairs' own ratios."""

    name: str
    subject: list[float]
    reference: list[float]

    @property
    def ratio(self) -> float:
        return median(one / other for one, other in zip(self.subject, self.reference, strict=True))

    def lines(self) -> list[str]:
        return [
            f"{self.name}",
            f"  subject    {_summary(self.subject)}",
            f"  reference  {_summary(self.reference)}",
            f"  subject / reference, median of pairs: {self.ratio:.2f}",
        ]


def nothing() -> None:
    pass


def paired(
    name: str, subject: Action, reference: Action, *, runs: int, warmup: int = 3, before: Action = nothing
) -> Paired:
    """Time both in turn, `runs` times each. `before` is called before each pair and is not timed."""
    for _ in range(warmup):
        before()
        subject()
        reference()
    timed: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        before()
        timed[0].append(_milliseconds(subject))
        timed[1].append(_milliseconds(reference))
    return Paired(name, *timed)


def _milliseconds(action: Action) -> float:
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000


def _summary(runs: list[float]) -> str:
    p95 = quantiles(runs, n=20)[-1] if len(runs) > 1 else runs[0]
    return f"median {median(runs):8.1f} ms   p95 {p95:8.1f} ms   min {min(runs):8.1f} ms   ({len(runs)} runs)"
