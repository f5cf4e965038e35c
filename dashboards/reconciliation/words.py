"""A reconciliation in words: the cause of each difference with what proves it, and the sentence of a quarter."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.models.reconciliation import Turn
from dashboards.reconciliation.differences import Difference, Reconciliation
from dashboards.shared.figures import fact_in_words
from indicators.domain.exact import rounded
from indicators.domain.model import Amount, Fact
from indicators.domain.reconciling import Cause, Explanation, Scope, Window
from indicators.models import Indicator

CAUSES: Mapping[Cause, str] = {
    Cause.EQUAL: "concorde",
    Cause.ROUNDING: "arrondi",
    Cause.SHIFTED: "mois décalé",
    Cause.CORRECTED: "correction tardive",
    Cause.SCOPE: "autre périmètre ou autre unité",
    Cause.MISSING_HERE: "absent chez nous",
    Cause.MISSING_THERE: "absent à la Cnav",
    Cause.UNEXPLAINED: "inexpliqué",
}
# One, then several, in the sentence of the quarter.
COUNTED: Mapping[Cause, tuple[str, str]] = {
    Cause.ROUNDING: ("arrondi", "arrondis"),
    Cause.SHIFTED: ("mois décalé", "mois décalés"),
    Cause.CORRECTED: ("correction tardive", "corrections tardives"),
    Cause.SCOPE: ("autre périmètre ou autre unité", "autres périmètres ou autres unités"),
    Cause.MISSING_HERE: ("absent chez nous", "absents chez nous"),
    Cause.MISSING_THERE: ("absent à la Cnav", "absents à la Cnav"),
    Cause.UNEXPLAINED: ("inexpliqué", "inexpliqués"),
}
WINDOWS: Mapping[Window, str] = {
    Window.YEAR: "notre valeur depuis janvier",
    Window.QUARTER: "notre valeur depuis le début du trimestre",
    Window.TWELVE: "notre valeur des douze derniers mois",
    Window.CONTRACT: "notre valeur depuis le début du contrat",
}
UNITS_OF_POWER: Mapping[int, str] = {
    3: "elle compte en milliers ce que nous comptons en unités",
    6: "elle compte en millions ce que nous comptons en unités",
    -3: "elle compte en unités ce que nous comptons en milliers",
    -6: "elle compte en unités ce que nous comptons en millions",
}
FEWEST_TO_NAME_A_UNIT = 3
FEWEST_DECIMALS, MOST_DECIMALS = 2, 4


def figure(indicator: Indicator, fact: Fact | None) -> str:
    """`918 sur 1 055 (87,01 %)`, `87,01 %`, `3 796`, `non disponible`, `rien`."""
    if fact is None:
        return "rien"
    text = fact_in_words(indicator.definition, fact)
    return french.with_short_unit(text, indicator.defined.unit) if isinstance(fact, Amount) else text


def both_figures(found: Difference) -> str:
    """`nous 87,01 %, la Cnav 85 %`."""
    return f"nous {figure(found.indicator, found.ours)}, la Cnav {figure(found.indicator, found.theirs)}"


def evidence(found: Difference) -> str:
    """What says so, in a sentence."""
    match found.cause:
        case Cause.EQUAL:
            return ""
        case Cause.MISSING_HERE:
            return "La Cnav a un chiffre, nous n’en avons pas."
        case Cause.MISSING_THERE:
            return "Nous avons un chiffre, le fichier de la Cnav n’en a pas."
        case Cause.UNEXPLAINED:
            return _open(found.finding.others)
        case Cause.ROUNDING | Cause.SHIFTED | Cause.CORRECTED | Cause.SCOPE:
            why = found.finding.explanation
            return proof(found, why) if why else ""


def proof(found: Difference, why: Explanation) -> str:
    if why.cause is Cause.ROUNDING:
        return "C’est notre valeur, arrondie ou coupée."
    if why.cause is Cause.SHIFTED:
        return _shifted(found, why)
    if why.cause is Cause.CORRECTED:
        return _corrected(why)
    return f"{french.sentence(_scope(found, why))}{_run(why.months)}."


def _open(others: Sequence[Explanation]) -> str:
    if not others:
        return "Aucune règle ne l’explique\u00a0: à chercher avec la Cnav."
    if others[0].is_enough:
        return "Plusieurs causes expliquent aussi bien ces mois\u00a0: à trancher avec la Cnav."
    return "Rien ne le prouve assez\u00a0: à chercher avec la Cnav."


def others(found: Difference) -> str:
    """The other causes that are proved, each once; of what nothing explains, those between which it is, or a lead."""
    proved = [each for each in found.finding.others if each.is_enough]
    if found.cause is Cause.UNEXPLAINED:
        first = {each.cause: proof(found, each) for each in reversed(proved)}
        if first:
            return " Ou bien\u00a0: ".join(reversed(first.values()))
        leads = found.finding.others[:1]
        return "".join(f"Une piste, sans preuve suffisante\u00a0: {proof(found, each)}" for each in leads)
    own = CAUSES[found.cause]
    names = dict.fromkeys(CAUSES[each.cause] for each in proved)
    listed = [name for name in names if name != own]
    return f"Aussi possible\u00a0: {french.listing(listed)}." if listed else ""


def _shifted(found: Difference, why: Explanation) -> str:
    other = found.month.plus(why.shift)
    theirs = figure(found.indicator, found.theirs)
    return (
        f"La Cnav a {theirs} en {_month(found.month)}\u00a0: c’est notre valeur "
        f"{french.of_month(other.year, other.number)}{_run(why.months)}."
    )


def _corrected(why: Explanation) -> str:
    earlier, later = why.version, why.replaced_by
    if earlier is None or later is None:
        return ""
    before = "" if earlier.is_validated else ", avant validation"
    done = "corrigée" if later.fact is not None else "retirée"
    return (
        f"C’est notre valeur du {french.day(earlier.recorded_on)}{before}, {done} "
        f"le {french.day(later.recorded_on)}."
    )


def _scope(found: Difference, why: Explanation) -> str:
    number = why.number if why.number is not None else Fraction(1)
    match why.scope:
        case Scope.RATIO:
            return f"la Cnav a {_number(number)} fois notre valeur"
        case Scope.DIFFERENCE:
            more = "de plus" if number > 0 else "de moins"
            return f"la Cnav a {_number(abs(number))} {more} que nous"
        case Scope.TO_DATE:
            return f"c’est {WINDOWS[why.window or Window.YEAR]}, et non celle du mois"
        case Scope.SWAPPED:
            return "le numérateur et le dénominateur sont échangés"
        case Scope.SIGN:
            return "c’est notre valeur avec l’autre signe"
        case Scope.POWER | None:
            return _power(found, number, is_known=len(why.months) >= FEWEST_TO_NAME_A_UNIT)


def _power(found: Difference, number: Fraction, *, is_known: bool) -> str:
    """`10^-3`: thousands; a hundredth of a percentage is a fraction of one. Of a month or two it is not said that they
    count so.
    """
    power = len(str(max(number.numerator, number.denominator))) - 1
    power = power if number < 1 else -power
    if abs(power) == 2 and found.indicator.defined.unit == "%":
        return (
            "c’est notre pourcentage écrit pour un, et non pour cent"
            if power > 0
            else "c’est cent fois notre pourcentage"
        )
    many = french.number(10 ** abs(power))
    named = UNITS_OF_POWER.get(power, "") if is_known else ""
    shown = f"c’est notre valeur {'divisée' if power > 0 else 'multipliée'} par {many}"
    return f"{shown}\u00a0: {named}" if named else shown


def _number(number: Fraction) -> str:
    """Exact where few decimals say it, else rounded to four."""
    exact = rounded(number, FEWEST_DECIMALS)
    shown = exact if Fraction(exact) == number else rounded(number, MOST_DECIMALS)
    return french.trimmed(Decimal(shown))


def _run(months: Sequence[Month]) -> str:
    if len(months) < 2:
        return ""
    first, last = months[0], months[-1]
    return f", et ainsi sur {len(months)} mois, {french.of_month(first.year, first.number)} à {_month(last)}"


def _month(month: Month) -> str:
    return french.month_name(month.year, month.number)


def quarter_name(found: Reconciliation) -> str:
    return french.quarter_name(found.quarter.year, found.quarter.number)


def finding(found: Reconciliation) -> str:
    """`1er trimestre 2026 : 83 mois concordent, 9 diffèrent, dont 3 restent inexpliqués, 2 n’ont qu’un côté`."""
    agree, differ, left = len(found.agreeing), len(found.on_both_sides), len(found.to_settle)
    alone = len(found.differing) - differ
    text = f"{quarter_name(found)}\u00a0: {french.counted(agree, 'mois concorde', 'mois concordent')}"
    if differ:
        text += f", {french.number(differ)} {french.plural(differ, 'diffère', 'diffèrent')}"
    else:
        text += ", aucun ne diffère"
    if left:
        text += (
            f", dont {french.number(left)} {french.plural(left, 'reste inexpliqué', 'restent inexpliqués')}"
        )
    elif differ:
        text += french.plural(differ, " et est expliqué ou réglé", " et sont expliqués ou réglés")
    if alone:
        text += f", {french.number(alone)} {french.plural(alone, 'n’a de chiffre', 'n’ont de chiffre')} que d’un côté"
    return text


def details(found: Reconciliation) -> str:
    """Why months differ, cause by cause, and whose turn it is for those that nothing explains."""
    causes = [
        french.counted(len(listed), *COUNTED[cause]) for cause in COUNTED if (listed := found.of_cause(cause))
    ]
    if not causes:
        return "Les deux jeux de chiffres sont les mêmes."
    text = f"{french.sentence(french.listing(causes))}."
    left = found.to_settle
    turns = [
        f"{len(of_turn)} attend{'ent' if len(of_turn) > 1 else ''} {turn.label}"
        for turn in Turn
        if (of_turn := [each for each in left if each.turn is turn])
    ]
    settled = len(found.unexplained) - len(left)
    if settled:
        words = french.plural(settled, "écart inexpliqué est réglé", "écarts inexpliqués sont réglés")
        text += f" {french.number(settled)} {words}."
    if turns:
        text += f" De ceux qui restent, {french.listing(turns)}."
    return text
