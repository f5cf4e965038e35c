"""`make effects DATA=DIR`: how good RC-28 is on the series that made no table.

By kind of figure and periods compared: the share of placebos (no action at all) whose interval holds 0; then, with an
effect of so many per cent of the level declared, which verdicts are given where there is none and where it is added to
every month since the start. Each series counts as one. The last line is the same as JSON, for a program. It fails where
an interval holds too few placebos or too many: such a kind of figure must have no widths (RC-28).
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from pathlib import Path

from bench.chances.table import calibrates
from bench.effects.placebos import LENGTHS, Placebo, of_kind, placebos
from indicators.domain.action_effect.verdict import Interval, Verdict, verdict_of
from indicators.domain.action_effect.widths import WHOLE, Kind, Row, shipped

SHOWN = {1: (3, 6, 9, 12), 3: (2, 3, 4)}
PARTS = (5, 10, 20)
LEAST, MOST = 0.75, 0.85

type Shares = dict[str, float]


def main() -> None:
    found = dict(measured(Path(sys.argv[1])))
    for title, shares in found.items():
        print(title, ", ".join(f"{name} {100 * share:.1f}" for name, share in shares.items()))
    print(json.dumps(found))
    if wrong := [
        title for title, shares in found.items() if not LEAST <= round(shares["couverture"], 3) <= MOST
    ]:
        sys.exit(f"Couverture hors de {LEAST:.0%} à {MOST:.0%} : {' ; '.join(wrong)}.")


def measured(directory: Path) -> Iterator[tuple[str, Shares]]:
    for kind, length in product(Kind, LENGTHS):
        judged = [
            list(placebos(named, aggregation, length))
            for named, aggregation in of_kind(directory, kind)
            if not calibrates(named.name)
        ]
        for count in SHOWN[length]:
            if (width := shipped().get(Row(kind, length, count))) is not None:
                by_series = [[each for each in listed if each.periods == count] for listed in judged]
                chosen = [each for each in by_series if each]
                yield f"{kind.value}, {length} mois, {count} périodes", shares(chosen, width)


def shares(by_series: list[list[Placebo]], width: int) -> Shares:
    """The mean over the series of what happens at their starts."""
    sums: dict[str, float] = defaultdict(float)
    for listed in by_series:
        for name, count in _counts(listed, width).items():
            sums[name] += count / len(listed) / len(by_series)
    return {"series": len(by_series) / 100} | dict(sorted(sums.items()))


def _counts(listed: list[Placebo], width: int) -> Counter[str]:
    found: Counter[str] = Counter()
    for each in listed:
        half = each.unit * width / WHOLE
        found["couverture"] += abs(each.estimate) <= half
        found["au-dessus"] += each.estimate > half
        for part, added in product(PARTS, (0, 1)):
            declared = each.level * Fraction(part, 100)
            seen = each.estimate + added * declared
            verdict = verdict_of(Interval(seen - half, seen + half), declared)
            found[f"{part} % {'ajouté' if added else 'absent'} {verdict.value}"] += 1
            if verdict is Verdict.LESS and seen > half:
                found[f"{part} % {'ajouté' if added else 'absent'} dont moindre sans 0"] += 1
    return found


if __name__ == "__main__":
    main()
