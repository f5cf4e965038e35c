"""The mails of a contract: three sentences, what turned, what is late, where to look; monthly, or with an alert."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from accounts.turns import Turn
from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.actions.late import LateActions
from dashboards.addresses import contract_url
from dashboards.overview.page import Situation
from dashboards.shared.totals import Headline
from indicators.models import Indicator

type Turned = Sequence[tuple[Indicator, Turn]]


@dataclass(frozen=True, slots=True)
class News:
    """What the mail is made of; `late` are the indicators with their late months, in order."""

    contract: Contract
    month: Month
    situation: Situation
    late_actions: LateActions
    late: Sequence[tuple[Indicator, Sequence[Month]]]


def subject(news: News, turned: Turned) -> str:
    return f"{news.contract.body.name}, {_month(news)}\u00a0: {_turned_sentence(turned)}"


def monthly_text(news: News, turned: Turned, *, has_page: bool) -> str:
    account = _address(reverse("account"))
    return _text(
        news,
        turned,
        f"Vous recevez ce message une fois par mois. Votre choix se change dans votre compte\u00a0:\n{account}",
        has_page=has_page,
    )


def alert_text(news: News, turned: Turned, *, has_page: bool) -> str:
    """With what turned since the alerts before."""
    return _text(news, turned, "Vous recevez ce message avec chaque alerte.", has_page=has_page)


def _text(news: News, turned: Turned, why: str, *, has_page: bool) -> str:
    dashboard = f"{_address(contract_url(news.contract))}?mois={news.month}"
    situation = news.situation
    choices = f"Le tableau de bord est joint en PDF. Ce choix se change ici\u00a0:\n{_address(reverse('page_by_mail'))}"
    parts = [
        *(["Données fictives."] if news.contract.is_demo else []),
        f"{news.contract.label}, à fin {_month(news)}.",
        f"{situation.finding} {_score_sentence(situation.headline)} {_late_sentence(news)}",
        *_written_part(situation),
        *_turned_part(turned),
        *_late_part(news),
        f"Le tableau de bord à fin {_month(news)}\u00a0:\n{dashboard}",
        why,
        *([choices] if has_page else []),
    ]
    return "\n\n".join(parts) + "\n"


def _month(news: News) -> str:
    return french.month_name(news.month.year, news.month.number)


def _address(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}"


def _turned_sentence(turned: Turned) -> str:
    if not turned:
        return "aucun indicateur n’a tourné"
    count = len({indicator.code for indicator, _ in turned})
    return f"{french.count_word(count)} {french.plural(count, 'indicateur a', 'indicateurs ont')} tourné"


def _score_sentence(total: Headline) -> str:
    covered = f"{french.NO_BREAK}: {total.coverage}" if total.coverage else ""
    if not total.score:
        return f"{total.silence}{covered}."
    change = f" ({total.change})" if total.change else ""
    ends = f" {total.range}." if total.range else ""
    return f"Le score est de {total.score}{change}{covered}.{ends}"


def _late_sentence(news: News) -> str:
    months, actions = sum(len(each) for _, each in news.late), news.late_actions.count
    counts = ((months, "valeur", "valeurs"), (actions, "action", "actions"))
    late = [
        f"{french.count_word(count, feminine=True)} {french.plural(count, one, many)}"
        for count, one, many in counts
        if count
    ]
    if not late:
        return "Aucune valeur ni aucune action n’est en retard."
    verb = french.plural(months + actions, "est", "sont")
    return french.sentence(f"{french.listing(late)} {verb} en retard.")


def _turned_part(turned: Turned) -> list[str]:
    if not turned:
        return []
    words: dict[Indicator, list[str]] = {}
    for indicator, turn in turned:
        words.setdefault(indicator, []).append(turn.label.lower())
    lines = [f"- {each}\u00a0: {french.listing(said)}" for each, said in words.items()]
    return ["Ce qui a tourné depuis le dernier mois jugé\u00a0:\n" + "\n".join(lines)]


def _written_part(situation: Situation) -> list[str]:
    """What was written of the contract, as long as all its figures are those of today."""
    entry = situation.written
    if entry is None or entry.agreement is None or not entry.agreement.holds:
        return []
    return [f"Le commentaire du contrôle de gestion\u00a0:\n{french.bound(entry.text)}"]


def _late_part(news: News) -> list[str]:
    parts = []
    if news.late:
        lines = [f"- {each}\u00a0: {_months(months)}" for each, months in news.late]
        address = f"{_address(contract_url(news.contract, 'completeness'))}?filtre=retard"
        parts.append("Les valeurs en retard\u00a0:\n" + "\n".join(lines) + f"\n{address}")
    if news.late_actions.count:
        parts.append(f"Les actions en retard\u00a0:\n{_address(news.late_actions.url)}")
    return parts


def _months(months: Sequence[Month]) -> str:
    first = french.month_name(months[0].year, months[0].number)
    return first if len(months) == 1 else f"{len(months)} mois depuis {first}"
