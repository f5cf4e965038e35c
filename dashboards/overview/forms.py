"""The filters of the dashboard; whoever follows the same address sees the same."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django import forms

from commitments.models import Fiche, Theme
from dashboards.shared.forms import AddressForm, WholeNumberField
from dashboards.shared.marks import Counted, mark_of
from dashboards.shared.reads import IndicatorState
from indicators.domain.judgement import BEST_FIRST
from indicators.domain.model import Direction, Status

# All but those that are judged, in one: addresses of before each status had its own filter still hold.
NOT_JUDGED = "autre"
# Those that went from one status to another since the month compared, whatever their status.
TURNED = "tourne"
FIRST = (Status.SOUS_SEUIL, Status.ENTRE, Status.ATTEINT)
STATUSES = (*FIRST, *(status for status in BEST_FIRST if status not in FIRST), None)
STATUS_KEYS = (*(mark_of(status).key for status in STATUSES), NOT_JUDGED, TURNED)
BY_FICHE, BY_GAP = "fiches", "ecart"
ORDERS = ((BY_FICHE, "Fiches du contrat"), (BY_GAP, "Les plus en retrait d’abord"))
SENSES = ((Direction.HAUSSE, "Plus haut est mieux"), (Direction.BAISSE, "Plus bas est mieux"))


class OverviewFilters(AddressForm):
    """Anything unknown is no filter. A theme and a fiche by their position, a person by username."""

    statut = forms.ChoiceField(choices=[(key, key) for key in STATUS_KEYS], initial="")
    theme = WholeNumberField(initial=0)
    fiche = WholeNumberField(initial=0)
    responsable = forms.CharField(initial="", strip=False)
    sens = forms.ChoiceField(choices=SENSES, initial="")
    ordre = forms.ChoiceField(choices=ORDERS, initial=BY_FICHE)

    @property
    def kept(self) -> tuple[tuple[str, str], ...]:
        """Names and values for an address; what filters nothing is left out."""
        return tuple(
            (name, str(value))
            for name, value in self.asked.items()
            if value and (name, value) != ("ordre", BY_FICHE)
        )

    def keeps(self, state: IndicatorState, usernames: Collection[str]) -> bool:
        """`usernames` are those of the people who fill it in."""
        indicator, asked = state.indicator, self.asked
        return (
            asked["statut"] in {"", *_status_keys(state)}
            and asked["theme"] in {0, indicator.theme.position}
            and asked["fiche"] in {0, indicator.fiche.position}
            and (not asked["responsable"] or asked["responsable"] in usernames)
            and asked["sens"] in {"", indicator.defined.direction}
        )


def _status_keys(state: IndicatorState) -> tuple[str, ...]:
    """What the indicator answers to."""
    others = ((NOT_JUDGED, state.status not in FIRST), (TURNED, state.has_turned))
    return (mark_of(state.status).key, *(key for key, answers in others if answers))


@dataclass(frozen=True, slots=True)
class OverviewChoices:
    """What may be chosen: statuses with their counts, those that are judged and those that there are; how many turned;
    themes, fiches, and people by username.
    """

    statuses: tuple[Counted, ...]
    turned: int
    themes: tuple[Theme, ...]
    fiches: tuple[Fiche, ...]
    people: tuple[tuple[str, str], ...]


def choices(states: Sequence[IndicatorState], people: Mapping[str, Mapping[str, str]]) -> OverviewChoices:
    counts = Counter(mark_of(state.status) for state in states)
    judged = [mark_of(status) for status in FIRST]
    themes = {state.indicator.theme.position: state.indicator.theme for state in states}
    fiches = {state.indicator.fiche.position: state.indicator.fiche for state in states}
    everybody = {person for of_indicator in people.values() for person in of_indicator.items()}
    return OverviewChoices(
        statuses=tuple(
            Counted(each, counts[each]) for each in map(mark_of, STATUSES) if counts[each] or each in judged
        ),
        turned=sum(state.has_turned for state in states),
        themes=tuple(themes[position] for position in sorted(themes)),
        fiches=tuple(fiches[position] for position in sorted(fiches)),
        people=tuple(sorted(everybody, key=lambda person: person[1])),
    )
