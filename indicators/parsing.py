"""The strict parser of a month's figures, for forms, the grid, files and the API.

Text is read exactly as written. Whatever is not clearly a figure of the expected shape is refused, with a sentence that
tells what to write instead: guessing could be wrong by a factor of a thousand.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal

from cpg.shared import french
from cpg.shared.figures import NotANumberError, plain, read_number, written_decimals
from cpg.shared.spreadsheet import ERROR_SENTENCE, is_error
from indicators.domain.entry import LIMIT, EntryRules
from indicators.domain.model import Absence, AbsenceKind, Amount, Fact, Pair

UNIT_WORDS = {"jours": {"j", "jour", "jours"}, "€": {"€", "euro", "euros"}}
ABSENCE_UNEXPLAINED = "Dites pourquoi la valeur est absente."
KINDS = {kind.value: kind for kind in AbsenceKind}
# What people write where they have no value, letters and slashes alone.
NO_VALUE = {
    "nd",
    "nc",
    "n/a",
    "na",
    "neant",
    "nondisponible",
    "sansobjet",
    "noncommunique",
    "nonrenseigne",
    "so",
    "x",
}
NO_WORD = re.compile(r"[-\u2013\u2014\u2212?]+")
NOT_A_NUMBER = "Ce n’est pas un nombre\u00a0: écrivez par exemple 1\u202f234,5, sans autre signe."
SAY_IT_AS_ABSENCE = (
    "Ce n’est pas un nombre\u00a0: laissez la valeur vide et écrivez «\u00a0non disponible\u00a0» ou "
    "«\u00a0sans objet\u00a0» dans «\u00a0absence\u00a0»."
)


@dataclass(frozen=True, slots=True)
class MonthTexts:
    """The texts entered for one month; "" where nothing was entered."""

    numerator: str = ""
    denominator: str = ""
    value: str = ""
    absence: str = ""
    absence_reason: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written, an absence's reason apart: the grid empties the month then."""
        return not any(text.strip() for text in (self.numerator, self.denominator, self.value, self.absence))


@dataclass(frozen=True, slots=True)
class FigureProblem:
    """Why a figure is refused: the column (by its name in files), its text, a French sentence, a stable code."""

    column: str
    text: str
    reason: str
    code: str


def read_month(rules: EntryRules, texts: MonthTexts) -> Fact | tuple[FigureProblem, ...]:
    """Read the fact in these texts, or return all problems."""
    if texts.absence.strip():
        return _absence(texts)
    if rules.takes_pair:
        return _pair(rules, texts)
    return _amount(rules, texts)


def read_month_over(
    standing: Fact | None, rules: EntryRules, texts: MonthTexts
) -> Fact | tuple[FigureProblem, ...]:
    """The same over what the month holds: a pair from before the base-year values may be given back as it is."""
    fact = read_month(rules, texts)
    if rules.base is None or not isinstance(standing, Pair) or not texts.denominator.strip():
        return fact
    as_entered = read_month(replace(rules, base=None), texts)
    return standing if as_entered == standing else fact


def read_figure(rules: EntryRules, text: str) -> Decimal | FigureProblem:
    """Read a single number, such as a target, by the rules of a value."""
    return _number("valeur", text, rules)


def absence_kind(text: str) -> AbsenceKind | None:
    """The kind that these words name in any case, with spaces or not: `Non disponible`, `SANS_OBJET`."""
    return KINDS.get("_".join(re.split(r"[\s_-]+", text.strip().lower())))


def _absence(texts: MonthTexts) -> Absence | tuple[FigureProblem, ...]:
    problems = _unexpected(
        "Une absence ne va pas avec une valeur : gardez l’une des deux.",
        "absence_and_value",
        numerateur=texts.numerator,
        denominateur=texts.denominator,
        valeur=texts.value,
    )
    kind = absence_kind(texts.absence)
    if kind is None:
        known = " ou ".join(KINDS)
        problems.append(
            FigureProblem("absence", texts.absence, f"Absence inconnue : écrivez {known}.", "unknown_absence")
        )
    if not texts.absence_reason.strip():
        problems.append(FigureProblem("commentaire", "", ABSENCE_UNEXPLAINED, "absence_without_reason"))
    if problems or kind is None:
        return tuple(problems)
    return Absence(kind, texts.absence_reason.strip())


def _pair(rules: EntryRules, texts: MonthTexts) -> Pair | tuple[FigureProblem, ...]:
    unexpected = _unexpected(
        "Cet indicateur attend un numérateur et un dénominateur, pas une valeur.",
        "wrong_shape",
        valeur=texts.value,
    )
    numerator = _number("numerateur", texts.numerator, rules)
    denominator = _denominator(texts.denominator, rules)
    if unexpected or isinstance(numerator, FigureProblem) or isinstance(denominator, FigureProblem):
        return _all_of(unexpected, numerator, denominator)
    if rules.numerator_bounded and numerator > denominator:
        reason = f"Le numérateur dépasse le dénominateur ({plain(denominator)}) : vérifiez les deux."
        return (FigureProblem("numerateur", texts.numerator, reason, "numerator_too_large"),)
    return Pair(numerator, denominator)


