"""Compare first years and weights of the initial version with the recorded ones, and add rows where they differ."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from commitments.differences import Difference, Kind, LoadingReport
from commitments.ledger.refusals import Refusal
from commitments.models import Change, Contract
from cpg.shared import french
from indicators.closed_targets import closed_years
from indicators.models import Indicator, TargetVersion, VersionTerms
from indicators.recording.signing import check_first_year, check_weight
from indicators.recording.terms import append_terms

AMENDED = "un avenant ou une décision les a repris, seul un autre peut les changer"
PUBLISHED = "un trimestre clos a été calculé ainsi, seul un avenant peut les changer"


@dataclass(frozen=True, slots=True)
class TermsToWrite:
    indicator: Indicator
    first_year: int | None
    weight: Decimal | None


def term_changes(
    contract: Contract,
    indicators: Iterable[Indicator],
    listed: Iterable[Mapping[str, Any]],
    report: LoadingReport,
) -> list[TermsToWrite]:
    """What to write; adds differences and reasons to refuse to the report. A new indicator is told as a whole."""
    by_code = {indicator.code: indicator for indicator in indicators}
    is_closed = bool(closed_years(contract))
    changes = []
    for data in listed:
        indicator = by_code.get(data["code"])
        if indicator is None:
            continue
        wanted = TermsToWrite(
            indicator, data["premier_exercice"], Decimal(data["poids"]) if "poids" in data else None
        )
        try:
            check_first_year(indicator, wanted.first_year)
            check_weight(indicator, wanted.weight)
        except Refusal as refusal:
            report.problems.append(refusal.message)
            continue
        if _differs(wanted, report, is_closed=is_closed):
            changes.append(wanted)
    return changes


def write_terms(version: TargetVersion, change: Change, changes: Iterable[TermsToWrite]) -> None:
    append_terms(
        VersionTerms(
            indicator=each.indicator,
            version=version,
            change=change,
            first_year=each.first_year,
            weight=each.weight,
        )
        for each in changes
    )


def _differs(wanted: TermsToWrite, report: LoadingReport, *, is_closed: bool) -> bool:
    recorded = wanted.indicator.version_terms.filter(version__number=0).order_by("change__sequence").last()
    if recorded is None:
        return True
    found = list(_differences(wanted, recorded))
    report.differences += found
    current = wanted.indicator.current_terms
    is_amended = current is not None and current.version_id != recorded.version_id
    if is_closed or is_amended:
        why = AMENDED if is_amended else PUBLISHED
        report.problems += [f"{difference} refusé, car {why}." for difference in found]
    return bool(found)


def _differences(wanted: TermsToWrite, recorded: VersionTerms) -> Iterable[Difference]:
    pairs = (
        ("premier exercice", recorded.first_year, wanted.first_year),
        ("poids", recorded.weight, wanted.weight),
    )
    for name, before, after in pairs:
        if before != after:
            yield Difference(f"{wanted.indicator.code}, {name}", _told(before), _told(after), Kind.DEFINITION)


def _told(value: Decimal | int | None) -> str:
    if value is None:
        return "rien"
    return french.trimmed(value) if isinstance(value, Decimal) else str(value)
