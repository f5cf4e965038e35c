"""One submitted month in the queue: what was entered, by whom, instead of what, and what it does."""

from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from commitments.ledger.state import State
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.shared.effects import EffectBlock
from dashboards.shared.figures import fact_said
from dashboards.validation.queue import Waiting
from indicators.domain.month_state import state_of_revision
from indicators.handovers import Handover
from indicators.models import Appreciation, Indicator
from indicators.selectors import MonthRecord


@dataclass(frozen=True, slots=True)
class QueueRow:
    """`key` is what the page sends back: the month and the version that the person sees. `before` is what was
    validated last, "" where nothing was. `obstacle` says why it cannot be accepted by this person now, `refusal` why
    it just was not.
    """

    key: str
    anchor: str
    month: Month
    before: str
    after: str
    entered: str
    submitted: str
    reason: str
    comment: str
    appreciation: str
    proofs: str
    effects: tuple[EffectBlock, ...]
    is_closed: bool
    obstacle: str
    refusal: str
    is_ticked: bool
    is_to_return: bool
    typed_reason: str


def key_of(indicator: Indicator, month: Month, version: int) -> str:
    return f"{indicator.code}/{month}/{version}"


def anchor_of(indicator: Indicator, month: Month) -> str:
    return f"{indicator.code}-{month}"


def obstacle_of(waiting: Waiting, user: User, *, own_is_allowed: bool) -> str:
    if waiting.is_closed:
        return "Ce mois est clos\u00a0: rouvrez-le pour décider."
    if user.pk in waiting.handover.authors and not own_is_allowed:
        return "C’est votre saisie\u00a0: une autre personne doit la valider."
    return ""


def signed(record: MonthRecord) -> str:
    author = record.actor or "un chargement"
    return f"{author}, le {french.moment(timezone.localtime(record.recorded_at))}"


def submitted_by(handover: Handover) -> str:
    """Who handed it over, where that was another act than entering it."""
    return "" if handover.entered == handover.standing else signed(handover.standing)


def proofs_said(count: int) -> str:
    """`Une preuve`, `Deux preuves`; "" for none."""
    if not count:
        return ""
    return french.sentence(
        f"{french.count_word(count, feminine=True)} {french.plural(count, 'preuve', 'preuves')}"
    )


def appreciation_word(record: MonthRecord) -> str:
    return Appreciation(record.appreciation).label if record.appreciation else ""


def stale_sentence(indicator: Indicator, handover: Handover) -> str:
    """Who wrote since the page was opened, what stands now, and what to do."""
    record = handover.standing
    when = french.moment(timezone.localtime(record.recorded_at))
    author = record.actor or "Un chargement"
    if record.fact is None:
        return f"{author} a retiré la valeur le {when}."
    decided = record.state in {State.VALIDE, State.RETOURNE}
    done = record.state.label if decided else "modifié"
    stands = f"{fact_said(indicator, record.fact)}, {state_of_revision(record.fact, record.state).text}"
    return f"{author} l’a {done} entre-temps, le {when}\u00a0: {stands}. Relisez, puis décidez."
