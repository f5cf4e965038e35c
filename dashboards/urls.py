"""The addresses of pages: natural keys only, `/carsat/cpg-2028-2032/R1/`."""

from django.urls import path

from dashboards.views import fiches, home, indicator, overview, quarters

urlpatterns = [
    path("", home.home, name="home"),
    path("<slug:body>/<slug:contract>/", overview.show, name="overview"),
    path("<slug:body>/<slug:contract>/contrat/", fiches.text, name="text"),
    path("<slug:body>/<slug:contract>/fiches/<int:number>/", fiches.fiche, name="fiche"),
    path("<slug:body>/<slug:contract>/arretes/", quarters.index, name="quarters"),
    path("<slug:body>/<slug:contract>/<slug:code>/", indicator.show, name="indicator"),
]
