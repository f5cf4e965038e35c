"""A mid-term review with its texts and its documents."""

from datetime import date

from accounts.models import User
from commitments.models import Contract, Origin
from dashboards.documents.sections import NOT_REACHED, OUTLOOK, REACHED, SUMMARY
from dashboards.models.review import ReviewKind
from dashboards.reviews import requests
from dashboards.reviews.acts import open_review, write_text
from dashboards.reviews.making import make

TEXTS = {
    SUMMARY: (
        "À mi-parcours, la qualité du service tient ses seuils presque partout. Les délais de traitement progressent, "
        "mais ils dépendent encore des renforts d’été.\n\n"
        "Trois chantiers décideront de la suite\u00a0: les délais, l’action sociale et la sobriété énergétique."
    ),
    REACHED: (
        "- Les rendez-vous sont au niveau attendu depuis l’ouverture des créneaux du soir.\n"
        "- La lutte contre le non-recours dépasse sa trajectoire."
    ),
    NOT_REACHED: (
        "- Les délais des droits personnels restent au-dessus de la cible\u00a0: deux postes étaient vacants.\n"
        "- Les livrables qui dépendent d’un outil national ont un trimestre de décalage."
    ),
    OUTLOOK: "La priorité va aux indicateurs qui se jouent encore chaque année en décembre.",
}


def make_midterm_review(contract: Contract, controller: User, day: date) -> None:
    review = open_review(
        contract=contract, kind=ReviewKind.MIDTERM, day=day, actor=controller, origin=Origin.DEMO
    )
    for section, text in TEXTS.items():
        write_text(
            review=review,
            section=section,
            text=text,
            expected_version=0,
            actor=controller,
            origin=Origin.DEMO,
        )
    make(requests.ask(review, controller).pk)
