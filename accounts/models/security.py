"""Events of the journal of security. Rows are added by `accounts.security.recording` and never change."""

from enum import StrEnum

from django.db import models

from accounts.models.people import Body, User


class SecurityTheme(StrEnum):
    SIGN_IN = "connexion"
    REFUSAL = "refus"
    ACCOUNT = "compte"
    RIGHT = "droit"
    FILE = "fichier"
    CLOSING = "arrete"
    JOURNAL = "journal"

    @property
    def label(self) -> str:
        return THEME_LABELS[self]


THEME_LABELS = {
    SecurityTheme.SIGN_IN: "Connexions",
    SecurityTheme.REFUSAL: "Échecs et suspensions",
    SecurityTheme.ACCOUNT: "Mots de passe et seconds facteurs",
    SecurityTheme.RIGHT: "Droits et jetons",
    SecurityTheme.FILE: "Fichiers téléchargés",
    SecurityTheme.CLOSING: "Arrêtés",
    SecurityTheme.JOURNAL: "Journal et données des personnes",
}


class SecurityKind(StrEnum):
    SIGNED_IN = "connexion"
    SIGNED_OUT = "deconnexion"
    SESSION_ENDED = "session_fermee"
    REAUTHENTICATED = "identite_confirmee"
    SIGN_IN_FAILED = "connexion_echouee"
    FACTOR_FAILED = "second_facteur_echoue"
    SIGN_IN_REFUSED = "connexion_refusee"
    LOCKED = "compte_suspendu"
    UNLOCKED = "suspension_levee"
    ACCOUNT_OPENED = "compte_ouvert"
    ACCOUNT_CLOSED = "compte_ferme"
    ADDRESS_CHANGED = "adresse_changee"
    LINK_SENT = "lien_envoye"
    PASSWORD_CHANGED = "mot_de_passe_change"  # noqa: S105 - a kind
    FACTOR_ADDED = "second_facteur_ajoute"
    FACTOR_REMOVED = "second_facteur_retire"
    CODES_RENEWED = "codes_de_secours"
    IDENTITY_LINKED = "identite_reliee"
    IDENTITY_UNLINKED = "identite_deliee"
    EMERGENCY_LINK = "lien_de_secours"
    RIGHT_ASKED = "droit_demande"
    RIGHT_GIVEN = "droit_donne"
    RIGHT_TAKEN = "droit_retire"
    TOKEN_CREATED = "jeton_cree"  # noqa: S105 - a kind
    TOKEN_REVOKED = "jeton_revoque"  # noqa: S105 - a kind
    WEBHOOK_ADDED = "appel_sortant_ajoute"
    WEBHOOK_CHANGED = "appel_sortant_change"
    WEBHOOK_ROTATED = "appel_sortant_secret"
    WEBHOOK_OFF = "appel_sortant_arrete"
    CONTRACT_LOADED = "contrat_charge"
    TEMPLATE_SENT = "modele_envoye"
    TEMPLATE_CHOSEN = "modele_choisi"
    DOWNLOADED = "fichier_telecharge"
    FILE_REFUSED = "fichier_refuse"
    QUARTER_CLOSED = "trimestre_arrete"
    PERSON_EXPORTED = "donnees_personne_exportees"
    PERSON_ANONYMISED = "personne_anonymisee"
    JOURNAL_EXPORTED = "journal_exporte"
    JOURNAL_PURGED = "journal_purge"

    @property
    def label(self) -> str:
        return KINDS[self][1]

    @property
    def theme(self) -> SecurityTheme:
        return KINDS[self][0]


