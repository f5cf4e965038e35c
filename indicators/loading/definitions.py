"""Compare the definitions and the credit of a file with the recorded ones, and add revisions where they differ.

A file is compared with what was loaded last: what was decided since in the application outlives the loading of the same
file.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from commitments.differences import Difference, Kind, LoadingReport
from commitments.models import Change, Contract
from indicators.models import CreditRevision, DefinitionRevision, Indicator
from indicators.models.definition import COMPUTING, DEFINED, column_name
from indicators.passports import corrected
from indicators.recording.definitions import add_credit, add_definition, differing
from indicators.recording.dependents import PUBLISHED, Dependents

type Data = Mapping[str, Any]
VERB = "load_contract"


def columns_of(data: Data) -> dict[str, object]:
    """The definition of an indicator of a file."""
    measure = data["mesure"]
    return {
        "unit": measure["unite"],
        "decimals": measure["decimales"],
        "entry_decimals": measure["decimales_saisie"],
        "numerator_bounded": measure.get("numerateur_borne", False),
        "direction": measure["sens"],
        "aggregation": measure["agregation"],
        "frequency": measure["frequence"],
        "numerator_label": measure.get("numerateur", ""),
        "denominator_label": measure.get("denominateur", ""),
        "label": data["libelle"],
        "fiche_label": data.get("libelle_fiche", ""),
        "short_label": data.get("libelle_court", ""),
        "base_year": data.get("annee_de_reference"),
        "passport": data.get("passeport", {}),
    }


class Definitions:
    """The definitions of a contract as loaded last, to compare a file with."""

    def __init__(self, contract: Contract, change: Change, report: LoadingReport) -> None:
        self.change, self.report = change, report
        self.dependents = Dependents.of(contract)
        self.given = _given_by_files(contract)

    def load(self, indicator: Indicator, data: Data) -> bool:
        """Define the indicator as in the file; whether that changes its figures. A new one is not a difference: its
        indicator is.
        """
        if indicator.current_definition is None:
            add_definition(indicator, columns_of(data), self.change, self.change.reason)
            return True
        before, now = self.given[indicator.pk], columns_of(data)
        wanted = {name: value for name, value in now.items() if name not in before or before[name] != value}
        if "passport" in wanted:
            wanted["passport"] = corrected(
                indicator.defined.passport, before.get("passport", {}), data.get("passeport", {})
            )
        changed = differing(indicator.defined, wanted)
        if changed and self._may_change(indicator, changed):
            add_definition(indicator, changed, self.change, self.change.reason)
        return bool(set(changed) & set(COMPUTING))

    def _may_change(self, indicator: Indicator, changed: Mapping[str, object]) -> bool:
        problems = []
        for name, value in changed.items():
            before = getattr(indicator.defined, name)
            differences = list(_differences(indicator, name, before, value))
            self.report.differences += differences
            if reason := self.dependents.reason_to_keep(indicator.pk, name, before, value):
                problems += [f"{each} refusé, car {reason}." for each in differences]
        self.report.problems += problems
        return not problems


def _given_by_files(contract: Contract) -> Mapping[int, Mapping[str, Any]]:
    """What the files gave last, by indicator and column: the columns that a loading wrote. What else its revision holds
    was decided in the application before it.
    """
    given: dict[int, dict[str, Any]] = defaultdict(dict)
    before: dict[int, DefinitionRevision] = {}
    revisions = DefinitionRevision.objects.filter(indicator__contract=contract).select_related("change")
    for each in revisions.order_by("version"):
        if each.change.verb == VERB:
            last, known = before.get(each.indicator_id), given[each.indicator_id]
            written = {name: getattr(each, name) for name in DEFINED}
            old = {name: getattr(last, name) for name in DEFINED} if last else {}
            passport = corrected(known.get("passport", {}), old.get("passport", {}), written["passport"])
            known.update(
                {name: value for name, value in written.items() if last is None or value != old[name]}
            )
            known["passport"] = passport
        before[each.indicator_id] = each
    return given


def _differences(indicator: Indicator, name: str, before: Any, after: Any) -> Iterator[Difference]:
    where = f"{indicator.code}, {column_name(name)}"
    if name != "passport":
        shown = "rien" if before in {None, ""} else before
        yield Difference(where, shown, "rien" if after in {None, ""} else after, Kind.DEFINITION)
        return
    for key in sorted(set(before) | set(after)):
        if before.get(key) != after.get(key):
            texts = before.get(key, "rien"), after.get(key, "rien")
            yield Difference(f"{where}, {key}", *texts, Kind.DEFINITION)


def load_credit(contract: Contract, data: Data, change: Change, report: LoadingReport) -> bool:
    """Set the credit of the file; whether it changes. A first one is not a difference: its contract is."""
    credit = Decimal(data.get("score_au_seuil", "0"))
    revisions = CreditRevision.objects.filter(contract=contract).order_by("version")
    if not revisions.exists():
        add_credit(contract, credit, change, change.reason)
        return True
    loaded = revisions.filter(change__verb=VERB).last()
    if credit == contract.credit or (loaded is not None and credit == loaded.credit):
        return False
    where = f"Contrat {contract.code}, score au seuil"
    difference = Difference(where, contract.credit, credit, Kind.DEFINITION)
    report.differences.append(difference)
    if Dependents.of(contract).has_closed_a_quarter:
        report.problems.append(f"{difference} refusé, car {PUBLISHED}.")
    else:
        add_credit(contract, credit, change, change.reason)
    return True
