"""The rows that a set of acts wrote, with what they name, in a constant number of queries."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Exists, F, Model, OuterRef, QuerySet

from commitments.models import Change, Contract
from dashboards.acts.subjects import Subjects


class Acts:
    """Acts of one contract, which come with their actor, and the subjects that their rows name."""

    def __init__(self, contract: Contract, changes: Iterable[Change], subjects: Subjects) -> None:
        self.contract, self.subjects = contract, subjects
        self.changes: Mapping[int, Change] = {each.pk: each for each in changes}

    def rows[Row: Model](self, rows: "QuerySet[Row]", *related: str, by: str = "change") -> Iterator[Row]:
        """The rows that these acts wrote, each with its act, its indicator and its action. One query."""
        found = rows.filter(**{f"{by}__in": self.changes})
        if related:
            found = found.select_related(*related)
        return (self._named(each, by) for each in found)

    def rows_in_turn[Row: Model](
        self, rows: "QuerySet[Row]", *subject: str, related: Sequence[str] = ()
    ) -> Iterator[tuple[Row, Row | None]]:
        """The same, each beside the version before it of the same subject, None for the first. Two queries."""
        written = list(self.rows(rows, *related))
        later: QuerySet[Any] = (
            rows.filter(change__in=self.changes).annotate(earlier=F("version") - 1).order_by()
        )
        same: dict[str, Any] = {name: OuterRef(name) for name in subject}
        before = rows.filter(Exists(later.filter(earlier=OuterRef("version"), **same)))
        # An act that is not one of these is not looked up row by row.
        before = before.select_related("change__actor", *related).order_by()
        key = _key(subject)
        found = {(*key(each), _version(each)): each for each in before}
        for each in written:
            yield each, found.get((*key(each), _version(each) - 1))

    def _named[Row: Model](self, row: Row, by: str) -> Row:
        named: Any = row
        setattr(named, by, self.changes[getattr(named, f"{by}_id")])
        self.give_subjects(named)
        if "planned_id" in vars(named):
            self.give_subjects(named.planned)
        return row

    def give_subjects(self, named: Any) -> None:
        """Set the indicator and the action that were read already, instead of reading them again for each row."""
        if vars(named).get("indicator_id"):
            named.indicator = self.subjects.indicators[named.indicator_id]
        if "action_id" in vars(named):
            named.action = self.subjects.actions[named.action_id]


def _key(subject: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    return lambda row: tuple(getattr(row, row._meta.get_field(name).attname) for name in subject)


def _version(row: Any) -> int:
    version: int = row.version
    return version
