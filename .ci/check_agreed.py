"""Compare the computation with the agreed cases: every figure of every month, and every total with its range.

Exits with 1 and the first differences when anything differs. The cases are not part of the project: without them
nothing is compared, and a message says so.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from agreed_cases import cases, figures_of, series_of  # noqa: E402 the path comes first

from indicators.domain import Term, attain_all, roll_up  # noqa: E402
from indicators.domain.model import Attainment  # noqa: E402

CASES = ROOT.parent / "shared" / "spec" / "agreed"
SHOWN = 20

type ByMonth = dict[str, Attainment]


class Comparison:
    """How many figures were compared, and where they differ."""

    def __init__(self) -> None:
        self.figures = 0
        self.differing: Counter[str] = Counter()
        self.first: list[str] = []

    def compare(self, where: str, computed: Mapping[str, object], agreed: Mapping[str, object]) -> None:
        for name, figure in agreed.items():
            self.figures += 1
            if computed[name] != figure:
                self.differing[name] += 1
                self.first.append(f"{where}, {name} : calculé {computed[name]!r}, convenu {figure!r}")

    def report(self) -> Iterator[str]:
        yield from self.first[:SHOWN]
        if self.first:
            per_name = ", ".join(f"{name} {count}" for name, count in self.differing.most_common())
            yield f"{len(self.first)} différences sur {self.figures} chiffres ({per_name})."
        else:
            yield f"Les {self.figures} chiffres des cas convenus sont ceux du calcul."


def compare_rows(name: str, given: Mapping[str, Any], comparison: Comparison) -> dict[str, ByMonth]:
    """Each month of each indicator; returns what was computed."""
    computed: dict[str, ByMonth] = {}
    for code, rows in given["expected"]["rows"].items():
        computed[code] = {str(each.month): each for each in attain_all(series_of(given["case"], code))}
        for month, agreed in rows.items():
            comparison.compare(f"{name} {code} {month}", figures_of(computed[code][month]), agreed)
    return computed


def compare_totals(
    name: str, given: Mapping[str, Any], computed: Mapping[str, ByMonth], comparison: Comparison
) -> None:
    for month, groups in given["expected"]["rollup"].items():
        for group, agreed in groups.items():
            codes = given["case"]["groups"][group]
            total = roll_up(Term.of(code, computed[code][month]) for code in codes)
            comparison.compare(
                f"{name} {group} {month}",
                {
                    "total": _exact(total.score),
                    "low": _exact(total.low),
                    "high": _exact(total.high),
                    "measured": total.measured,
                    "n": total.due,
                },
                agreed,
            )


def _exact(figure: object) -> str | None:
    return None if figure is None else str(Fraction(str(figure)))


def main() -> int:
    if not CASES.is_dir():
        print("Les cas convenus ne sont pas à côté du projet : rien n’a été comparé.")
        return 0
    comparison = Comparison()
    for name, given in cases(CASES):
        compare_totals(name, given, compare_rows(name, given, comparison), comparison)
    print("\n".join(comparison.report()))
    return 1 if comparison.first or not comparison.figures else 0


if __name__ == "__main__":
    sys.exit(main())
