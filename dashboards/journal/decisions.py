"""What was decided beside figures: months neutralised, closed, reopened; profiles, base years, score at the seuil."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from commitments.models import Change
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.journal import words
from dashboards.journal.lines import JournalLine, months_of
from dashboards.shared.decision_words import base_words, profile_words
from indicators.models import (
    BaseRevision,
    CreditRevision,
    Evidence,
    LockRevision,
    NeutralisationRevision,
    ProfileRevision,
)

EVEN_MONTHS = "les mois pèsent autant"


def neutralisation_lines(revisions: Iterable[NeutralisationRevision]) -> Iterator[JournalLine]:
    """Periods neutralised or lifted, in their order; one line an act and indicator. `others` of a revision is how many
    other indicators its act was about.
    """
    by_act: dict[tuple[Change, int], list[NeutralisationRevision]] = defaultdict(list)
    for each in revisions:
        by_act[each.change, each.indicator_id].append(each)
    for (change, _), together in by_act.items():
        first = together[0]
        title = french.sentence(_neutralised(together))
        if others := getattr(first, "others", 0):
            title += f", avec {french.counted(others, 'autre indicateur', 'autres indicateurs')}"
        yield JournalLine(
            title, change, reason=first.reason, about=first.indicator, place=Month.of(first.month)
        )


def _neutralised(together: Sequence[NeutralisationRevision]) -> str:
    if len(together) == 1:
        return words.neutralisation(together[0])
    months = months_of([Month.of(each.month) for each in together])
    return f"{months} neutralisés" if together[0].is_neutralised else f"neutralisation levée\u00a0: {months}"


def locking_lines(revisions: Iterable[LockRevision]) -> Iterator[JournalLine]:
    """Closings and reopenings of months, in their order; one line an act."""
    by_act: dict[tuple[Change, bool], list[LockRevision]] = defaultdict(list)
    for each in revisions:
        by_act[each.change, each.is_locked].append(each)
    for (change, _), together in by_act.items():
        months = [Month.of(each.month) for each in together]
        names = french.sentence(months_of(months))
        until = together[0].open_until
        reopened = french.plural(len(months), "rouvert", "rouverts")
        title = f"{names} clos" if until is None else f"{names} {reopened} jusqu’au {french.day(until)}"
        yield JournalLine(title, change, reason=together[0].reason or change.reason, place=min(months))


def proof_line(each: Evidence) -> JournalLine:
    """The name alone: whoever opens the file goes by the proofs of the page, which check who may."""
    return _proof(each, each.change, "jointe")


def withdrawn_proof_line(each: Evidence, withdrawn: Change) -> JournalLine:
    return _proof(each, withdrawn, "retirée", withdrawn.reason)


def _proof(each: Evidence, by: Change, done: str, reason: str = "") -> JournalLine:
    title = f"Preuve {words.of_month(each.at)} {done}, «\u00a0{each.name}\u00a0»"
    return JournalLine(title, by, reason=reason, about=each.indicator, place=each.at)


def profile_line(each: ProfileRevision, earlier: ProfileRevision | None) -> JournalLine:
    return JournalLine(
        french.sentence(words.profile(each)),
        each.change,
        before=_profile(earlier) if earlier else "",
        after=_profile(each),
        reason=each.reason,
        about=each.indicator,
    )


def _profile(each: ProfileRevision) -> str:
    return EVEN_MONTHS if each.is_withdrawn else profile_words(each.weights)


def base_line(each: BaseRevision, earlier: BaseRevision | None) -> JournalLine:
    return JournalLine(
        "Valeurs de l’année de référence",
        each.change,
        before=base_words(earlier.values) if earlier else "",
        after=base_words(each.values),
        reason=each.reason,
        about=each.indicator,
    )


def credit_line(each: CreditRevision, earlier: CreditRevision | None) -> JournalLine:
    return JournalLine(
        "Score au seuil",
        each.change,
        before=french.trimmed(earlier.credit) if earlier else "",
        after=french.trimmed(each.credit),
        reason=each.reason,
    )
