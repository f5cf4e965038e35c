"""Sources of figures: where a body’s figures arrive, and what arrived."""

from enum import StrEnum


class SourceKind(StrEnum):
    FOLDER = "folder"
    UPLOAD = "upload"
    WEB = "web"
    GRIST = "grist"
    SQL = "sql"
    MAILBOX = "mailbox"

    @property
    def label(self) -> str:
        return {
            SourceKind.FOLDER: "Dossier ou partage",
            SourceKind.UPLOAD: "Fichier envoyé à la main",
            SourceKind.WEB: "Adresse web",
            SourceKind.GRIST: "Table Grist",
            SourceKind.SQL: "Vue SQL",
            SourceKind.MAILBOX: "Boîte de courriel",
        }[self]
