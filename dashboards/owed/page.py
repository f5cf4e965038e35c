"""The board of what is owed, person by person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from accounts.models import User
from commitments.ledger.reminders import is_too_soon
from cpg.shared import french
from dashboards.owed.forms import OwedFilters
from dashboards.reminders.debts import Debt, DebtKind
from dashboards.reminders.owed import Owed, Turn

# What holds the closing of a quarter back.
HOLDING = frozenset({DebtKind.LATE, DebtKind.RETURNED})


def by_person(owed: Owed) -> list[tuple[User | None, list[Turn]]]:
    """Everybody whose turn it is, in their rank; None for what nobody answers for."""
    found: dict[User | None, list[Turn]] = {}
    for turn in owed.turns:
        for user in turn.people or (None,):
            found.setdefault(user, []).append(turn)
    return sorted(found.items(), key=lambda each: _rank(*each))


def _rank(user: User | None, turns: Sequence[Turn]) -> tuple[bool, int, int, str]:
    """What holds a quarter back first, then who owes most; what nobody answers for at the end."""
    holding = sum(turn.debt.kind in HOLDING for turn in turns)
    return user is None, -holding, -len(turns), str(user)


@dataclass(frozen=True)
class Debtor:
    """Somebody with what they owe; `user` is None for what nobody answers for. `last` is when they were last written
    to, `is_self` whether they are who looks at the page.
    """

    user: User | None
    turns: tuple[Turn, ...]
    now: datetime
    last: datetime | None
    is_self: bool

    @property
    def name(self) -> str:
        return str(self.user) if self.user else "Sans responsable"

    @property
    def debts(self) -> tuple[Debt, ...]:
        return tuple(turn.debt for turn in self.turns)

    @property
    def counts(self) -> list[tuple[DebtKind, int]]:
        return [(kind, sum(debt.kind is kind for debt in self.debts)) for kind in DebtKind]

    @property
    def is_reached(self) -> bool:
        return all(turn.is_reached for turn in self.turns)

    @property
    def may_be_reminded(self) -> bool:
        return self.user is not None and self.is_reached and not self.is_self and not self.was_just_written_to

    @property
    def was_just_written_to(self) -> bool:
        return is_too_soon(self.last, self.now)

    @property
    def why_not(self) -> str:
        """Why nobody can be reminded."""
        if self.user is None:
            return "à attribuer"
        if not self.user.is_active:
            return "compte désactivé"
        if self.user.is_away_on(self.now.date()) and self.user.absent_until:
            return f"absence jusqu’au {french.day(self.user.absent_until)}"
        return "sans adresse de courriel" if not self.user.email else "ne saisit plus ici"


@dataclass(frozen=True)
class OwedBoard:
    """`coming` says that the contract has not begun."""

    owed: Owed
    filters: OwedFilters
    reader: User
    last: Mapping[int, datetime]
    now: datetime
    coming: str

    @property
    def today(self) -> date:
        return self.owed.today

    @property
    def finding(self) -> str:
        count = len(self.owed.turns)
        if not count:
            return (
                self.coming
                or "Rien n’est dû\u00a0: ni valeur en retard, ni renvoi, ni fichier à confirmer, ni échéance, promesse "
                "ou décision passée"
            )
        verb = french.plural(count, "chose est due", "choses sont dues")
        things = f"{french.count_word(count, feminine=True)} {verb}"
        people = len({user.pk for turn in self.owed.turns for user in turn.people})
        by = f" par {french.count_word(people, feminine=True)} {french.plural(people, 'personne', 'personnes')}"
        late = self.counts[DebtKind.LATE]
        values = f", dont {french.count_word(late, feminine=True)} {french.plural(late, 'valeur', 'valeurs')} en retard"
        return french.sentence(f"{things}{by if people else ''}{values if late else ''}")

    @cached_property
    def counts(self) -> dict[DebtKind, int]:
        """How many things of each kind: what two people answer for counts once."""
        return {kind: sum(turn.debt.kind is kind for turn in self.owed.turns) for kind in DebtKind}

    @property
    def total(self) -> int:
        return len(self.owed.turns)

    @cached_property
    def everybody(self) -> list[Debtor]:
        return [self._debtor(user, turns) for user, turns in by_person(self.owed)]

    @property
    def chosen(self) -> User | None:
        """The person that the address names, if they owe something."""
        return next((user for user in self.people if user.username == self.filters.person), None)

    @cached_property
    def shown(self) -> list[Debtor]:
        """Those that the filters keep, each with what they keep of it."""
        kept = []
        for each in self.everybody:
            turns = [turn for turn in each.turns if self.filters.kind in {None, turn.debt.kind}]
            if turns and self.chosen in {None, each.user}:
                kept.append(self._debtor(each.user, turns))
        return kept

    @property
    def people(self) -> list[User]:
        return [each.user for each in self.everybody if each.user]

    @property
    def to_remind(self) -> list[Debtor]:
        return [each for each in self.shown if each.may_be_reminded]

    def _debtor(self, user: User | None, turns: Sequence[Turn]) -> Debtor:
        last = self.last.get(user.pk) if user else None
        return Debtor(user, tuple(turns), self.now, last, is_self=user == self.reader)
