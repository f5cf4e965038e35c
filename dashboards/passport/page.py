"""What the page of a passport shows: its rubrics, what the contract fixes beside them, and the history of both."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from cpg.shared import french
from dashboards.indicator.sheet import AGGREGATION_WORDS
from dashboards.journal.lines import JournalLine
from dashboards.journal.of_indicator import version_lines
from dashboards.shared.sentences import frequency_word
from indicators.definitions import as_defined
from indicators.domain.model import Direction, SignedVersion
from indicators.models import Indicator
from indicators.passports import Passport, passports_at
from indicators.selectors import sequence_of
from indicators.versions import signed_versions

UNSET = "à définir"
BETTER = {Direction.HAUSSE: "plus haut vaut mieux", Direction.BAISSE: "plus bas vaut mieux"}


@dataclass(frozen=True, slots=True)
class PassportPage:
    """`day` is the past one that is shown, None for the present; `history` has the latest first."""

    indicator: Indicator
    passport: Passport
    traits: tuple[tuple[str, str], ...]
    history: tuple[JournalLine, ...]
    day: date | None


def passport_page(indicator: Indicator, day: date | None = None) -> PassportPage:
    known_at = sequence_of(indicator.contract, day)
    (defined,) = as_defined([indicator], known_at)
    signed = signed_versions([indicator.pk], known_at)[indicator.pk]
    shown = [each for each in version_lines(indicator) if known_at is None or each.by.sequence <= known_at]
    return PassportPage(
        indicator=defined,
        passport=passports_at([indicator.pk], known_at)[indicator.pk],
        traits=tuple(traits(defined, signed[-1] if signed else None)),
        history=tuple(sorted(shown, key=attrgetter("by.sequence"), reverse=True)),
        day=day,
    )


def traits(indicator: Indicator, last: SignedVersion | None) -> Iterator[tuple[str, str]]:
    """What the contract fixes of an indicator, name and value; the texts that it has not are left out. `last` is the
    version that was signed last.
    """
    terms, definition = indicator.defined, indicator.definition
    if terms.fiche_label:
        yield "Libellé de la fiche", french.bound(terms.fiche_label)
    if terms.short_label:
        yield "Libellé court", french.bound(terms.short_label)
    yield "Unité", terms.unit
    if definition.aggregation.takes_pair:
        yield "Numérateur", terms.numerator_label
        yield "Dénominateur", terms.denominator_label
    yield "Calcul", f"{AGGREGATION_WORDS[definition.aggregation]}, {BETTER[definition.direction]}"
    yield "Fréquence", frequency_word(indicator)
    yield (
        "Décimales",
        (
            f"{french.counted(terms.decimals, 'publiée', 'publiées')}, "
            f"{french.counted(terms.entry_decimals, 'saisie', 'saisies')}"
        ),
    )
    yield "Premier exercice", str(last.first_year) if last and last.first_year else UNSET
    if terms.base_year:
        yield "Année de référence", str(terms.base_year)
    yield "Poids", "non fixé" if last is None or last.weight is None else french.trimmed(last.weight)
