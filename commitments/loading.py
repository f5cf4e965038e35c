"""Load the text of a contract from its file: report differences, delete nothing.

Runs inside the caller's transaction. Removing an element of a contract is refused, because facts and history refer to
it. The years of an action and the interpretation register are replaced by those of the file.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import ProtectedError

from accounts.models import Body
from commitments.differences import Difference, Kind, LoadingReport
from commitments.models import (
    Action,
    Contract,
    Deliverable,
    Engagement,
    Fiche,
    Interpretation,
    Part,
    PlannedYear,
    Theme,
)

type Data = Mapping[str, Any]


def load_text(data: Data, report: LoadingReport, fixed: Mapping[str, str]) -> Contract:
    """Load everything of the contract except its indicators and its credit. Adds to the report; the caller decides.
    `fixed` names the fields of the contract that may no longer change.
    """
    body = _body(data["organisme"], report)
    contract = _contract(body, data["contrat"], report, fixed)
    themes = [
        report.put(Theme, {"contract": contract, "position": rank}, {"title": title}, f"Thème {rank}")
        for rank, title in enumerate(data["themes"], start=1)
    ]
    report.refuse_missing(
        ((f"Le thème {each.position}", each.pk) for each in contract.themes.all()),
        [each.pk for each in themes],
    )
    _parts(contract, data["parties"], report)
    _interpretations(contract, data["interpretations"], report)
    return contract


def _body(data: Data, report: LoadingReport) -> Body:
    return report.put(
        Body,
        {"code": data["code"]},
        {"name": data["nom"], "short_name": data["nom_court"], "departements": data["departements"]},
        f"Organisme {data['code']}",
    )


def _contract(body: Body, data: Data, report: LoadingReport, fixed: Mapping[str, str]) -> Contract:
    return report.put(
        Contract,
        {"body": body, "code": data["code"]},
        {
            "label": data["libelle"],
            "title": data["titre"],
            "first_year": data["premier_exercice"],
            "last_year": data["dernier_exercice"],
            "entry_delay_days": data.get("delai_de_saisie_jours", 10),
            "texts": data.get("textes", []),
        },
        f"Contrat {data['code']}",
        fixed,
    )


def _parts(contract: Contract, parts: Iterable[Data], report: LoadingReport) -> None:
    kept_parts, kept_fiches = [], []
    for rank, data in enumerate(parts, start=1):
        part = report.put(
            Part, {"contract": contract, "position": rank}, {"title": data["titre"]}, f"Partie {rank}"
        )
        kept_parts.append(part.pk)
        kept_fiches += [_fiche(contract, part, each, report).pk for each in data["fiches"]]
    report.refuse_missing(
        ((f"La partie {each.position}", each.pk) for each in contract.parts.all()), kept_parts
    )
    report.refuse_missing(
        ((f"La fiche {each.position}", each.pk) for each in contract.fiches.all()), kept_fiches
    )


def _fiche(contract: Contract, part: Part, data: Data, report: LoadingReport) -> Fiche:
    where = f"F{data['numero']}"
    fiche = report.put(
        Fiche,
        {"contract": contract, "position": data["numero"]},
        {
            "part": part,
            "title": data["titre"],
            "enjeux": data.get("enjeux", ""),
            "commitments_text": data.get("engagements_de_la_branche", ""),
        },
        where,
    )
    engagements = [
        _engagement(fiche, rank, each, where, report)
        for rank, each in enumerate(data["engagements"], start=1)
    ]
    report.refuse_missing(
        ((f"{where}-{each.code}", each.pk) for each in fiche.engagements.all()),
        [each.pk for each in engagements],
    )
    return fiche


def _engagement(fiche: Fiche, rank: int, data: Data, where: str, report: LoadingReport) -> Engagement:
    engagement = report.put(
        Engagement,
        {"fiche": fiche, "code": data["code"]},
        {"position": rank, "title": data["libelle"]},
        f"{where}-{data['code']}",
    )
    actions = [
        _action(engagement, place, each, where, report) for place, each in enumerate(data["actions"], start=1)
    ]
    report.refuse_missing(
        ((f"{where}-{each.code}", each.pk) for each in engagement.actions.all()),
        [each.pk for each in actions],
    )
    return engagement


def _action(engagement: Engagement, rank: int, data: Data, where: str, report: LoadingReport) -> Action:
    where = f"{where}-{data['code']}"
    action = report.put(
        Action,
        {"engagement": engagement, "code": data["code"]},
        {"position": rank, "wording": data["libelle"], "evaluation": data["evaluation"]},
        where,
    )
    deliverables = []
    for number, each in enumerate(data.get("livrables", []), start=1):
        deliverable = report.put(
            Deliverable,
            {"action": action, "number": number},
            {"title": each["libelle"]},
            f"{where}, livrable {number}",
        )
        deliverables.append(deliverable.pk)
        _years(action, deliverable, each["annees"], f"{where}, livrable {number}", report)
    report.refuse_missing(
        ((f"{where}, livrable {each.number}", each.pk) for each in action.deliverables.all()), deliverables
    )
    _years(action, None, data.get("annees", []), where, report)
    return action


def _years(
    action: Action, deliverable: Deliverable | None, years: Iterable[int], where: str, report: LoadingReport
) -> None:
    """The planned years as the file says, those that it no longer marks taken away."""
    wanted = sorted(years)
    standing = PlannedYear.objects.filter(action=action, deliverable=deliverable)
    before = sorted(standing.values_list("year", flat=True))
    if before == wanted:
        return
    outside = [year for year in wanted if year not in action.engagement.fiche.contract.years]
    if outside:
        report.problems.append(f"{where} : {outside[0]} est hors des exercices du contrat.")
        return
    report.differences.append(Difference(f"{where}, années", before or None, wanted, Kind.ACTION))
    try:
        standing.exclude(year__in=wanted).delete()
    except ProtectedError:
        report.problems.append(f"{where}\u00a0: une année dont l’avancement est suivi ne se retire pas.")
        return
    PlannedYear.objects.bulk_create(
        PlannedYear(action=action, deliverable=deliverable, year=year)
        for year in wanted
        if year not in before
    )


def _interpretations(contract: Contract, register: Iterable[Data], report: LoadingReport) -> None:
    count = 0
    for count, data in enumerate(register, start=1):
        report.put(
            Interpretation,
            {"contract": contract, "position": count},
            {
                "subjects": data["objets"],
                "title": data["titre"],
                "reading_a": data["lecture_a"],
                "reading_b": data["lecture_b"],
                "retained": data["retenu"],
                "reason": data["motif"],
            },
            f"Interprétation {count}",
        )
    extra = Interpretation.objects.filter(contract=contract, position__gt=count)
    report.differences += [
        Difference(f"Interprétation {each.position}", each.title, "retirée") for each in extra
    ]
    extra.delete()
