"""A thousand differences with known causes: at least 95 of 100 must be named right, and none may be silent. Then as
many without a cause: at most one in a hundred may get a name, since a name that is wrong hides a difference.

`python -m tests.reconciliation.trial [--seed N] [--data FOLDER] [--differences N] [--control]`; the control has rules
that know nothing but equality, and must fail.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random

from cpg.shared.periods import Month
from indicators.domain.model import Amount, Pair
from indicators.domain.reconciling import Beside, Cause, Finding, name_differences
from tests.reconciliation.injected import Label, Made, generated, public, spoiled
from tests.reconciliation.unrelated import SPOILED, unrelated

type Rules = Callable[[Beside], Sequence[Finding]]
NEEDED = 95
# Of a thousand that nothing could prove.
MOST_FALSE = 10
ROUNDED: Label = (Cause.ROUNDING, None)


@dataclass
class Tally:
    """`wrong` counts what was found in the place of what was injected."""

    right: Counter[Label] = field(default_factory=Counter)
    wrong: Counter[tuple[Label, Label]] = field(default_factory=Counter)
    silent: list[Month] = field(default_factory=list)
    equal: int = 0
    accused: int = 0

    @property
    def injected(self) -> int:
        return self.right.total() + self.wrong.total()

    @property
    def besides(self) -> int:
        """Without the rounded ones, of which a file has many."""
        return self.injected - sum(number for label, number in self._labels() if label == ROUNDED)

    @property
    def percent(self) -> int:
        """Of a hundred named right, rounded down, without the rounded ones."""
        wrong = sum(number for (label, _), number in self.wrong.items() if label != ROUNDED)
        return 100 * (self.besides - wrong) // max(1, self.besides)

    @property
    def holds(self) -> bool:
        of_all = 100 * self.right.total() // max(1, self.injected)
        return min(self.percent, of_all) >= NEEDED and not self.silent and not self.accused

    def _labels(self) -> Iterator[tuple[Label, int]]:
        yield from self.right.items()
        yield from ((label, number) for (label, _), number in self.wrong.items())

    def take(self, made: Made, findings: Sequence[Finding]) -> None:
        named = {each.month: each for each in findings}
        for month in made.beside.months:
            label, found = made.injected.get(month), named.get(month)
            if not _differ(made, month):
                self.equal += 1
                self.accused += found is None or found.cause is not Cause.EQUAL
            elif found is None or found.cause is Cause.EQUAL or label is None:
                self.silent.append(month)
            else:
                self._compare(label, found)

    def _compare(self, label: Label, found: Finding) -> None:
        scope = found.explanation.scope if found.explanation else None
        named = (found.cause, scope)
        if named == label:
            self.right[label] += 1
        else:
            self.wrong[label, named] += 1


def _differ(made: Made, month: Month) -> bool:
    """As they are written: a rate that is exactly the ratio of the two parts is the same figure."""
    theirs, versions = made.theirs.get(month), made.ours.get(month)
    ours = versions[-1].fact if versions else None
    if isinstance(theirs, Amount) and isinstance(ours, Pair) and ours.denominator:
        return theirs.value * ours.denominator != 100 * ours.numerator
    return ours != theirs


def tried(rules: Rules, seed: int, differences: int, data: Path | None = None) -> Tally:
    tally, random = Tally(), Random(seed)  # noqa: S311 - no secret
    series: Iterator[Made] = public(data, random) if data else (generated(random) for _ in count())
    for made in series:
        spoiled(made, random)
        tally.take(made, rules(made.beside))
        if tally.besides >= differences:
            break
    return tally


@dataclass
class FalseNames:
    """Of differences without a cause, how many there were of each kind and which names they got."""

    tried: Counter[str] = field(default_factory=Counter)
    named: Counter[tuple[str, Cause]] = field(default_factory=Counter)

    @property
    def in_a_thousand(self) -> int:
        """Rounded up."""
        return -(-1000 * self.named.total() // max(1, self.tried.total()))

    @property
    def holds(self) -> bool:
        return self.in_a_thousand <= MOST_FALSE


def false_names(rules: Rules, seed: int, differences: int) -> FalseNames:
    """As many of each kind."""
    found, random = FalseNames(), Random(seed)  # noqa: S311 - no secret
    for kind in SPOILED:
        while found.tried[kind] < differences // len(SPOILED):
            made = unrelated(kind, random)
            for finding in rules(made.beside):
                if _differ(made, finding.month):
                    found.tried[kind] += 1
                    if finding.cause is not Cause.UNEXPLAINED:
                        found.named[kind, finding.cause] += 1
    return found


def only_equality(beside: Beside) -> list[Finding]:
    """The control: it finds every difference, and the cause of none."""
    return [
        Finding(
            month,
            Cause.EQUAL if beside.our_fact(month) == beside.theirs.get(month) else Cause.UNEXPLAINED,
        )
        for month in beside.months
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=20261130)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--differences", type=int, default=1000)
    parser.add_argument("--control", action="store_true")
    asked = parser.parse_args()
    rules = only_equality if asked.control else name_differences
    tally = tried(rules, asked.seed, asked.differences, asked.data)
    print(f"{tally.besides} differences, {tally.percent} % named right, {len(tally.silent)} silent;")
    print(f"{tally.injected - tally.besides} more that are rounded;")
    print(f"{tally.equal} months that agree, {tally.accused} of them accused")
    for (cause, scope), number in sorted(tally.right.items()):
        print(f"  {number:5} right  {cause} {scope or ''}")
    for (label, named), number in tally.wrong.most_common():
        print(f"  {number:5} wrong  {label[0]} {label[1] or ''} named {named[0]} {named[1] or ''}")
    false = false_names(rules, asked.seed, asked.differences)
    print(f"{false.tried.total()} without a cause, {false.named.total()} of them named")
    for (kind, cause), number in false.named.most_common():
        print(f"  {number:5} of {false.tried[kind]} {kind}: named {cause}")
    return 0 if tally.holds and false.holds else 1


if __name__ == "__main__":
    sys.exit(main())
