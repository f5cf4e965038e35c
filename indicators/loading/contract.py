"""Load text, indicators and targets in one transaction, with at most one `Change`."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from commitments.differences import Difference, LoadingReport
from commitments.loading import load_text
from commitments.models import Change, Contract, Origin, lock_contract, open_change
from indicators.loading.coherence import incoherences_of
from indicators.loading.definitions import VERB, load_credit
from indicators.loading.fixed import fixed_of_contract
from indicators.loading.indicators import load_indicators
from indicators.loading.schema import problems_of
from indicators.loading.targets import TargetToWrite, target_changes, write_targets
from indicators.loading.terms import TermsToWrite, term_changes, write_terms
from indicators.models import Indicator, TargetVersion
from indicators.recording.pending import ask_for_recompute

REASON = "Chargement du fichier du contrat"
SIGNED = dict.fromkeys(
    ("label", "effective_from"), "une version signée ne change plus, un avenant en fait une autre"
)


class LoadingRefusedError(Exception):
    """Nothing was written. `problems` are French sentences; `differences` those of a file that was compared."""

    def __init__(self, problems: list[str], differences: Sequence[Difference] = ()) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
        self.differences = differences


@transaction.atomic
def load_contract(
    data: Mapping[str, Any],
    moment: datetime | None = None,
    reason: str = REASON,
    *,
    actor: User | None = None,
    origin: Origin = Origin.COMMAND,
) -> LoadingReport:
    """Load or correct the contract of that file; the report is empty when nothing differs.

    `reason` is stored with the changed targets (RC-16). `moment` dates the act of a demonstration, which has a past;
    now by default.
    Raises LoadingRefusedError with every problem at once, and then nothing is written.
    """
    if problems := list(problems_of(data)) or list(incoherences_of(data)):
        raise LoadingRefusedError(problems)
    report = LoadingReport()
    named = data["contrat"]
    before = Contract.objects.filter(body__code=data["organisme"]["code"], code=named["code"]).first()
    contract = load_text(data, report, fixed_of_contract(before, named["dernier_exercice"]))
    # Only now, as a new contract has no row to lock before its text is loaded.
    locked = lock_contract(contract.pk)
    with transaction.atomic():
        change = open_change(locked, actor=actor, origin=origin, verb=VERB, reason=reason, moment=moment)
        touched = _load_figures(locked, data, change, report)
        # Raised after the rows were written, so that all problems are listed at once; the transaction undoes the rows.
        if report.problems:
            raise LoadingRefusedError(report.problems, report.differences)
        # No act without a difference: a file may be loaded again at each start without adding to the history.
        if not report.differences:
            transaction.set_rollback(True)
        elif before is None or before.last_year != locked.last_year:
            ask_for_recompute(_all_of(locked), change)
        elif touched:
            ask_for_recompute(touched, change)
    return report


def _load_figures(
    contract: Contract, data: Mapping[str, Any], change: Change, report: LoadingReport
) -> set[int]:
    """Credit, definitions and targets; the primary keys of the indicators whose figures may change."""
    is_scored_otherwise = load_credit(contract, data["contrat"], change, report)
    touched = load_indicators(contract, data["indicateurs"], change, report)
    indicators = list(Indicator.objects.filter(contract=contract).with_definition().order_by("position"))
    terms = term_changes(contract, indicators, data["indicateurs"], report)
    changes = target_changes(contract, indicators, data["indicateurs"], report)
    _compare_version(contract, data["version_des_cibles"], report)
    if not report.problems:
        _write_version(contract, change, terms, changes, data["version_des_cibles"])
    touched |= {each.indicator.pk for each in terms} | {each.indicator.pk for each in changes}
    return _all_of(contract) if is_scored_otherwise else touched


def _all_of(contract: Contract) -> set[int]:
    return set(contract.indicators.values_list("pk", flat=True))


def _compare_version(contract: Contract, version: Mapping[str, str], report: LoadingReport) -> None:
    """Compare the initial version. Its source may be corrected; its label and date are published with figures."""
    if TargetVersion.objects.filter(contract=contract, number=0).exists():
        report.put(
            TargetVersion,
            {"contract": contract, "number": 0},
            _version_columns(version),
            "Version des cibles",
            SIGNED,
        )


def _version_columns(version: Mapping[str, str]) -> dict[str, object]:
    return {
        "label": version["libelle"],
        "source": version["source"],
        "effective_from": date.fromisoformat(version["date_d_effet"]),
    }


def _write_version(
    contract: Contract,
    change: Change,
    terms: list[TermsToWrite],
    changes: list[TargetToWrite],
    version: Mapping[str, str],
) -> None:
    initial, _ = TargetVersion.objects.get_or_create(
        contract=contract, number=0, defaults=_version_columns(version) | {"change": change}
    )
    # First, as the database refuses a target of a version without them.
    write_terms(initial, change, terms)
    write_targets(initial, change, changes)
