"""`manage.py recompute [--body CODE] [--check]`: rebuild attainments from the facts, or say where they differ."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Body
from indicators.models import Indicator
from indicators.recompute import differences, recompute_series


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
        if check:
            self._check(list(indicators))
            return
        # One transaction a series, not one for all: entries made meanwhile wait for one series at most.
        for indicator in indicators:
            recompute_series(indicator.pk)
        self.stdout.write(f"{len(indicators)} séries recalculées.")

    def _check(self, indicators: list[Indicator]) -> None:
        listed = list(differences(indicators))
        for difference in listed:
            self.stdout.write(
                f"{difference.indicator} {difference.month} {difference.column} : "
                f"enregistré {difference.stored}, attendu {difference.computed}"
            )
        if listed:
            self.stderr.write(f"{len(listed)} différences : lancez « manage.py recompute ».")
            sys.exit(1)
        self.stdout.write(f"{len(indicators)} séries vérifiées, aucune différence.")
