"""The monthly mail to those who steer: three sentences, what turned, what is late, where to look."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.turns import Turn
from cpg.shared import french
from cpg.shared.periods import Month


@dataclass(frozen=True, slots=True)
class MonthlyNews:
    """What the mail is made of. `turned` names each indicator with its turn; `late` each with its months, in order."""

    body: str
    contract: str
    month: Month
    finding: str
    score: str
    change: str
    turned: tuple[tuple[str, str, Turn], ...]
    late: tuple[tuple[str, str, tuple[Month, ...]], ...]
    late_actions: int
    is_fictitious: bool
    dashboard: str
    completeness: str
    actions: str
    account: str


def subject(news: MonthlyNews) -> str:
    return f"{news.body}, {_month(news)}\u00a0: {_turned_said(news.turned)}"


def text(news: MonthlyNews) -> str:
    parts = [
        *(["Données fictives."] if news.is_fictitious else []),
        f"{news.contract}, à fin {_month(news)}.",
        f"{news.finding} {_score_said(news)} {_late_said(news)}",
        *_turned_part(news.turned),
        *_late_part(news),
        f"Le tableau de bord à fin {_month(news)}\u00a0:\n{news.dashboard}",
        f"Vous recevez ce message une fois par mois. Votre choix se change dans votre compte\u00a0:\n{news.account}",
    ]
    return "\n\n".join(parts) + "\n"


def _month(news: MonthlyNews) -> str:
    return french.month_name(news.month.year, news.month.number)


def _turned_said(turned: Sequence[tuple[str, str, Turn]]) -> str:
    if not turned:
        return "aucun indicateur n’a tourné"
    codes = {code for code, _, _ in turned}
    return f"{french.count_word(len(codes))} {french.plural(len(codes), 'indicateur a', 'indicateurs ont')} tourné"


def _score_said(news: MonthlyNews) -> str:
    change = f" ({news.change})" if news.change else ""
    return f"Le score est de {news.score}{change}." if news.score else "Le score n’est pas encore mesuré."


def _late_said(news: MonthlyNews) -> str:
    months = sum(len(each) for _, _, each in news.late)
    counts = ((months, "valeur", "valeurs"), (news.late_actions, "action", "actions"))
    said = [
        f"{french.count_word(count, feminine=True)} {french.plural(count, one, many)}"
        for count, one, many in counts
        if count
    ]
    if not said:
        return "Aucune valeur ni aucune action n’est en retard."
    verb = french.plural(months + news.late_actions, "est", "sont")
    return french.sentence(f"{french.listing(said)} {verb} en retard.")


def _turned_part(turned: Sequence[tuple[str, str, Turn]]) -> list[str]:
    if not turned:
        return []
    lines = [f"- {code}, {label}\u00a0: {turn.label.lower()}" for code, label, turn in turned]
    return ["Ce qui a tourné depuis le mois précédent\u00a0:\n" + "\n".join(lines)]


def _late_part(news: MonthlyNews) -> list[str]:
    parts = []
    if news.late:
        lines = [f"- {code}, {label}\u00a0: {_months(months)}" for code, label, months in news.late]
        parts.append("Les valeurs en retard\u00a0:\n" + "\n".join(lines) + f"\n{news.completeness}")
    if news.late_actions:
        parts.append(f"Les actions en retard\u00a0:\n{news.actions}")
    return parts


def _months(months: Sequence[Month]) -> str:
    first = french.month_name(months[0].year, months[0].number)
    return first if len(months) == 1 else f"{len(months)} mois depuis {first}"
