"""What an act did, in a few words without a capital: lines of the journal and causes of a change share them."""

from cpg.shared import french
from cpg.shared.periods import Month
from indicators.models import CreditRevision, NeutralisationRevision, ProfileRevision, TargetVersion


def month_of(month: Month) -> str:
    return french.month_name(month.year, month.number)


def of_month(month: Month) -> str:
    return french.of_month(month.year, month.number)


def entered(month: Month) -> str:
    return f"{month_of(month)} saisi"


def retracted(month: Month) -> str:
    return f"{month_of(month)} retiré"


def corrected(month: Month) -> str:
    return f"correction {of_month(month)}"


def commented(month: Month) -> str:
    return f"commentaire {of_month(month)}"


def neutralisation(decided: NeutralisationRevision) -> str:
    month = Month.of(decided.month)
    if decided.is_neutralised:
        return f"{month_of(month)} neutralisé"
    return f"neutralisation {of_month(month)} levée"


def profile(decided: ProfileRevision) -> str:
    return f"profil mensuel de {decided.year} {'levé' if decided.is_withdrawn else 'décidé'}"


def credit(decided: CreditRevision) -> str:
    return f"score au seuil fixé à {french.trimmed(decided.credit)}"


def version(signed: TargetVersion) -> str:
    return f"{signed.label}, à effet du {french.day(signed.effective_from)}"
