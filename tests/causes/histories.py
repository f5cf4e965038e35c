"""Random histories of a contract, by the verbs that people use, with what each act knew of its indicators."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

from commitments.ledger.refusals import Refusal
from commitments.models import Contract, Origin, Theme
from cpg.shared.periods import Month, months_between
from indicators.domain.model import (
    Absence,
    AbsenceKind,
    Aggregation,
    Amount,
    Direction,
    Fact,
    Pair,
    Series,
    Target,
)
from indicators.models import Indicator
from indicators.recording import (
    Entry,
    MonthStep,
    amend,
    complete_passport,
    decide_profile,
    decide_weights,
    define,
    neutralise,
    put,
    put_many,
    set_credit,
    submit,
    validate,
)
from indicators.selectors import series_by_key
from tests.factories import every_year, make_contract, make_indicator

BY_COMMAND = {"actor": None, "origin": Origin.COMMAND}
# The clock of these histories stands after the last of these months.
MONTHS = tuple(months_between(Month(2023, 1), Month(2025, 3)))
YEARS = (2023, 2024, 2025)
SHAPES = {
    "R1": (Aggregation.RATIO, ("70", "90"), "%"),
    "R2": (Aggregation.SOMME, ("600", "1200"), "€"),
    "R3": (Aggregation.CUMUL_CONTRAT, ("1000", "2500"), "situations"),
    "R4": (Aggregation.ETAT, ("40", "90"), "%"),
    "R5": (Aggregation.EVOLUTION, ("-20", "10"), "%"),
    "R6": (Aggregation.SOMME, None, "appels"),
}


@dataclass
class History:
    """A contract that random acts change; `known` is what each of its sequences knew, by indicator."""

    rng: Random
    contract: Contract
    versions: dict[tuple[object, ...], int] = field(default_factory=lambda: defaultdict(int))
    known: dict[int, dict[int, Series]] = field(default_factory=dict)
    signed: int = 0

    @property
    def sequence(self) -> int:
        return max(self.known)

    def note(self) -> None:
        self.contract.refresh_from_db()
        listed = Indicator.objects.filter(contract=self.contract).with_definition()
        self.known[self.contract.sequence] = series_by_key(listed)

    def acts(self, count: int) -> Iterator[None]:
        """As many acts, each done and noted; what the rules refuse is no act."""
        done = 0
        while done < count:
            code = self.rng.choice(list(SHAPES))
            indicator = Indicator.objects.with_definition().get(contract=self.contract, code=code)
            try:
                self.rng.choice(ACTS)(self, indicator)
            except Refusal:
                continue
            self.note()
            done += 1
            yield

    def take(self, *key: object) -> int:
        """The version that somebody who just read it expects; the act that follows makes the next one."""
        return self.versions[key]

    def made(self, *key: object) -> None:
        self.versions[key] += 1


def begin(seed: int) -> History:
    """Six indicators, one without a target, with nearly all months of two years."""
    rng = Random(seed)  # noqa: S311 (a case to replay, not a secret)
    contract = make_contract()
    for code, (aggregation, targets, unit) in SHAPES.items():
        made = make_indicator(
            contract, code=code, aggregation=aggregation, unit=unit, decimals=rng.choice((0, 2)),
            targets=every_year(*targets) if targets else None,
            first_year=2023 if targets else None,
        )  # fmt: skip
        if code in ("R4", "R6"):
            Indicator.objects.filter(pk=made.pk).update(theme=second_theme(contract))
    history = History(rng, contract)
    entries = []
    for indicator in Indicator.objects.filter(contract=contract).with_definition():
        for month in MONTHS[: rng.choice((20, 24, 27))]:
            if rng.random() < 0.95:
                fact = random_fact(rng, indicator.definition.aggregation)
                entries.append(Entry(indicator, month, fact, expected_version=0))
                history.made("month", indicator.pk, month)
    put_many(contract=contract, entries=entries, **BY_COMMAND)
    history.note()
    return history


def second_theme(contract: Contract) -> Theme:
    return contract.themes.get_or_create(position=2, defaults={"title": "Second thème"})[0]


def random_fact(rng: Random, aggregation: Aggregation) -> Fact:
    if rng.random() < 0.05:
        return Absence(rng.choice(list(AbsenceKind)), "aucune donnée")
    if aggregation.takes_pair:
        return Pair(Decimal(rng.randint(60, 120)), Decimal(rng.randint(90, 120)))
    return Amount(Decimal(rng.randint(20, 120)))


def _entered(history: History, indicator: Indicator) -> None:
    """A late value, a correction, or a value that is withdrawn."""
    month = history.rng.choice(MONTHS)
    fact = None if history.rng.random() < 0.25 else random_fact(history.rng, indicator.definition.aggregation)
    key = ("month", indicator.pk, month)
    written = put(
        indicator=indicator, month=month, fact=fact, expected_version=history.take(*key), reason="revu", **BY_COMMAND
    )  # fmt: skip
    if written is not None:
        history.made(*key)


def _checked(history: History, indicator: Indicator) -> None:
    """What changes the state of a month and no figure."""
    month = history.rng.choice(MONTHS)
    key = ("month", indicator.pk, month)
    verb = history.rng.choice((submit, validate))
    verb(contract=history.contract, steps=[MonthStep(indicator, month, history.take(*key))], **BY_COMMAND)
    history.made(*key)


def _neutralised(history: History, indicator: Indicator) -> None:
    month = history.rng.choice(MONTHS)
    key = ("neutralised", indicator.pk, month)
    is_neutralised = history.take(*key) % 2 == 0
    neutralise(
        indicator=indicator, month=month, is_neutralised=is_neutralised, reason="incident",
        expected_version=history.take(*key), **BY_COMMAND,
    )  # fmt: skip
    history.made(*key)


def _amended(history: History, indicator: Indicator) -> None:
    _, usual, _ = SHAPES[indicator.code]
    low, high = (Decimal(each) * history.rng.randint(8, 12) / 10 for each in usual or ("300", "900"))
    year = history.rng.choice(YEARS)
    amend(
        contract=history.contract, label=f"avenant {history.sequence}", source="Avenant", reason="trajectoire revue",
        effective_from=_later(history), first_years={indicator.code: history.rng.choice((2023, 2023, 2024))},
        targets={indicator.code: {year: Target(min(low, high), max(low, high))}}, **BY_COMMAND,
    )  # fmt: skip


def _weighted(history: History, indicator: Indicator) -> None:
    weight = history.rng.choice((None, Decimal(0), Decimal(2), Decimal("0.5")))
    decide_weights(
        contract=history.contract, effective_from=_later(history), weights={indicator.code: weight},
        reason="priorité", **BY_COMMAND,
    )  # fmt: skip


def _later(history: History) -> date:
    """Versions are signed in the order of their dates: most of a few months, now and then of the same day."""
    history.signed += history.rng.choice((0, 0, 1, 2))
    return MONTHS[min(history.signed, len(MONTHS) - 1)].first_day


def _profiled(history: History, indicator: Indicator) -> None:
    year = history.rng.choice(YEARS)
    parts = [history.rng.randint(0, 4) for _ in range(11)] + [1]
    key = ("profile", indicator.pk, year)
    weights = None if history.rng.random() < 0.2 else [Fraction(part, sum(parts)) for part in parts]
    decide_profile(
        indicator=indicator, year=year, weights=weights, reason="saison",
        expected_version=history.take(*key), **BY_COMMAND,
    )  # fmt: skip
    history.made(*key)


def _defined(history: History, indicator: Indicator) -> None:
    changed = history.rng.choice((
        {"decimals": history.rng.randint(0, 3)},
        {"label": f"Libellé {history.sequence}"},
        {"direction": history.rng.choice(list(Direction))},
        {"aggregation": history.rng.choice((Aggregation.DERNIER, Aggregation.ETAT, Aggregation.SOMME))},
        {"frequency": "trimestrielle"},
    ))  # fmt: skip
    define(indicator=indicator, changed=changed, reason="convention", **BY_COMMAND)


def _described(history: History, indicator: Indicator) -> None:
    """A revision of the definition that computes nothing else."""
    complete_passport(
        indicator=indicator, texts={"limites": f"limite {history.sequence}"}, reason="précision",
        expected_version=indicator.defined.version, **BY_COMMAND,
    )  # fmt: skip


def _credited(history: History, _: Indicator) -> None:
    credit = Decimal(history.rng.choice((0, 35, 50)))
    set_credit(contract=history.contract, credit=credit, reason="convention", **BY_COMMAND)


type ActOn = Callable[[History, Indicator], None]
ACTS: tuple[ActOn, ...] = (
    _entered, _entered, _entered, _entered, _checked, _neutralised, _neutralised, _amended, _weighted, _profiled,
    _defined, _described, _credited,
)  # fmt: skip
