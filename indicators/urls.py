"""Addresses where figures are entered."""

from django.conf import settings
from django.urls import path

import indicators.addresses  # noqa: F401 - months in addresses
from cpg.shared.uploads import takes_at_most
from indicators.views import evidence, fillable, imports, month, sheet

IMPORT = "<slug:body>/<slug:contract>/import/"
MONTH = "<slug:body>/<slug:contract>/<slug:code>/<month:month>/"
with_a_proof = takes_at_most(settings.EVIDENCE_MEGABYTES * 1024 * 1024)

urlpatterns = [
    path(IMPORT, imports.index, name="imports"),
    path(f"{IMPORT}modele/<slug:format_>/", fillable.download, name="fillable"),
    path(f"{IMPORT}<int:pk>/", imports.show, name="import"),
    path(f"{IMPORT}<int:pk>/confirmer/", imports.confirm, name="confirm_import"),
    path(f"{IMPORT}<int:pk>/abandonner/", imports.abandon, name="abandon_import"),
    path(f"{IMPORT}<int:pk>/avancement/", imports.progress, name="import_progress"),
    path(f"{IMPORT}<int:pk>/compte-rendu/", imports.report, name="import_report"),
    path("<slug:body>/<slug:contract>/saisie/mois/<month:month>/", sheet.show, name="month_sheet"),
    path(MONTH, with_a_proof(month.MonthView.as_view()), name="month"),
    path(f"{MONTH}preuves/", with_a_proof(evidence.AttachView.as_view()), name="attach_evidence"),
    path(f"{MONTH}preuves/<int:pk>/", evidence.download, name="evidence"),
    path(f"{MONTH}preuves/<int:pk>/retirer/", evidence.take_back, name="withdraw_evidence"),
    path(f"{MONTH}soumettre/", month.SubmitMonthView.as_view(), name="submit_month"),
]
