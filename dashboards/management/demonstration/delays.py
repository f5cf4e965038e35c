"""What became of the actions that were late: most were done since, some have a new date, of which a part has passed."""

from datetime import date, timedelta

from accounts.models import User
from commitments.calendar import ActionStatus, Declared
from commitments.ledger.proofs import Link
from commitments.models import Contract, Origin
from commitments.recording import ItemStep, Update, update_many, validate
from commitments.selectors import Item, items_of

DONE = "Livré depuis, constaté avec le service."
PROMISES = (
    "Convention signée, le déploiement suit.",
    "Le prestataire a repris le chantier après la relance.",
    "Recette en cours, deux départements sur cinq.",
)
# Days from the day of the promise to the date that is promised: some have passed a month later.
TERMS = (18, 75, 10, 120, 25)
STILL_LATE_OF_OLDER_YEARS = 2


def promise(contract: Contract, controller: User, day: date) -> None:
    """What is late of the last year gets a new date, older échéances are done but two."""
    late = [each for each in items_of(contract, day) if each.status is ActionStatus.EN_RETARD]
    old = [each for each in late if each.year < day.year - 1]
    kept = old[:STILL_LATE_OF_OLDER_YEARS]
    promised = [*kept, *(each for each in late if each.year == day.year - 1)]
    updates = [
        *(_done(contract, each) for each in old[STILL_LATE_OF_OLDER_YEARS:]),
        *(_promised(each, rank, day) for rank, each in enumerate(promised)),
    ]
    if not updates:
        return
    update_many(contract=contract, updates=updates, actor=controller, origin=Origin.DEMO)
    steps = [ItemStep(each.planned, _version(late, each) + 1) for each in updates]
    validate(contract=contract, steps=steps, actor=None, origin=Origin.DEMO)


def _version(late: list[Item], update: Update) -> int:
    return next(each.version for each in late if each.planned == update.planned)


def _done(contract: Contract, item: Item) -> Update:
    proof = Link(f"https://ged.example/{contract.code}/{item.code.lower()}-{item.place}", "Compte rendu")
    return Update(item.planned, Declared.REALISE, 100, comment=DONE, proof=proof)


def _promised(item: Item, rank: int, day: date) -> Update:
    forecast = day + timedelta(days=TERMS[rank % len(TERMS)])
    progress = 40 + 10 * (rank % 5)
    return Update(item.planned, Declared.EN_COURS, progress, forecast, PROMISES[rank % len(PROMISES)])
