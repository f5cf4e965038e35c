"""`python -m scripts.drill`: run the drill and its control on a separate stack. Exit code 1 if either result is wrong.

The control runs without durable commits and must lose writes: otherwise the drill could not notice a loss.
"""

import sys
from collections.abc import Sequence

from tests.support.drill import report, run, run_control
from tests.support.process import free_port, temporary_folder
from tests.support.stack import Stack

MANY = "100000"


def main() -> int:
    stack = Stack(temporary_folder("drill"), free_port(), API_WRITES_A_MINUTE=MANY, PENDING_SWEEP_SECONDS="3")
    try:
        say("Une pile à part démarre (une minute environ)…")
        stack.start()
        findings = run(stack, say)
        show("Exercice", findings.ok, report(findings))
        control = run_control(stack)
        sees = bool(control.lost)
        show("Témoin (synchronous_commit=off, courant coupé), qui doit perdre", sees, report(control))
    finally:
        stack.stop()
    return 0 if findings.ok and sees else 1


def show(title: str, is_as_expected: bool, lines: Sequence[str]) -> None:
    say(f"{'✓' if is_as_expected else '✗'} {title}")
    for line in lines:
        say(f"    {line}")


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
