"""Draw mutants of the computation, run the domain's tests against each, and say which were not noticed.

    python -m scripts.mutants --count 100 --seed 2026

Exits with 1 when fewer than 95 % are killed, and with 2 when the tests fail without any mutant.
"""

import argparse
import sys
from collections.abc import Sequence
from random import Random

from scripts.mutants.equivalents import EQUIVALENT
from scripts.mutants.mutations import Mutant, mutants_of
from scripts.mutants.trial import ROOT, finished, start
from tests.domain.seeded import SEEDS, figures

DOMAIN = ROOT / "indicators" / "domain"
MODULES = (
    "aggregation",
    "attainment",
    "exact",
    "judgement",
    "past_years",
    "projection",
    "rollup",
    "targets",
    "timeline",
    "windows",
)
TESTS = (
    "tests/domain/test_rounding.py",
    "tests/domain/test_readings.py",
    "tests/domain/test_truth_tables.py",
    "tests/domain/test_exemples.py",
    "tests/domain/test_oracle_seeded.py",
    "tests/domain/test_oracle_totals.py",
    "tests/domain/test_properties_of_totals.py",
    "tests/domain/test_december.py",
    "tests/domain/test_supposing.py",
)
LEAST_KILLED = 95


def draw(modules: Sequence[str], lines: Sequence[int], count: int, seed: int) -> list[Mutant]:
    """Mutants of those modules, always the same for a seed; those listed as equivalent are not drawn."""
    first, last = lines
    every = [
        mutant
        for module in modules
        for mutant in mutants_of(DOMAIN / f"{module}.py")
        if first <= mutant.line <= last
    ]
    Random(seed).shuffle(every)  # noqa: S311 (to replay, not a secret)
    chosen = [mutant for mutant in every if mutant.key not in EQUIVALENT][:count]
    return sorted(chosen, key=lambda mutant: (mutant.module, mutant.line, mutant.column))


def survivors_of(mutants: Sequence[Mutant], tests: Sequence[str], jobs: int) -> list[Mutant]:
    """The mutants that no test noticed."""
    waiting, running, survivors = list(reversed(mutants)), dict[int, Mutant](), list[Mutant]()
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant = waiting.pop()
            running[start(mutant, tests)] = mutant
        pid, passed = finished()
        mutant = running.pop(pid)
        print("." if not passed else f"\nSURVIT {mutant.name}", end="" if not passed else "\n", flush=True)
        if passed:
            survivors.append(mutant)
    return survivors


def passes_unchanged(tests: Sequence[str]) -> bool:
    start(None, tests)
    return finished()[1]


def warm() -> None:
    """What the second computation says, once for all mutants: it does not depend on them."""
    for seed in SEEDS:
        figures(seed)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Mutants du calcul : combien les tests en tuent-ils ?")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--modules", nargs="+", default=MODULES, choices=MODULES)
    parser.add_argument("--lines", type=int, nargs=2, default=(1, 10_000), metavar=("FIRST", "LAST"))
    parser.add_argument("--tests", nargs="+", default=TESTS)
    return parser.parse_args()


def main() -> int:
    asked = parsed()
    if asked.tests == TESTS:
        warm()
    if not passes_unchanged(asked.tests):
        print("Les tests échouent sans aucun mutant : rien n’a été mesuré.")
        return 2
    mutants = draw(asked.modules, asked.lines, asked.count, asked.seed)
    survivors = survivors_of(mutants, asked.tests, asked.jobs)
    for mutant in survivors:
        print(f"\n{mutant.name}\n{mutant.diff}")
    killed = len(mutants) - len(survivors)
    print(f"\n{killed} mutants tués sur {len(mutants)} (graine {asked.seed}).")
    return 0 if 100 * killed >= LEAST_KILLED * len(mutants) else 1


if __name__ == "__main__":
    sys.exit(main())
