"""Which attainments a statement reads, as far as its conditions say: the page of one indicator not those of thirty."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from indicators.models import Indicator, StoredAttainment

TABLE = StoredAttainment._meta.db_table
CONDITION = r'"\w+"\."\w+" (?:= %s|IN \(%s(?:, %s)*\)|[<>]=? %s)'
# One SELECT whose conditions all hold. What is not recognised reads all that there is.
STATEMENT = re.compile(
    rf"SELECT .* WHERE \(?(?P<conditions>{CONDITION}(?: AND {CONDITION})*)\)?(?: (?:ORDER BY|LIMIT) [^()%]*)?",
    re.DOTALL,
)
EQUAL = re.compile(r'"(\w+)"\."(\w+)" (=|IN|[<>]=?) ')
INDICATORS, CONTRACTS, MONTHS = COLUMNS = (
    (TABLE, "indicator_id"),
    (Indicator._meta.db_table, "contract_id"),
    (TABLE, "month"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """None is all of them; months as `2025-06-01`."""

    indicators: frozenset[int] | None = None
    contracts: frozenset[int] | None = None
    months: frozenset[str] | None = None


EVERYTHING = Wanted()


def wanted_by(sql: str, params: Sequence[Any] | None) -> Wanted:
    """What a statement that names the table may read of it."""
    found = STATEMENT.fullmatch(sql)
    named = sql.count(f'"{TABLE}"') - sql.count(f'"{TABLE}".')
    if found is None or params is None or named != 1 or sql.count("SELECT ") != 1:
        return EVERYTHING
    asked: dict[tuple[str, str], frozenset[str]] = {}
    place = sql.count("%s", 0, found.start("conditions"))
    for condition in re.finditer(CONDITION, found["conditions"]):
        values = params[place : place + condition[0].count("%s")]
        place += len(values)
        table, column, operator = EQUAL.match(condition[0]).groups()  # type: ignore[union-attr]
        if operator in {"=", "IN"}:
            shown = frozenset(str(each)[:10] for each in values)
            asked[table, column] = shown & asked.get((table, column), shown)
    indicators, contracts, months = (asked.get(each) for each in COLUMNS)
    return Wanted(_keys(indicators), _keys(contracts), months)


def _keys(texts: frozenset[str] | None) -> frozenset[int] | None:
    return None if texts is None else frozenset(map(int, texts))
