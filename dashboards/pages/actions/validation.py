"""What owners submitted of their actions, for who checks it: accepted or given back, one or many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from commitments.followup.reading import Item, Record, authors_since_validated, history_of, items_of
from commitments.followup.saying import said
from commitments.models import Contract
from cpg.shared import french
from dashboards.pages.actions.marks import MARKS, action_url, detail_of, item_url
from dashboards.pages.actions.proofs import ProofLine, proof_lines
from indicators.marks import Mark
from indicators.models import State
from indicators.selectors import today_in_paris

AT_MOST = 60


@dataclass(frozen=True, slots=True)
class Attempt:
    """A decision that was refused: what was ticked and typed stays; each refusal by the key of its row."""

    ticked: frozenset[str] = frozenset()
    refusals: Mapping[str, str] = field(default_factory=dict)
    message: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """`key` is what the page sends back: the échéance and the version that the person sees. `before` is what was
    validated last; `obstacle` why it cannot be accepted by this person.
    """

    key: str
    anchor: str
    title: str
    year: int
    url: str
    mark: Mark
    detail: str
    before: str
    after: str
    comment: str
    submitted: str
    proofs: tuple[ProofLine, ...]
    obstacle: str
    refusal: str
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class WaitingAction:
    code: str
    wording: str
    url: str
    owner: str
    rows: tuple[WaitingRow, ...]


@dataclass(frozen=True, slots=True)
class ActionsQueue:
    finding: str
    actions: tuple[WaitingAction, ...]
    shown: int
    count: int
    attempt: Attempt

    @property
    def refused_elsewhere(self) -> tuple[str, ...]:
        """Why what waits no more was refused."""
        shown = {row.anchor for action in self.actions for row in action.rows}
        return tuple(said for anchor, said in self.attempt.refusals.items() if anchor not in shown)


def anchor_of(item: Item) -> str:
    return f"{item.code}-{item.place}"


def actions_queue(contract: Contract, user: User, attempt: Attempt | None = None) -> ActionsQueue:
    """Six queries: the échéances that wait, all that was said of them, their proofs."""
    attempt = attempt or Attempt()
    waiting = items_of(contract, today_in_paris(), where=Q(follow_up__current__state=State.SOUMIS))
    shown = waiting[:AT_MOST]
    histories = history_of([item.planned.pk for item in shown])
    proofs: dict[str, list[ProofLine]] = {}
    places = {each.planned.pk: each for each in shown}
    for line in proof_lines(places.values()):
        proofs.setdefault(line.withdraw_url.rpartition("/preuves/")[0], []).append(line)
    actions = []
    for _, group in groupby(shown, key=lambda item: item.action.pk):
        found = list(group)
        actions.append(
            WaitingAction(
                code=found[0].code,
                wording=found[0].action.wording,
                url=action_url(contract, found[0].action),
                owner=french.listing([str(each) for each in found[0].owners.people]),
                rows=tuple(
                    _row(
                        item,
                        histories.get(item.planned.pk, []),
                        tuple(proofs.get(item_url(item).rstrip("/"), ())),
                        attempt,
                        _obstacle(contract, user, histories.get(item.planned.pk, [])),
                    )
                    for item in found
                ),
            )
        )
    return ActionsQueue(_finding(len(waiting)), tuple(actions), len(shown), len(waiting), attempt)


def _row(
    item: Item, history: Sequence[Record], proofs: tuple[ProofLine, ...], attempt: Attempt, obstacle: str
) -> WaitingRow:
    validated = next((record for record in history if record.state is State.VALIDE), None)
    deliverable = item.planned.deliverable
    standing = history[0]
    anchor = anchor_of(item)
    when = french.moment(timezone.localtime(standing.recorded_at))
    return WaitingRow(
        key=f"{anchor}/{item.version}",
        anchor=anchor,
        title=f"Livrable {deliverable.number}, {deliverable.title}" if deliverable else "",
        year=item.year,
        url=item_url(item),
        mark=MARKS[item.status],
        detail=detail_of(item),
        before=said(validated) if validated else "",
        after=said(standing),
        comment=standing.comment,
        submitted=f"{standing.actor or 'un chargement'}, le {when}",
        proofs=tuple(each for each in proofs if not each.is_withdrawn),
        obstacle=obstacle,
        refusal=attempt.refusals.get(anchor, ""),
        is_ticked=anchor in attempt.ticked,
    )


def _obstacle(contract: Contract, user: User, history: Sequence[Record]) -> str:
    if contract.allows_own_validation or user.pk not in authors_since_validated(history):
        return ""
    return "C’est votre saisie\u00a0: une autre personne doit la valider."


def _finding(count: int) -> str:
    if not count:
        return "Aucune action n’attend de validation"
    verb = french.plural(count, "échéance attend", "échéances attendent")
    return french.sentence(f"{french.count_word(count, feminine=True)} {verb} votre validation")
