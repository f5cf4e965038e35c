"""What loading a file would change, found by loading it and undoing that: nothing stays written."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from accounts.models import Body
from commitments.differences import Difference, Kind
from commitments.models import Contract
from indicators.loading.contract import LoadingRefusedError, load_contract
from indicators.loading.schema import problems_of
from indicators.models import PendingRecompute


@dataclass(frozen=True, slots=True)
class LoadingPreview:
    """What a file would do to its contract. The names of body and contract are those of the file, "" where it has
    none. With a problem, nothing of it would be loaded. `series` are to be computed again.
    """

    body: str = ""
    body_name: str = ""
    contract: str = ""
    contract_label: str = ""
    is_new_body: bool = False
    is_new_contract: bool = False
    differences: Sequence[Difference] = ()
    problems: Sequence[str] = ()
    series: int = 0

    @property
    def asks_reason(self) -> bool:
        """Whether it corrects a target or a definition that is recorded, which takes a reason."""
        return any(
            each.before is not None and each.kind in {Kind.TARGET, Kind.DEFINITION}
            for each in self.differences
        )

    @property
    def by_kind(self) -> list[tuple[Kind, list[Difference]]]:
        """The differences of each kind that has any."""
        kinds = [(kind, [each for each in self.differences if each.kind == kind]) for kind in Kind]
        return [(kind, differences) for kind, differences in kinds if differences]

    @property
    def plan(self) -> str:
        """Tells apart two things to write. It changes with the file and with what is recorded in its place."""
        shown = [
            (each.kind.value, each.where, str(each.before), str(each.after)) for each in self.differences
        ]
        whole = (self.body, self.contract, self.is_new_body, self.is_new_contract, shown, list(self.problems))
        return hashlib.sha256(repr(whole).encode()).hexdigest()


class _UndoneError(Exception):
    """Undoes a loading that was only tried."""


def preview_loading(data: Any) -> LoadingPreview:
    """What `load_contract` would do with the same data. What is wrong with the file is in `problems`."""
    preview = _named(data)
    if problems := list(problems_of(data)):
        return replace(preview, problems=problems)
    try:
        with transaction.atomic():
            differences = load_contract(data).differences
            series = _series_to_compute(preview) if differences else 0
            preview = replace(preview, differences=differences, series=series)
            raise _UndoneError
    except _UndoneError:
        return preview
    except LoadingRefusedError as refused:
        return replace(preview, differences=refused.differences, problems=refused.problems)


def _named(data: Any) -> LoadingPreview:
    """The body and the contract of the file, as far as it names them, and whether they are new."""
    body, contract = name_in(data, "organisme", "code"), name_in(data, "contrat", "code")
    of_body = Contract.objects.filter(body__code=body)
    return LoadingPreview(
        body=body,
        body_name=name_in(data, "organisme", "nom") or body,
        contract=contract,
        contract_label=name_in(data, "contrat", "libelle") or contract,
        is_new_body=not Body.objects.filter(code=body).exists(),
        is_new_contract=not of_body.filter(code=contract).exists(),
    )


def name_in(data: Any, part: str, name: str) -> str:
    """A text of the file, or "" where it has none there."""
    try:
        text = data[part][name]
    except (KeyError, TypeError, IndexError):
        return ""
    return text if isinstance(text, str) else ""


def _series_to_compute(preview: LoadingPreview) -> int:
    """How many the last act of the contract asked for."""
    contract = Contract.objects.get(body__code=preview.body, code=preview.contract)
    pending = PendingRecompute.objects.filter(indicator__contract=contract)
    return pending.filter(wanted_sequence=contract.sequence).count()
