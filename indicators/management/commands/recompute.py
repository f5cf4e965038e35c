"""`manage.py recompute [--body CODE] [--check]`: rebuild attainments from the facts, or say where they differ."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Body
from cpg.shared import french
from indicators.models import Indicator
from indicators.recompute import differences, recompute_many


class Command(BaseCommand):
    help = "Recalcule l’atteinte de toutes les séries, ou vérifie ce qui est enregistré (--check)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--body", metavar="CODE", help="ne traiter que cet organisme")
        parser.add_argument(
            "--check",
            action="store_true",
            help="ne rien écrire ; sortir avec 1 et la liste si quelque chose diffère",
        )

    def handle(self, *args: Any, body: str | None, check: bool, **options: Any) -> None:
        indicators = Indicator.objects.all().with_definition().order_by("contract", "position")
        if body:
            if not Body.objects.filter(code=body).exists():
                raise CommandError(f"Organisme inconnu : {body}.")
            indicators = indicators.filter(contract__body__code=body)
        by_contract = [list(of_one) for _, of_one in groupby(indicators, key=attrgetter("contract_id"))]
        if check:
            self._check(by_contract)
        else:
            self._recompute(by_contract)

    def _recompute(self, by_contract: list[list[Indicator]]) -> None:
        # A transaction a contract, not one for all: entries made meanwhile wait for one contract at most, and what is
        # done stays done if the command is interrupted.
        failed = []
        for indicators in self._followed(by_contract, "recalculées"):
            keys = set(recompute_many([indicator.pk for indicator in indicators]))
            failed += [indicator for indicator in indicators if indicator.pk in keys]
        if failed:
            names = ", ".join(f"{each.contract.body.code} {each.code}" for each in failed)
            raise CommandError(
                f"{len(failed)} séries n’ont pas pu être recalculées (voir le journal) : {names}."
            )
        self.stdout.write(f"{sum(map(len, by_contract))} séries recalculées.")

    def _check(self, by_contract: list[list[Indicator]]) -> None:
        count = 0
        for indicators in self._followed(by_contract, "vérifiées"):
            for difference in differences(indicators):
                count += 1
                self.stdout.write(
                    f"{difference.indicator} {difference.month} {difference.column} : "
                    f"enregistré {difference.stored}, attendu {difference.computed}"
                )
        if count:
            self.stderr.write(
                f"{french.counted(count, 'différence', 'différences')} : lancez « manage.py recompute »."
            )
            sys.exit(1)
        self.stdout.write(
            f"{french.counted(sum(map(len, by_contract)), 'série vérifiée', 'séries vérifiées')}, aucune différence."
        )

    def _followed(self, by_contract: list[list[Indicator]], done: str) -> Iterator[list[Indicator]]:
        """Each contract's series; once they are done, a line of progress on the error output."""
        total, count = sum(map(len, by_contract)), 0
        for rank, indicators in enumerate(by_contract, start=1):
            yield indicators
            count += len(indicators)
            contract = indicators[0].contract
            self.stderr.write(
                f"{contract.body.code} {contract.code} : contrat {rank} sur {len(by_contract)}, "
                f"{count} séries {done} sur {total}",
                style_func=str,  # by default what is written there is red, as an error
            )
