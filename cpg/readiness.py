"""The report of `/readyz`: what fails, since when and what to do. No data of the contract, as it needs no sign-in."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

# A long job delays a heartbeat; four missing ones mean that the worker is gone.
MISSED_HEARTBEATS = 4
# Renewed at each start for thirteen months: one that nears its end is of an installation not started for a year.
CERTIFICATE_DAYS = 45


@dataclass(frozen=True, slots=True)
class Check:
    """`figure` is the measure in `unit`, None if there is none. A server that is not used counts as ok."""

    name: str
    ok: bool
    reason: str
    figure: int | None = None
    unit: str = "s"
    used: bool = True


@dataclass(frozen=True, slots=True)
class Stored:
    """What was read from the database, and how long reading took."""

    milliseconds: int
    heartbeats: Mapping[str, datetime]
    oldest_pending: datetime | None


def report(checks: Sequence[Check]) -> dict[str, Any]:
    return {
        "ok": all(check.ok for check in checks),
        "checks": {check.name: _as_dict(check) for check in checks},
    }


def database(stored: Stored | None) -> Check:
    if stored is None:
        reason = "La base de données ne répond pas\u00a0: vérifiez PostgreSQL et DATABASE_URL."
        return Check("database", False, reason, unit="ms")
    return Check("database", True, "La base de données répond.", stored.milliseconds, "ms")


def redis(milliseconds: int | None) -> Check:
    if milliseconds is None:
        reason = (
            "Redis ne répond pas\u00a0: vérifiez son processus et REDIS_URL. "
            "Les saisies sont gardées\u202f; leurs calculs suivront."
        )
        return Check("redis", False, reason, unit="ms")
    return Check("redis", True, "Redis répond.", milliseconds, "ms")


def worker(queue: str, stored: Stored | None, now: datetime, limit: int) -> Check:
    name = f"worker_{queue}"
    if stored is None:
        return Check(name, False, "Inconnu tant que la base de données ne répond pas.")
    last = stored.heartbeats.get(queue)
    remedy = f"vérifiez le worker de la file {queue}, puis beat"
    if last is None:
        return Check(name, False, f"Aucun signe de vie\u00a0: {remedy}.")
    age = _seconds(last, now)
    if age > limit:
        return Check(name, False, f"Pas de signe de vie depuis {age}\u00a0s\u00a0: {remedy}.", age)
    return Check(name, True, "Le worker a fait le travail que beat lui envoie.", age)


def disk(free: int | None, least: int) -> Check:
    """Megabytes left where proofs, and the embedded database, are written."""
    if free is None:
        return Check(
            "disk", False, "Le dossier CPG_STATE_DIR ne répond pas\u00a0: vérifiez ce disque.", unit="Mo"
        )
    if free < least:
        reason = (
            f"Le disque de CPG_STATE_DIR n’a plus que {free}\u00a0Mo\u00a0: libérez de la place. "
            "On lit encore\u202f; les saisies sont refusées quand il est plein."
        )
        return Check("disk", False, reason, free, "Mo")
    return Check("disk", True, "Il reste de la place sur le disque.", free, "Mo")


def backup(age: int | None, limit: int) -> Check:
    if age is None:
        return Check(
            "backup", False, "Aucune archive dans BACKUP_DIR\u00a0: cherchez backup_failed dans les journaux."
        )
    if age > limit:
        reason = (
            f"La dernière sauvegarde a {age // 3600}\u00a0h\u00a0: cherchez backup_failed dans les journaux."
        )
        return Check("backup", False, reason, age)
    return Check("backup", True, "La sauvegarde du jour est faite.", age)


def certificate(days: int | None) -> Check:
    """Of this service, for the others: without it, none of them answers any more."""
    remedy = "lancez le service « certificates », puis redémarrez les autres"
    if days is None:
        return Check(
            "certificate", False, f"Le certificat de TLS_DIR ne se lit pas\u00a0: {remedy}.", unit="jours"
        )
    if days < CERTIFICATE_DAYS:
        reason = f"Le certificat de TLS_DIR vaut encore {days}\u00a0jours\u00a0: {remedy}."
        return Check("certificate", False, reason, days, "jours")
    return Check("certificate", True, "Le certificat de ce service est valable.", days, "jours")


def antivirus(answers: bool | None) -> Check:
    if not answers:
        reason = (
            "L’antivirus ne répond pas\u00a0: vérifiez clamd et ANTIVIRUS_URL. "
            "Les fichiers envoyés sont refusés\u202f; les chiffres se saisissent."
        )
        return Check("antivirus", False, reason)
    return Check("antivirus", True, "L’antivirus répond.")


def pending(stored: Stored | None, now: datetime, limit: int) -> Check:
    if stored is None:
        return Check("pending", False, "Inconnu tant que la base de données ne répond pas.")
    if stored.oldest_pending is None:
        return Check("pending", True, "Aucun calcul n’attend.", 0)
    age = _seconds(stored.oldest_pending, now)
    if age > limit:
        reason = f"Un calcul attend depuis {age}\u00a0s\u00a0: cherchez recompute_failed dans le journal du worker."
        return Check("pending", False, reason, age)
    return Check("pending", True, "Les calculs suivent les saisies.", age)


def not_used(name: str) -> Check:
    return Check(name, True, "Non utilisé\u00a0: les calculs se font dans le processus.", used=False)


def _seconds(before: datetime, now: datetime) -> int:
    return max(0, int((now - before).total_seconds()))


def _as_dict(check: Check) -> dict[str, object]:
    return {name: value for name, value in asdict(check).items() if name != "name"}
