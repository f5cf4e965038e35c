"""What may still use signatures that ASVS disallows, or the codes that it calls legacy, by `LEGACY_SIGNATURES`. Plain
Python: settings import it.
"""

from enum import StrEnum


class Legacy(StrEnum):
    PROVIDER = "fournisseur"
    PASSKEYS = "cles"
    STAMPS = "horodatage"
    CODES = "codes"
