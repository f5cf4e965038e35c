"""The monthly mail to those who steer: three sentences, what turned, what is late, where to look."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.turns import Turn
from cpg.shared import french
from indicators.domain.periods import Month


@dataclass(frozen=True, slots=True)
class MonthlyNews:
    """What the mail is made of. `turned` names each indicator with its turn; `late` are months by indicator code."""

    body: str
    contract: str
    month: Month
    finding: str
    score: str
    change: str
    turned: tuple[tuple[str, str, Turn], ...]
    late: tuple[tuple[str, int], ...]
    dashboard: str
    completeness: str
    account: str


def subject(news: MonthlyNews) -> str:
    return f"{news.body}, {_month(news)}\u00a0: {_turned_said(news.turned)}"


def text(news: MonthlyNews) -> str:
    parts = [
        f"{news.contract}, à fin {_month(news)}.",
        f"{news.finding} {_score_said(news)} {_late_said(news.late)}",
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


def _late_said(late: Sequence[tuple[str, int]]) -> str:
    months = sum(count for _, count in late)
    if not months:
        return "Aucune valeur n’est en retard."
    return french.sentence(
        f"{french.count_word(months, feminine=True)} {french.plural(months, 'valeur est', 'valeurs sont')} en retard."
    )


def _turned_part(turned: Sequence[tuple[str, str, Turn]]) -> list[str]:
    if not turned:
        return []
    lines = [f"- {code}, {label}\u00a0: {turn.label.lower()}" for code, label, turn in turned]
    return ["Ce qui a tourné depuis le mois précédent\u00a0:\n" + "\n".join(lines)]


def _late_part(news: MonthlyNews) -> list[str]:
    if not news.late:
        return []
    lines = [f"- {code}\u00a0: {count} mois" for code, count in news.late]
    return ["Ce qui est en retard\u00a0:\n" + "\n".join(lines) + f"\n{news.completeness}"]
