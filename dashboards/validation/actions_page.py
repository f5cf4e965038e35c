"""What owners submitted of their actions, for who checks it: accepted or given back, one or many."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.timezone import localdate

from accounts.models import User
from commitments.calendar import ActionStatus
from commitments.ledger.moves import authors_since_validated
from commitments.ledger.state import State
from commitments.models import Contract, Proof
from commitments.selectors import Item, Record, history_of, items_of, proofs_of
from commitments.wording import said
from cpg.shared import french
from dashboards.actions.marks import MARKS, detail_of, place_said
from dashboards.addresses import action_url, item_url
from dashboards.shared.choices import Choice
from dashboards.shared.marks import Mark
from dashboards.validation.actions_forms import WaitingFilters, WaitingPage


@dataclass(frozen=True, slots=True)
class Attempt:
    """A decision that was refused: what was ticked and typed stays; each refusal by the key of its row."""

    ticked: frozenset[str] = frozenset()
    refusals: Mapping[str, str] = field(default_factory=dict)
    message: str = ""
    reason: str = ""
    is_of_one_row: bool = False


@dataclass(frozen=True, slots=True)
class Late:
    """What the words of who submitted do not say: the calendar does."""

    mark: Mark
    days: str


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """`key` is what the page sends back: the échéance and the version that the person sees. `before` is what was
    validated last, "" where nothing was; `obstacle` why it cannot be accepted by this person. `called` names it
    within its action.
    """

    key: str
    anchor: str
    title: str
    year: int
    url: str
    called: str
    late: Late | None
    before: str
    after: str
    comment: str
    submitted: str
    proofs: Sequence[Proof]
    obstacle: str = ""
    refusal: str = ""
    is_ticked: bool = False
    is_to_return: bool = False
    typed_reason: str = ""


@dataclass(frozen=True, slots=True)
class WaitingAction:
    code: str
    wording: str
    url: str
    owner: str
    rows: tuple[WaitingRow, ...]


@dataclass(frozen=True, slots=True)
class ActionsQueue:
    """`kept` is how many échéances the filters keep, of the `count` that wait; `of_page` tells which are shown."""

    finding: str
    actions: tuple[WaitingAction, ...]
    filters: WaitingFilters
    fiches: tuple[Choice, ...]
    people: tuple[Choice, ...]
    years: tuple[Choice, ...]
    of_page: WaitingPage
    count: int
    attempt: Attempt

    @property
    def refused_elsewhere(self) -> tuple[str, ...]:
        """Why what waits no more was refused."""
        shown = {row.anchor for action in self.actions for row in action.rows}
        return tuple(said for anchor, said in self.attempt.refusals.items() if anchor not in shown)


def anchor_of(item: Item) -> str:
    return f"{item.code}-{item.place}"


def actions_queue(
    contract: Contract, user: User, query: QueryDict, attempt: Attempt | None = None
) -> ActionsQueue:
    """Six queries: the échéances that wait, all that was said of them, their proofs."""
    attempt = attempt or Attempt()
    waiting = items_of(contract, localdate(), where=Q(follow_up__current__state=State.SOUMIS))
    filters = WaitingFilters.of(query)
    of_page = filters.page([item for item in waiting if filters.keeps(item)])
    histories = history_of([item.planned.pk for item in of_page.items])
    proofs: dict[int, list[Proof]] = defaultdict(list)
    for proof in proofs_of(list(histories)):
        if not proof.is_withdrawn:
            proofs[proof.planned_id].append(proof)
    actions = []
    for _, group in groupby(of_page.items, key=lambda item: item.action.pk):
        found = list(group)
        rows = []
        for item in found:
            history = histories.get(item.planned.pk, [])
            obstacle = _obstacle(contract, user, history)
            row = replace(_row(item, history, proofs[item.planned.pk]), obstacle=obstacle)
            rows.append(_attempted(row, attempt, ticks_all=filters.ticks_all))
        actions.append(
            WaitingAction(
                code=found[0].code,
                wording=found[0].action.wording,
                url=action_url(found[0].action, contract),
                owner=french.listing([str(each) for each in found[0].owners.people]),
                rows=tuple(rows),
            )
        )
    return ActionsQueue(
        finding=_finding(len(waiting)),
        actions=tuple(actions),
        filters=filters,
        fiches=filters.fiches(waiting),
        people=filters.people(waiting),
        years=filters.years(waiting),
        of_page=of_page,
        count=len(waiting),
        attempt=attempt,
    )


def _row(item: Item, history: Sequence[Record], proofs: Sequence[Proof]) -> WaitingRow:
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
        called=place_said(item),
        late=Late(MARKS[item.status], detail_of(item)) if item.status is ActionStatus.EN_RETARD else None,
        before=said(validated) if validated else "",
        after=said(standing),
        comment=standing.comment,
        submitted=f"{standing.actor or 'un chargement'}, le {when}",
        proofs=proofs,
    )


def _attempted(row: WaitingRow, attempt: Attempt, *, ticks_all: bool) -> WaitingRow:
    """What a refused decision leaves on the row."""
    is_asked = row.anchor in attempt.ticked
    is_alone = is_asked and attempt.is_of_one_row
    return replace(
        row,
        refusal=attempt.refusals.get(row.anchor, ""),
        is_ticked=is_asked or (ticks_all and not row.obstacle),
        is_to_return=is_alone,
        typed_reason=attempt.reason if is_alone else "",
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
