"""`manage.py verify_history`: whether history is as it was sealed, and the first broken link where it is not."""

import re
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commitments.models import Contract
from dashboards.sealing.signing import public_key
from dashboards.sealing.verifying import BrokenLinkError, Chain, verify_contract
from dashboards.sealing.verifying_events import NAME, verify_events

PRINTED = re.compile(r"([^/\s]+/[^/\s]+):([0-9]+):([0-9a-f]{64})")


class Command(BaseCommand):
    help = (
        "Vérifie que l’historique est tel qu’il fut scellé : actes de chaque contrat avec leurs lignes et fichiers, "
        "journal de sécurité, signatures. Nomme le premier lien rompu et sort alors en erreur."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--printed",
            action="append",
            default=[],
            metavar="ORGANISME/CONTRAT:ACTE:EMPREINTE",
            help="empreinte lue sur un dossier, à retrouver dans la chaîne (autant de fois que voulu)",
        )

    def handle(self, *args: Any, printed: list[str], **options: Any) -> None:
        heads = _read(printed)
        contracts = list(Contract.objects.select_related("body").order_by("body__code", "code"))
        names = {f"{each.body.code}/{each.code}": each for each in contracts}
        if unknown := set(heads) - set(names):
            raise CommandError(f"Contrat inconnu : {min(unknown)}.")
        broken = 0
        for name, contract in names.items():
            broken += not self._verify(name, partial(verify_contract, contract, heads.get(name)))
        broken += not self._verify(NAME, verify_events)
        self.stdout.write(f"Clé publique des signatures : {public_key()}")
        if broken:
            raise CommandError(f"Chaînes rompues : {broken}. Comparez avec une sauvegarde d’avant.")
        self.stdout.write("Aucun lien rompu.")

    def _verify(self, name: str, verify: Callable[[], Chain]) -> bool:
        try:
            chain = verify()
        except BrokenLinkError as error:
            self.stderr.write(f"{name} : premier lien rompu, {error}.")
            return False
        waiting = f", {chain.waiting} en attente de sceau" if chain.waiting else ""
        sealed = f", scellés depuis le {chain.since}" if chain.since else ""
        head = f", empreinte {chain.head}" if chain.head else ""
        self.stdout.write(
            f"{name} : {chain.count} vérifiés jusqu’au rang {chain.position}{sealed}{waiting}{head}"
        )
        return True


def _read(printed: list[str]) -> dict[str, dict[int, str]]:
    heads: dict[str, dict[int, str]] = defaultdict(dict)
    for text in printed:
        found = PRINTED.fullmatch(text)
        if found is None:
            raise CommandError(f"« {text} » ne se lit pas : écrivez ORGANISME/CONTRAT:ACTE:EMPREINTE.")
        heads[found[1]][int(found[2])] = found[3]
    return heads
