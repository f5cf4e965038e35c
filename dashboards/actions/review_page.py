"""The quarterly review: all the échéances that one person has to update, in one form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby

from django.conf import settings
from django.http import QueryDict

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Contract
from commitments.quarterly_review import (
    QuarterlyReview,
    QuarterWords,
    is_closed_in,
    is_reviewed,
    review_on,
    words_of,
)
from commitments.selectors import Item, Record, history_of, items_of
from cpg.shared import french
from dashboards.actions.forms import RowForms
from dashboards.actions.wording import stale_sentence
from dashboards.shared.seen_effects import ShownEffect, shown_by_action


@dataclass(frozen=True, slots=True)
class RefusedReview:
    """Why nothing that was sent is written: by the key of a row, `messages` for none of the rows shown."""

    refusals: Mapping[str, str] = field(default_factory=dict)
    conflicts: frozenset[str] = frozenset()
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuarterlyRow:
    """One échéance with its forms; `before` are the words of an earlier quarter. `refusal` and `conflict` are why what
    was typed is not written. `effects` are those that the action is declared to have, with what was seen, on its first
    row alone.
    """

    item: Item
    key: str
    forms: RowForms
    before: Record | None
    is_reviewed: bool
    refusal: str
    conflict: str
    effects: Sequence[ShownEffect]

    @property
    def is_refused(self) -> bool:
        return bool(self.refusal or self.conflict or self.forms.has_errors)


@dataclass(frozen=True, slots=True)
class ClosedAction:
    """The échéances of an action that are over since the review opened; its effects where no row has them."""

    items: Sequence[Item]
    effects: Sequence[ShownEffect]


@dataclass(frozen=True, slots=True)
class QuarterlyPage:
    """`closed` is what is over since the review opened."""

    review: QuarterlyReview
    rows: tuple[QuarterlyRow, ...]
    messages: tuple[str, ...]
    closed: tuple[ClosedAction, ...]

    @property
    def finding(self) -> str:
        if not self.rows:
            return "Aucune de vos actions n’attend de nouvelles"
        waiting = sum(not row.is_reviewed for row in self.rows)
        if not waiting:
            return "Votre revue du trimestre est soumise"
        verb = french.plural(waiting, "échéance attend", "échéances attendent")
        return french.sentence(f"{french.count_word(waiting, feminine=True)} {verb} votre revue")

    @property
    def until(self) -> str:
        return french.day(self.review.until)

    @property
    def has_effects(self) -> bool:
        return any(row.effects for row in self.rows) or any(over.effects for over in self.closed)

    @property
    def refused_count(self) -> int:
        return sum(row.is_refused for row in self.rows)

    @property
    def most(self) -> str:
        """How much all files of one submission may weigh together."""
        return f"{settings.EVIDENCE_MEGABYTES}{french.NO_BREAK}Mo"


def key_of(item: Item) -> str:
    """What prefixes the fields of a row: natural, so that two pages of one échéance name the same."""
    return f"{item.fiche}-{item.action.code}-{item.place}"


def reviewed_items(contract: Contract, user: User, sent: QueryDict | None = None) -> list[Item]:
    """The échéances that this person answers for and that are open, what is late first. Four queries.

    With those of theirs that were sent and are over since: somebody else closed them, and the person must know.
    """
    mine = own_items(contract, user)
    return open_first(item for item in mine if item.is_open or (sent is not None and _is_sent(sent, item)))


def own_items(contract: Contract, user: User) -> list[Item]:
    """All the échéances that this person answers for, in the order of the contract. Four queries."""
    return [item for item in items_of(contract, localdate()) if _is_theirs(item, user)]


def open_first(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda item: -item.days_late)


def quarter_words(contract: Contract, items: Sequence[Item]) -> dict[str, QuarterWords]:
    """The words of this quarter and of an earlier one, by the key of a row. One query."""
    histories = history_of([item.planned.pk for item in items])
    review = _review(contract)
    return {key_of(item): words_of(histories.get(item.planned.pk, []), review) for item in items}


def closed_since(contract: Contract, mine: Iterable[Item]) -> tuple[Sequence[Item], ...]:
    """What is over since the review opened: each action once, with its échéances."""
    review = _review(contract)
    closed = [item for item in mine if is_closed_in(item, review)]
    return tuple(tuple(group) for _, group in groupby(closed, key=lambda item: item.action.pk))


def _review(contract: Contract) -> QuarterlyReview:
    return review_on(localdate(), contract.entry_delay_days)


def sent_items(sent: QueryDict, items: Sequence[Item]) -> list[Item]:
    """The rows that were sent, among those that are the person's."""
    return [item for item in items if _is_sent(sent, item)]


def taken_away(contract: Contract, user: User, sent: QueryDict) -> tuple[str, ...]:
    """What was sent of échéances that are no longer the person's, so that they may copy it. Four queries."""
    items = items_of(contract, localdate())
    return tuple(
        _taken_away(item, sent) for item in items if _is_sent(sent, item) and not _is_theirs(item, user)
    )


def _taken_away(item: Item, sent: QueryDict) -> str:
    comment = sent.get(f"{key_of(item)}-commentaire", "").strip()
    typed = f" («\u00a0{comment}\u00a0»)" if comment else ""
    return f"{item.name} ne vous est plus attribué\u00a0: ce que vous en aviez tapé n’est pas écrit{typed}."


def _is_theirs(item: Item, user: User) -> bool:
    return item.is_assigned_to(user) and may(user, Verb.RECORD, item)


def _is_sent(sent: QueryDict, item: Item) -> bool:
    return f"{key_of(item)}-version" in sent


def quarterly_page(
    contract: Contract,
    items: Sequence[Item],
    forms: Mapping[str, RowForms],
    refused: RefusedReview | None = None,
    closed: tuple[Sequence[Item], ...] = (),
) -> QuarterlyPage:
    """The rows with their forms, what was typed in them, and what was refused. One query, eleven where an effect is
    declared.
    """
    review = _review(contract)
    refused = refused or RefusedReview()
    effects = shown_by_action({item.action.pk for item in (*items, *chain.from_iterable(closed))})
    rows = tuple(
        _row(item, review, forms[key_of(item)], refused, effects.pop(item.action.pk, [])) for item in items
    )
    over = tuple(ClosedAction(each, effects.pop(each[0].action.pk, [])) for each in closed)
    return QuarterlyPage(review, rows, refused.messages, over)


def _row(
    item: Item,
    review: QuarterlyReview,
    forms: RowForms,
    refused: RefusedReview,
    effects: Sequence[ShownEffect],
) -> QuarterlyRow:
    key, record = key_of(item), item.record
    return QuarterlyRow(
        item=item,
        key=key,
        forms=forms,
        before=forms.words.before,
        is_reviewed=is_reviewed(item, review),
        refusal=refused.refusals.get(key, ""),
        conflict=stale_sentence(record) if key in refused.conflicts and record else "",
        effects=effects,
    )
