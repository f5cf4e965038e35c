"""`python -m cpg.operations.certificates DOSSIER [--renew]`: make what is missing, renew what is a month old.

Without the settings of the application: it runs before any service, knows no other secret, and is the only one that
sees the key of the authority.
"""

import argparse
import sys
from pathlib import Path

from cpg.operations.certificates.folders import provide


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Fait l’autorité interne et le certificat de chaque service, ou les renouvelle."
    )
    parser.add_argument("folder", metavar="DOSSIER", type=Path)
    parser.add_argument("--renew", action="store_true", help="tous, quel que soit leur âge")
    asked = parser.parse_args()
    for name, until in provide(asked.folder, renew=asked.renew):
        sys.stdout.write(f"{name}\u00a0: certificat fait, valable jusqu’au {until:%d/%m/%Y}.\n")


if __name__ == "__main__":
    main()