KINDS = {
    SecurityKind.SIGNED_IN: (SecurityTheme.SIGN_IN, "Connexion"),
    SecurityKind.SIGNED_OUT: (SecurityTheme.SIGN_IN, "Déconnexion"),
    SecurityKind.SESSION_ENDED: (SecurityTheme.SIGN_IN, "Session fermée"),
    SecurityKind.REAUTHENTICATED: (SecurityTheme.SIGN_IN, "Identité confirmée"),
    SecurityKind.SIGN_IN_FAILED: (SecurityTheme.REFUSAL, "Mot de passe refusé"),
    SecurityKind.FACTOR_FAILED: (SecurityTheme.REFUSAL, "Second facteur refusé"),
    SecurityKind.SIGN_IN_REFUSED: (SecurityTheme.REFUSAL, "Connexion refusée"),
    SecurityKind.LOCKED: (SecurityTheme.REFUSAL, "Connexion suspendue après trop d’échecs"),
    SecurityKind.UNLOCKED: (SecurityTheme.REFUSAL, "Suspension levée"),
    SecurityKind.ACCOUNT_OPENED: (SecurityTheme.RIGHT, "Compte ouvert"),
    SecurityKind.ACCOUNT_CLOSED: (SecurityTheme.RIGHT, "Compte fermé"),
    SecurityKind.ADDRESS_CHANGED: (SecurityTheme.ACCOUNT, "Adresse de courriel changée"),
    SecurityKind.LINK_SENT: (SecurityTheme.ACCOUNT, "Lien envoyé pour choisir un mot de passe"),
    SecurityKind.PASSWORD_CHANGED: (SecurityTheme.ACCOUNT, "Mot de passe choisi"),
    SecurityKind.FACTOR_ADDED: (SecurityTheme.ACCOUNT, "Second facteur ajouté"),
    SecurityKind.FACTOR_REMOVED: (SecurityTheme.ACCOUNT, "Second facteur retiré"),
    SecurityKind.CODES_RENEWED: (SecurityTheme.ACCOUNT, "Codes de secours refaits"),
    SecurityKind.IDENTITY_LINKED: (SecurityTheme.ACCOUNT, "Compte relié au fournisseur d’identité"),
    SecurityKind.IDENTITY_UNLINKED: (SecurityTheme.ACCOUNT, "Compte délié du fournisseur d’identité"),
    SecurityKind.EMERGENCY_LINK: (SecurityTheme.ACCOUNT, "Lien de secours fait sur le serveur"),
    SecurityKind.RIGHT_ASKED: (SecurityTheme.RIGHT, "Droit demandé"),
    SecurityKind.RIGHT_GIVEN: (SecurityTheme.RIGHT, "Droit donné"),
    SecurityKind.RIGHT_TAKEN: (SecurityTheme.RIGHT, "Droit retiré"),
    SecurityKind.TOKEN_CREATED: (SecurityTheme.RIGHT, "Jeton créé"),
    SecurityKind.TOKEN_REVOKED: (SecurityTheme.RIGHT, "Jeton révoqué"),
    SecurityKind.WEBHOOK_ADDED: (SecurityTheme.RIGHT, "Appel sortant ajouté"),
    SecurityKind.WEBHOOK_CHANGED: (SecurityTheme.RIGHT, "Appel sortant changé"),
    SecurityKind.WEBHOOK_ROTATED: (SecurityTheme.RIGHT, "Secret d’un appel sortant refait"),
    SecurityKind.WEBHOOK_OFF: (SecurityTheme.RIGHT, "Appel sortant arrêté"),
    SecurityKind.CONTRACT_LOADED: (SecurityTheme.RIGHT, "Contrat chargé"),
    SecurityKind.TEMPLATE_SENT: (SecurityTheme.RIGHT, "Modèle de présentation envoyé"),
    SecurityKind.TEMPLATE_CHOSEN: (SecurityTheme.RIGHT, "Modèle de présentation choisi"),
    SecurityKind.DOWNLOADED: (SecurityTheme.FILE, "Fichier téléchargé"),
    SecurityKind.FILE_REFUSED: (SecurityTheme.REFUSAL, "Fichier refusé par l’antivirus"),
    SecurityKind.QUARTER_CLOSED: (SecurityTheme.CLOSING, "Trimestre arrêté"),
    SecurityKind.PERSON_EXPORTED: (SecurityTheme.JOURNAL, "Données d’une personne exportées"),
    SecurityKind.PERSON_ANONYMISED: (SecurityTheme.JOURNAL, "Personne anonymisée"),
    SecurityKind.JOURNAL_EXPORTED: (SecurityTheme.JOURNAL, "Journal exporté"),
    SecurityKind.JOURNAL_PURGED: (SecurityTheme.JOURNAL, "Journal purgé"),
}


class SecurityEvent(models.Model):
    """`actor` did it, None where nobody is known; `subject` is the account concerned, if it is another or if nobody
    acted. `body` is None where the event is of no body or of several. `detail` is written by the application and holds
    nothing that anybody typed. `kind` has no list in the database, so that a new kind needs no migration.
    """

    kind = models.CharField("événement", max_length=40)
    happened_at = models.DateTimeField("le")
    actor = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="auteur"
    )
    subject = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="compte"
    )
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="organisme"
    )
    address = models.GenericIPAddressField("adresse", null=True, blank=True)
    detail = models.CharField("précision", max_length=200, blank=True)

    class Meta:
        verbose_name = "événement de sécurité"
        verbose_name_plural = "événements de sécurité"
        ordering = ("-pk",)
        indexes = [models.Index(fields=["happened_at"], name="security_event_by_time")]

    def __str__(self) -> str:
        return f"{self.words}, {self.happened_at:%Y-%m-%d}"

    @property
    def words(self) -> str:
        return SecurityKind(self.kind).label if self.kind in set(SecurityKind) else self.kind
