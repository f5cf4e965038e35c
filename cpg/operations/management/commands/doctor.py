"""`manage.py doctor [--json]`: what is wrong with this installation, and what to do; ends with 1 if something is."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cpg.operations.doctor.findings import Level
from cpg.operations.doctor.running import Examined, examine

MARKS = {Level.WELL: "✓", Level.NOTICE: "!", Level.BROKEN: "✗", Level.NOT_USED: "–"}


class Command(BaseCommand):
    help = "Contrôle l’installation\u00a0: ce qui ne va pas, et que faire."

    # Django's own checks are one of ours, and would end the command where it has most to say.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="pour un programme")

    def handle(self, *args: Any, **options: Any) -> None:
        found: list[Examined] = []
        for examined in examine():
            found.append(examined)
            if not options["json"]:
                self._tell(*examined)
        if options["json"]:
            self.stdout.write(json.dumps(_report(found), ensure_ascii=False, indent=2))
        wrong = sum(finding.level is Level.BROKEN for _, finding in found)
        if wrong:
            raise CommandError(f"Points à régler\u00a0: {wrong}.")

    def _tell(self, check: Any, finding: Any) -> None:
        self.stdout.write(f"{MARKS[finding.level]} {check.title}\u00a0: {finding.state}")
        if finding.remedy:
            self.stdout.write(f"    → {finding.remedy}")


def _report(found: list[Examined]) -> dict[str, Any]:
    return {
        "ok": all(finding.level is not Level.BROKEN for _, finding in found),
        "checks": [
            {
                "name": check.name,
                "title": check.title,
                "level": finding.level,
                "state": finding.state,
                "remedy": finding.remedy,
            }
            for check, finding in found
        ],
    }