def _denominator(text: str, rules: EntryRules) -> Decimal | FigureProblem:
    """The base-year value of the month where it is held: it may be left out, and no other is taken."""
    if rules.base is None:
        return _number("denominateur", text, rules)
    number = _number("denominateur", text, rules) if text.strip() else rules.base
    if isinstance(number, FigureProblem) or number == rules.base:
        return number
    reason = (
        f"La valeur de l’année de référence est {plain(rules.base)} ce mois-là\u00a0: "
        "laissez le dénominateur vide."
    )
    return FigureProblem("denominateur", text, reason, "not_the_base")


def _amount(rules: EntryRules, texts: MonthTexts) -> Amount | tuple[FigureProblem, ...]:
    unexpected = _unexpected(
        "Cet indicateur attend une valeur, pas un numérateur et un dénominateur.",
        "wrong_shape",
        numerateur=texts.numerator,
        denominateur=texts.denominator,
    )
    value = _number("valeur", texts.value, rules)
    if unexpected or isinstance(value, FigureProblem):
        return _all_of(unexpected, value)
    return Amount(value)


def _unexpected(reason: str, code: str, **texts: str) -> list[FigureProblem]:
    """One problem for each column that should be empty and is not."""
    return [FigureProblem(column, text, reason, code) for column, text in texts.items() if text.strip()]


def _all_of(unexpected: list[FigureProblem], *numbers: Decimal | FigureProblem) -> tuple[FigureProblem, ...]:
    """All problems, without "missing" for the right cells when the figures are in the wrong ones."""
    problems = [number for number in numbers if isinstance(number, FigureProblem)]
    return (*unexpected, *(each for each in problems if not unexpected or each.code != "empty"))


def _number(column: str, text: str, rules: EntryRules) -> Decimal | FigureProblem:
    if not text.strip():
        return FigureProblem(column, text, "Il manque un nombre ; zéro s’écrit 0.", "empty")
    try:
        number, unit = read_number(text)
    except NotANumberError:
        return FigureProblem(column, text, _why_not_a_number(text), "not_a_number")
    for refused in (_unit(column, text, unit, rules), _decimals(column, text, number, rules)):
        if refused:
            return refused
    if number < 0 and not rules.may_be_negative:
        return FigureProblem(column, text, "Un nombre ou un montant ne peut pas être négatif.", "negative")
    if abs(number) >= LIMIT:
        reason = "Ce nombre a plus de dix chiffres avant la virgule : vérifiez l’unité."
        return FigureProblem(column, text, reason, "number_too_large")
    if rules.decimals == 0:
        number = number.to_integral_value()
    return abs(number) if number == 0 else number


def _why_not_a_number(text: str) -> str:
    if is_error(text):
        return ERROR_SENTENCE
    plain_text = unicodedata.normalize("NFKD", text.strip().lower())
    word = "".join(each for each in plain_text if each.isascii() and (each.isalpha() or each == "/"))
    has_digits = any(each.isdigit() for each in text)
    if NO_WORD.fullmatch(text.strip()) or (word in NO_VALUE and not has_digits):
        return SAY_IT_AS_ABSENCE
    return NOT_A_NUMBER


def _unit(column: str, text: str, unit: str, rules: EntryRules) -> FigureProblem | None:
    """A value may have its unit beside it. In a pair, % is refused: a part of a ratio is a count, not a rate."""
    if not unit:
        return None
    if rules.takes_pair and "%" in {unit, rules.unit}:
        reason = f"L’unité « {unit} » ne va pas avec une part du ratio : écrivez le nombre seul."
        return FigureProblem(column, text, reason, "wrong_unit")
    if unit.lower() in UNIT_WORDS.get(rules.unit, {rules.unit.lower()}):
        return None
    reason = f"L’unité attendue est « {rules.unit} », pas «\u00a0{unit}\u00a0»\u00a0: convertissez la valeur."
    return FigureProblem(column, text, reason, "wrong_unit")


def _decimals(column: str, text: str, number: Decimal, rules: EntryRules) -> FigureProblem | None:
    """Count trailing zeros as decimals: `2.000` may be meant as two thousand. Others change no whole number."""
    written = written_decimals(number)
    if written <= rules.decimals or (rules.decimals == 0 and written != 3 and number == number.to_integral()):
        return None
    if written == 3 and rules.decimals == 0:
        whole = french.number(number * 1000, 0)
        meant = f"Vouliez-vous dire {whole}{french.NARROW}? Écrivez-le sans virgule ni point."
        reason = f"Vous avez écrit «\u00a0{text.strip()}\u00a0». {meant}"
    elif rules.decimals == 0:
        reason = "Ce nombre doit être entier\u00a0: écrivez-le sans décimale."
    else:
        reason = f"Pas plus de {rules.decimals} {french.plural(rules.decimals, 'décimale', 'décimales')} ici."
    return FigureProblem(column, text, reason, "too_many_decimals")
