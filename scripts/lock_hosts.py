"""Fail if the lock file names another host than PyPI: other people cannot reach a private mirror."""

import re
import sys
from pathlib import Path

LOCK = Path(__file__).resolve().parents[1] / "uv.lock"
PYPI = {"pypi.org", "files.pythonhosted.org"}


def main() -> int:
    others = sorted(set(re.findall(r"[a-z]+://([^/\"\s]+)", LOCK.read_text())) - PYPI)
    if others:
        print(f"uv.lock nomme {', '.join(others)} : refaites-le depuis PyPI.")
    return 1 if others else 0


if __name__ == "__main__":
    sys.exit(main())
