"""Define an indicator anew, or set the score that a contract gives at the seuil: each a revision with its reason."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from accounts.rights import Verb
from commitments.ledger.refusals import Refusal, require, require_version
from commitments.models import Change, Contract, Origin, lock_contract, open_change
from cpg.shared import french
from indicators.domain.model import Aggregation
from indicators.models import CreditRevision, DefinitionRevision, Indicator
from indicators.models.definition import COMPUTING, DEFINED, column_name
from indicators.recording.dependents import Dependents
from indicators.recording.pending import ask_for_recompute

NAMES_OF_A_PAIR = ("numerator_label", "denominator_label")
MOST_DECIMALS = 4


@transaction.atomic
def define(
    *,
    indicator: Indicator,
    changed: Mapping[str, object],
    reason: str,
    actor: User | None,
    origin: Origin,
    expected_version: int | None = None,
) -> DefinitionRevision:
    """Change these columns of the definition from now on; what was known before keeps the one it had.

    Refused: what a closed quarter was computed with, a shape other than that of entered months, a direction that
    targets depend on.
    """
    locked = lock_contract(indicator.contract_id)
    require(actor, Verb.AMEND, locked)
    _require_reason(reason)
    fresh = Indicator.objects.all().with_definition().get(pk=indicator.pk)
    require_version(expected_version, fresh.defined.version)
    wanted = differing(fresh.defined, changed)
    if not wanted:
        raise Refusal("Cette décision ne change rien à la définition.", "no_change")
    check_definition(fresh, wanted, Dependents.of(locked))
    check_coherence(fresh, wanted)
    change = open_change(locked, actor=actor, origin=origin, verb="define", reason=reason)
    revision = add_definition(fresh, wanted, change, reason)
    if set(wanted) & set(COMPUTING):
        ask_for_recompute([fresh.pk], change)
    return revision


@transaction.atomic
def set_credit(
    *,
    contract: Contract,
    credit: Decimal,
    reason: str,
    actor: User | None,
    origin: Origin,
    expected_version: int | None = None,
) -> CreditRevision:
    """Set the score at the seuil from now on, for every indicator of the contract."""
    locked = lock_contract(contract.pk)
    require(actor, Verb.AMEND, locked)
    _require_reason(reason)
    require_version(expected_version, credit_version(locked))
    check_credit(credit)
    if credit == locked.credit:
        raise Refusal("Le score au seuil est déjà celui-là.", "no_change")
    change = open_change(locked, actor=actor, origin=origin, verb="set_credit", reason=reason)
    revision = add_credit(locked, credit, change, reason)
    ask_for_recompute(locked.indicators.values_list("pk", flat=True), change)
    return revision


def differing(terms: DefinitionRevision, changed: Mapping[str, object]) -> dict[str, object]:
    """The columns, all of them of a definition, whose value is another."""
    if unknown := sorted(set(changed) - set(DEFINED)):
        raise ValueError(f"not in a definition: {', '.join(unknown)}")
    return {name: value for name, value in changed.items() if getattr(terms, name) != value}


def check_definition(indicator: Indicator, wanted: Mapping[str, object], dependents: Dependents) -> None:
    for name, value in wanted.items():
        before = getattr(indicator.defined, name)
        if reason := dependents.reason_to_keep(indicator.pk, name, before, value):
            raise Refusal(f"{indicator.code}, {column_name(name)}\u00a0: {reason}.", "definition_in_use")


def check_coherence(indicator: Indicator, wanted: Mapping[str, object]) -> None:
    """Refuse a definition that contradicts itself."""
    after = {
        name: wanted.get(name, getattr(indicator.defined, name)) for name in (*COMPUTING, *NAMES_OF_A_PAIR)
    }
    takes_pair = Aggregation(str(after["aggregation"])).takes_pair
    if {bool(after[name]) for name in NAMES_OF_A_PAIR} != {takes_pair}:
        need = "demande" if takes_pair else "n’admet pas"
        raise Refusal(
            f"{indicator.code}\u00a0: cette agrégation {need} un numérateur et un dénominateur nommés.",
            "pair_not_named",
        )
    if not all(0 <= int(str(after[name])) <= MOST_DECIMALS for name in ("decimals", "entry_decimals")):
        raise Refusal(
            f"{indicator.code}\u00a0: un indicateur a {MOST_DECIMALS} décimales au plus.", "too_many_decimals"
        )


def check_credit(credit: Decimal) -> None:
    if not 0 <= credit <= 100:
        raise Refusal(
            f"Un score au seuil va de 0 à 100 ({french.trimmed(credit)} a été donné).", "credit_out_of_range"
        )


def add_definition(
    indicator: Indicator, changed: Mapping[str, object], change: Change, reason: str
) -> DefinitionRevision:
    """Append the definition with these columns changed, and make it the current one."""
    before = indicator.current_definition
    columns: dict[str, object] = {name: getattr(before, name) for name in DEFINED} if before else {}
    revision = DefinitionRevision.objects.create(
        indicator=indicator,
        version=before.version + 1 if before else 1,
        change=change,
        reason=reason,
        **(columns | dict(changed)),
    )
    indicator.current_definition = revision
    indicator.save(update_fields=["current_definition"])
    return revision


def add_credit(contract: Contract, credit: Decimal, change: Change, reason: str) -> CreditRevision:
    """Append the credit, and make it the contract's."""
    revision = CreditRevision.objects.create(
        contract=contract, version=credit_version(contract) + 1, credit=credit, change=change, reason=reason
    )
    contract.credit = credit
    contract.save(update_fields=["credit"])
    return revision


def credit_version(contract: Contract) -> int:
    last = CreditRevision.objects.filter(contract=contract).order_by("version").last()
    return last.version if last else 0


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refusal("Donnez le motif de la décision.", "reason_missing")
