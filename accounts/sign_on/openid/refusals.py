"""Why an answer of the provider is not believed, in a word for the journal and a sentence for the person."""

from enum import StrEnum

from allauth.socialaccount.providers.base import ProviderException

TAMPERED = (
    "La réponse reçue ne vient pas de lui, ou pas pour cette application\u00a0: personne n’est connecté. "
    "Recommencez\u202f; si cela se répète, prévenez votre service informatique."
)


class Reason(StrEnum):
    STATE = "etat"
    CANCELLED = "abandon"
    PROVIDER = "refus_du_fournisseur"
    DISCOVERY = "annonce"
    KEYS = "cle_inconnue"
    WEAK = "cle_faible"
    ALGORITHM = "algorithme"
    SIGNATURE = "signature"
    ISSUER = "emetteur"
    AUDIENCE = "destinataire"
    EXPIRED = "expire"
    NONCE = "nonce"
    SUBJECT = "autre_personne"
    INCOMPLETE = "incomplet"
    UNSIGNED = "non_signe"
    ASSURANCE = "niveau"
    AGE = "trop_ancien"

    @property
    def sentence(self) -> str:
        return SENTENCES.get(self, TAMPERED)


SENTENCES = {
    Reason.STATE: (
        "Ce retour ne suit pas une demande faite dans ce navigateur il y a moins de dix minutes, ou il a déjà servi. "
        "Revenez à la page de connexion et recommencez."
    ),
    Reason.CANCELLED: "Vous avez abandonné la connexion, rien n’a changé.",
    Reason.PROVIDER: (
        "Il a refusé la demande. Recommencez\u202f; si cela se répète, prévenez votre service informatique."
    ),
    Reason.DISCOVERY: (
        "Ce qu’il publie de lui-même ne convient pas. Prévenez votre service informatique\u00a0: "
        "OIDC_ISSUER est à vérifier."
    ),
    Reason.ALGORITHM: (
        "Il signe d’une manière qui n’est pas admise\u00a0: ES256, PS256 ou EdDSA sont à régler chez lui. "
        "Prévenez votre service informatique."
    ),
    Reason.WEAK: (
        "Sa clé de signature est trop courte\u00a0: il en faut une de 3\u202f072 bits, ou ES256. "
        "Prévenez votre service informatique."
    ),
    Reason.EXPIRED: (
        "La réponse est arrivée trop tard, ou les horloges diffèrent. Recommencez\u202f; si cela se répète, prévenez "
        "votre service informatique."
    ),
    Reason.ASSURANCE: (
        "Cette application demande un niveau de connexion plus élevé, par exemple un second facteur\u00a0: "
        "ajoutez-le chez lui, puis recommencez."
    ),
    Reason.AGE: "Il n’a pas redemandé qui vous êtes, alors que cet acte le demande. Recommencez.",
}


class Refused(ProviderException):
    """An answer that is not believed. allauth takes it as a failed sign-in."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
