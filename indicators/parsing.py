"""The one strict parser of a month: for the form, for files and for whatever comes later.

Text is read as it was written. What is not plainly a figure of the expected shape is refused with a sentence
that says what to write instead.
"""

from dataclasses import dataclass
from decimal import Decimal

from cpg.shared import french
from cpg.shared.figures import NotANumberError, plain, read_number, written_decimals
from indicators.domain.entry import LIMIT, EntryRules
from indicators.domain.model import Absence, AbsenceKind, Amount, Fact, Pair

UNIT_WORDS = {"jours": {"j", "jour", "jours"}, "€": {"€", "euro", "euros"}}
ABSENCE_UNEXPLAINED = "Dites pourquoi la valeur est absente."
KINDS = {kind.value: kind for kind in AbsenceKind}


@dataclass(frozen=True, slots=True)
class MonthTexts:
    """What somebody wrote for one month; "" where they wrote nothing."""

    numerator: str = ""
    denominator: str = ""
    value: str = ""
    absence: str = ""
    absence_reason: str = ""


@dataclass(frozen=True, slots=True)
class FigureProblem:
    """Why a month is refused: the column (as files name it), the text found, a French sentence, a stable code."""

    column: str
    text: str
    reason: str
    code: str


def read_month(rules: EntryRules, texts: MonthTexts) -> Fact | tuple[FigureProblem, ...]:
    """The fact that the texts stand for, or every problem that they have."""
    if texts.absence.strip():
        return _absence(texts)
    if rules.takes_pair:
        return _pair(rules, texts)
    return _amount(rules, texts)


def read_figure(rules: EntryRules, text: str) -> Decimal | FigureProblem:
    """One number that is no month's, a target for instance, read as a value is."""
    return _number("valeur", text, rules)


def _absence(texts: MonthTexts) -> Absence | tuple[FigureProblem, ...]:
    problems = _unexpected(
        "Une absence ne va pas avec une valeur : gardez l’une des deux.",
        "absence_and_value",
        numerateur=texts.numerator,
        denominateur=texts.denominator,
        valeur=texts.value,
    )
    kind = KINDS.get(texts.absence.strip().lower())
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
    denominator = _number("denominateur", texts.denominator, rules)
    if unexpected or isinstance(numerator, FigureProblem) or isinstance(denominator, FigureProblem):
        return _all_of(unexpected, numerator, denominator)
    if rules.numerator_bounded and numerator > denominator:
        reason = f"Le numérateur dépasse le dénominateur ({plain(denominator)}) : vérifiez les deux."
        return (FigureProblem("numerateur", texts.numerator, reason, "numerator_too_large"),)
    return Pair(numerator, denominator)


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
    """A problem for each column that holds something where nothing belongs."""
    return [FigureProblem(column, text, reason, code) for column, text in texts.items() if text.strip()]


def _all_of(unexpected: list[FigureProblem], *numbers: Decimal | FigureProblem) -> tuple[FigureProblem, ...]:
    """Every problem; where the wrong cells are filled, that the right ones are empty goes without saying."""
    found = [number for number in numbers if isinstance(number, FigureProblem)]
    return (*unexpected, *(each for each in found if not unexpected or each.code != "empty"))


def _number(column: str, text: str, rules: EntryRules) -> Decimal | FigureProblem:
    if not text.strip():
        return FigureProblem(column, text, "Il manque un nombre ; zéro s’écrit 0.", "empty")
    try:
        number, unit = read_number(text)
    except NotANumberError:
        reason = "Ce n’est pas un nombre : écrivez par exemple 1 234,5, sans autre signe."
        return FigureProblem(column, text, reason, "not_a_number")
    for refused in (_unit(column, text, unit, rules), _decimals(column, text, number, rules)):
        if refused:
            return refused
    if number < 0 and not rules.may_be_negative:
        return FigureProblem(column, text, "Un nombre ou un montant ne peut pas être négatif.", "negative")
    if abs(number) >= LIMIT:
        reason = "Ce nombre a plus de dix chiffres avant la virgule : vérifiez l’unité."
        return FigureProblem(column, text, reason, "number_too_large")
    return abs(number) if number == 0 else number


def _unit(column: str, text: str, unit: str, rules: EntryRules) -> FigureProblem | None:
    """Beside a value its own unit may stand; beside the parts of a pair none that would change their meaning."""
    if not unit:
        return None
    if rules.takes_pair and "%" in {unit, rules.unit}:
        reason = f"L’unité « {unit} » ne va pas avec une part du ratio : écrivez le nombre seul."
        return FigureProblem(column, text, reason, "wrong_unit")
    if unit.lower() in UNIT_WORDS.get(rules.unit, {rules.unit.lower()}):
        return None
    reason = f"L’unité attendue est « {rules.unit} », pas « {unit} »."
    return FigureProblem(column, text, reason, "wrong_unit")


def _decimals(column: str, text: str, number: Decimal, rules: EntryRules) -> FigureProblem | None:
    """Zeros at the end count too: `2.000` may well be two thousand."""
    found = written_decimals(number)
    if found <= rules.decimals:
        return None
    if found == 3 and rules.decimals == 0:
        whole = french.number(number * 1000, 0)
        meant = f"Vouliez-vous dire {whole}{french.NARROW}? Votre saisie reste affichée."
        reason = f"Vous avez écrit « {text.strip()} ». {meant}"
    elif rules.decimals == 0:
        reason = "Ce nombre doit être entier."
    else:
        reason = f"Pas plus de {rules.decimals} {french.plural(rules.decimals, 'décimale', 'décimales')} ici."
    return FigureProblem(column, text, reason, "too_many_decimals")
