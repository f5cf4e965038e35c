"""The queue as a whole: its finding, its filters, its rows by indicator."""

from dataclasses import dataclass

from django.utils.timezone import localdate

from accounts.models import User
from commitments.models import Contract
from cpg.shared import french
from dashboards.shared.choices import Choice
from dashboards.shared.effects import total_sentence
from dashboards.shared.totals import SIMULATION
from dashboards.validation.forms import QueueFilters
from dashboards.validation.groups import Attempt, Builder, QueueGroup, earlier
from dashboards.validation.queue import queue_of
from indicators.domain import reference_month
from indicators.domain.effects import Baseline

AT_MOST = 60


@dataclass(frozen=True, slots=True)
class QueuePage:
    finding: str
    note: str
    total: str
    simulation: str
    groups: tuple[QueueGroup, ...]
    fiches: tuple[Choice, ...]
    people: tuple[Choice, ...]
    months: tuple[Choice, ...]
    shown: int
    kept: int
    count: int
    refused_elsewhere: tuple[str, ...]

    @property
    def is_cut(self) -> bool:
        return self.shown < self.kept


def validation_page(
    contract: Contract, user: User, filters: QueueFilters, attempt: Attempt | None = None
) -> QueuePage:
    """All of the page, in the constant number of queries of `queue_of`."""
    attempt = attempt or Attempt()
    queue = queue_of(contract)
    kept = [waiting for waiting in queue.waiting if filters.keeps(waiting)]
    shown = kept[:AT_MOST]
    today = localdate()
    reference = reference_month(today, contract.entry_delay_days, contract.first_year, contract.last_year)
    builder = Builder(contract, user, queue, Baseline(queue.parts), reference, filters, attempt)
    obstacles = sum(bool(builder.obstacle(waiting)) for waiting in queue.waiting)
    total = builder.baseline.effect_of(earlier(queue.waiting), reference)
    waiting_places = {(each.indicator.pk, each.month) for each in shown}
    return QueuePage(
        finding=_finding(len(queue.waiting)),
        note=_note(contract, obstacles),
        total=total_sentence(total) if queue.waiting else "",
        simulation=SIMULATION if total.total.after.simulated else "",
        groups=builder.groups(shown),
        fiches=filters.fiches(queue.waiting),
        people=filters.people(queue.waiting),
        months=filters.months(queue.waiting),
        shown=len(shown),
        kept=len(kept),
        count=len(queue.waiting),
        refused_elsewhere=tuple(
            said for place, said in attempt.elsewhere.items() if place not in waiting_places
        ),
    )


def _finding(count: int) -> str:
    if not count:
        return "Aucun mois n’attend de validation"
    verb = french.plural(count, "mois attend", "mois attendent")
    return french.sentence(f"{french.count_word(count)} {verb} votre validation")


def _note(contract: Contract, obstacles: int) -> str:
    if contract.allows_own_validation:
        return "Votre organisme permet de valider sa propre saisie."
    if not obstacles:
        return ""
    cannot = french.plural(obstacles, "ne peut pas être validé", "ne peuvent pas être validés")
    return french.sentence(
        f"{french.count_word(obstacles)} {cannot} par vous\u00a0: votre propre saisie, ou un mois clos."
    )
