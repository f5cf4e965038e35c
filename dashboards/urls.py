"""The addresses of pages: natural keys only, `/carsat/cpg-2028-2032/R1/`."""

from django.conf import settings
from django.urls import path

import indicators.addresses  # noqa: F401 - months in addresses
from cpg.shared.uploads import takes_at_most
from dashboards.actions import effect_views as effects
from dashboards.actions import follow_up_views as follow_up
from dashboards.actions import review_views as review
from dashboards.actions import views as actions
from dashboards.acts import views as acts
from dashboards.alerts import views as alerts
from dashboards.causes import views as causes
from dashboards.commentary import views as commentaries
from dashboards.committee import paper_views
from dashboards.committee import views as committee
from dashboards.completeness import views as completeness
from dashboards.contracts import draft_views as drafts
from dashboards.contracts import views as contracts
from dashboards.decisions import views as decisions
from dashboards.entry import cell_views as entry_cells
from dashboards.entry import recap_views as recap
from dashboards.entry import views as entry
from dashboards.fiche import views as fiches
from dashboards.first_page import views as first_page
from dashboards.guides import views as guides
from dashboards.home import views as home
from dashboards.imports import action_views as actions_import
from dashboards.imports import fillable_views as fillable
from dashboards.imports import views as imports
from dashboards.indicator import views as indicator
from dashboards.month import proof_views as evidence
from dashboards.month import sheet_views as sheet
from dashboards.month import views as month
from dashboards.network import views as network
from dashboards.neutralisations import deciding_views as neutralising
from dashboards.neutralisations import views as neutralisations
from dashboards.overview import announced_views
from dashboards.overview import views as overview
from dashboards.owed import views as owed
from dashboards.passport import views as passport
from dashboards.past import views as past
from dashboards.persons import views as persons
from dashboards.quarters import checklist_views as checklists
from dashboards.quarters import comparison_views as comparisons
from dashboards.quarters import dossier_views as dossiers
from dashboards.quarters import month_views as closed_months
from dashboards.quarters import views as quarters
from dashboards.reconciliation import upload_views as cnav_upload
from dashboards.reconciliation import views as reconciliation
from dashboards.resolutions import views as resolutions
from dashboards.reviews import text_views as review_texts
from dashboards.reviews import views as reviews
from dashboards.scenarios import step_views as scenario_steps
from dashboards.scenarios import views as scenarios
from dashboards.security import views as security
from dashboards.setup import assignment_views as assigning
from dashboards.setup import people_views as setup_people
from dashboards.setup import views as setup
from dashboards.shared.costly import costly
from dashboards.slides import template_views as slide_templates
from dashboards.slides import views as slides
from dashboards.sources import connection_views as source_connections
from dashboards.sources import views as sources
from dashboards.targets import signed_views as signed
from dashboards.targets import views as targets
from dashboards.validation import views as validation

SETUP = "mise-en-place/"
IMPORT = "<slug:body>/<slug:contract>/import/"
SOURCES = "<slug:body>/<slug:contract>/sources/"
JOURNAL = "<slug:body>/<slug:contract>/journal/"
MONTH = "<slug:body>/<slug:contract>/<slug:code>/<month:month>/"
ACTIONS = "<slug:body>/<slug:contract>/engagements/"
ACTION = f"{ACTIONS}<int:number>/<slug:code>/"
EFFECT = f"{ACTION}effets/<slug:indicator>/"
FOLLOW_UP = f"{ACTION}<slug:place>/"
QUARTER = "<slug:body>/<slug:contract>/arretes/<slug:quarter>/"
TARGETS = "<slug:body>/<slug:contract>/cibles/"
RECONCILIATION = "<slug:body>/<slug:contract>/rapprochement/"
RESOLUTIONS = "<slug:body>/<slug:contract>/comite/decisions/"
SCENARIOS = "<slug:body>/<slug:contract>/scenarios/"
SCENARIO = f"{SCENARIOS}<int:number>/"
REVIEWS = "<slug:body>/<slug:contract>/bilans/"
REVIEW = f"{REVIEWS}<slug:kind>/<slug:day>/"
with_a_proof = takes_at_most(settings.EVIDENCE_MEGABYTES * 1024 * 1024)
# The files of a review, together, beside some thousands of fields.
with_proofs = takes_at_most((settings.EVIDENCE_MEGABYTES + 2) * 1024 * 1024)

urlpatterns = [
    path(SOURCES, sources.index, name="sources"),
    path(f"{SOURCES}nouvelle/", sources.new, name="new_source"),
    path(f"{SOURCES}connexions/nouvelle/<slug:kind>/", source_connections.new, name="new_source_connection"),
    path(f"{SOURCES}connexions/<int:pk>/", source_connections.show, name="source_connection"),
    path(f"{SOURCES}<int:pk>/", sources.show, name="source"),
    path(f"{SOURCES}<int:pk>/description/", sources.describe, name="source_description"),
    path(f"{SOURCES}<int:pk>/arrivees/<int:number>/", sources.file, name="source_file"),
    path(IMPORT, imports.index, name="imports"),
    path(f"{IMPORT}modele/<slug:format_>/", fillable.download, name="fillable"),
    path(f"{IMPORT}<int:pk>/", imports.show, name="import"),
    path(f"{IMPORT}<int:pk>/reponses/", imports.answer, name="answer_import"),
    path(f"{IMPORT}<int:pk>/confirmer/", imports.confirm, name="confirm_import"),
    path(f"{IMPORT}<int:pk>/abandonner/", imports.abandon, name="abandon_import"),
    path(f"{IMPORT}<int:pk>/avancement/", imports.progress, name="import_progress"),
    path(f"{IMPORT}<int:pk>/compte-rendu/", imports.report, name="import_report"),
    path("<slug:body>/<slug:contract>/saisie/soumettre/", recap.SubmissionView.as_view(), name="submission"),
    path("<slug:body>/<slug:contract>/saisie/retirer/", recap.unsubmit_ticked, name="unsubmit"),
    path("<slug:body>/<slug:contract>/saisie/mois/<month:month>/", sheet.show, name="month_sheet"),
    path(MONTH, with_a_proof(month.MonthView.as_view()), name="month"),
    path(f"{MONTH}preuves/", with_a_proof(evidence.AttachView.as_view()), name="attach_evidence"),
    path(f"{MONTH}preuves/<int:pk>/", evidence.download, name="evidence"),
    path(f"{MONTH}preuves/<int:pk>/retirer/", evidence.take_back, name="withdraw_evidence"),
    path(f"{MONTH}soumettre/", month.SubmitMonthView.as_view(), name="submit_month"),
    path(f"{MONTH}retirer/", month.UnsubmitMonthView.as_view(), name="unsubmit_month"),
    path("", home.home, name="home"),
    path("contrats/", home.contracts, name="contracts"),
    path("aide/", guides.guide, name="guide"),
    path("compte/tableau-de-bord/", first_page.choose, name="page_by_mail"),
    path("accessibilite/", guides.accessibility, name="accessibility"),
    path("plan/", guides.site_map, name="site_map"),
    path("personnes/<int:pk>/", persons.show, name="person"),
    path("personnes/<int:pk>/donnees/", costly(persons.download), name="person_file"),
    path("journal-de-securite/", security.index, name="security_journal"),
    path("journal-de-securite/csv/", costly(security.download), name="security_journal_file"),
    path("contrats/charger/", contracts.load, name="load_contract"),
    path("contrats/documents/", drafts.drafts, name="contract_drafts"),
    path("contrats/documents/<int:pk>/", drafts.review, name="contract_draft"),
    path("contrats/documents/<int:pk>/fichier/", drafts.show_file, name="contract_draft_file"),
    path("contrats/documents/<int:pk>/supprimer/", drafts.throw_away, name="throw_contract_draft_away"),
    path(
        "contrats/documents/<int:pk>/images/<int:fact_pk>.png",
        costly(drafts.page_image),
        name="contract_draft_image",
    ),
    path(SETUP, setup.index, name="setup"),
    path(f"{SETUP}<slug:body>/", setup.show, name="setup_body"),
    path(f"{SETUP}<slug:body>/personnes/", setup_people.people, name="setup_people"),
    path(f"{SETUP}<slug:body>/personnes/fichier/", setup_people.people_file, name="setup_people_file"),
    path(f"{SETUP}<slug:body>/personnes/confirmer/", setup_people.confirm_people, name="confirm_people"),
    path(f"{SETUP}<slug:body>/personnes/modele/", setup_people.template, name="people_template"),
    path(f"{SETUP}<slug:body>/droits/", setup.rights, name="setup_rights"),
    path(f"{SETUP}<slug:body>/<slug:contract>/attributions/", assigning.assignments, name="assignments"),
    path(f"{SETUP}<slug:body>/<slug:contract>/copie/", assigning.copy_assignments, name="copy_assignments"),
    path("schema.json", quarters.schema, name="schema"),
    path("reseau/<slug:contract>/", network.show, name="network"),
    path("reseau/<slug:contract>/valeurs/<slug:format_>/", network.download_values, name="download_network"),
    path(
        "reseau/<slug:contract>/arretes/<slug:quarter>/<slug:format_>/",
        costly(network.download_quarter),
        name="download_network_quarter",
    ),
    path("<slug:body>/<slug:contract>/", overview.show, name="overview"),
    path("<slug:body>/<slug:contract>/tableau-de-bord.pdf", costly(first_page.download), name="first_page"),
    path("<slug:body>/<slug:contract>/plan/", guides.contract_map, name="contract_map"),
    path("<slug:body>/<slug:contract>/contrat/", fiches.text, name="text"),
    path("<slug:body>/<slug:contract>/fiches/<int:number>/", fiches.fiche, name="fiche"),
    path("<slug:body>/<slug:contract>/themes/<int:number>/", fiches.theme, name="theme"),
    path(ACTIONS, actions.index, name="actions"),
    path(f"{ACTIONS}gantt/", actions.gantt, name="actions_gantt"),
    path(f"{ACTIONS}revue/", with_proofs(review.review), name="actions_review"),
    path(f"{ACTIONS}validation/", validation.ActionQueue.as_view(), name="actions_validation"),
    path(f"{ACTIONS}import/", actions_import.index, name="actions_import"),
    path(ACTION, actions.show, name="action"),
    path(f"{ACTION}responsables/", actions.owners, name="action_owners"),
    path(f"{ACTION}liens/", actions.links, name="action_links"),
    path(EFFECT, effects.show, name="effect"),
    path(f"{EFFECT}retirer/", effects.take_back, name="withdraw_effect"),
    path(FOLLOW_UP, with_a_proof(follow_up.edit), name="follow_up"),
    path(f"{FOLLOW_UP}preuves/", with_a_proof(follow_up.attach), name="attach_proof"),
    path(f"{FOLLOW_UP}preuves/<int:pk>/", follow_up.download, name="proof"),
    path(f"{FOLLOW_UP}preuves/<int:pk>/retirer/", follow_up.take_back, name="withdraw_proof"),
    path(f"{FOLLOW_UP}soumettre/", follow_up.submit, name="submit_follow_up"),
    path(f"{FOLLOW_UP}retirer/", follow_up.unsubmit, name="unsubmit_follow_up"),
    path(
        "<slug:body>/<slug:contract>/engagements/<slug:format_>/",
        costly(quarters.commitments),
        name="commitments",
    ),
    path("<slug:body>/<slug:contract>/arretes/", quarters.index, name="quarters"),
    path("<slug:body>/<slug:contract>/arretes/<slug:quarter>/", quarters.show, name="quarter"),
    path(f"{QUARTER}lire/", checklists.read, name="read_quarter"),
    path(f"{QUARTER}lever/", checklists.waive_points, name="waive_points"),
    path(f"{QUARTER}ne-plus-lever/", checklists.take_back_waivers, name="take_back_waivers"),
    path(f"{QUARTER}clore/", checklists.close, name="close_quarter"),
    path(f"{QUARTER}rouvrir/", checklists.reopen, name="reopen_quarter"),
    path(
        "<slug:body>/<slug:contract>/arretes/<slug:quarter>/changements/",
        comparisons.comparison,
        name="comparison",
    ),
    path(
        "<slug:body>/<slug:contract>/arretes/<slug:quarter>/v<int:version>/tout/",
        costly(dossiers.whole),
        name="whole_dossier",
    ),
    path(
        "<slug:body>/<slug:contract>/arretes/<slug:quarter>/v<int:version>/etablir/",
        costly(dossiers.make),
        name="make_dossier",
    ),
    path(
        "<slug:body>/<slug:contract>/arretes/<slug:quarter>/v<int:version>/<slug:format_>/",
        dossiers.frozen,
        name="frozen_quarter",
    ),
    path(
        "<slug:body>/<slug:contract>/arretes/<slug:quarter>/passeports/",
        costly(passport.of_quarter),
        name="passports_file",
    ),
    path(
        "<slug:body>/<slug:contract>/arretes/<slug:quarter>/<slug:format_>/",
        costly(quarters.download),
        name="download_quarter",
    ),
    path("<slug:body>/<slug:contract>/commentaires/", commentaries.index, name="commentaries"),
    path(
        "<slug:body>/<slug:contract>/commentaires/<month:month>/<slug:subject>/",
        commentaries.edit,
        name="write_commentary",
    ),
    path(REVIEWS, reviews.index, name="reviews"),
    path(REVIEW, reviews.show, name="review"),
    path(f"{REVIEW}textes/<slug:section>/", review_texts.edit, name="review_text"),
    path(f"{REVIEW}produire/", costly(reviews.make), name="make_review"),
    path(f"{REVIEW}avancement/", reviews.progress, name="review_progress"),
    path(f"{REVIEW}v<int:number>/<slug:format_>/", reviews.download, name="download_review"),
    path(JOURNAL, acts.index, name="journal"),
    path(f"{JOURNAL}<int:sequence>/", acts.show, name="act"),
    path(f"{JOURNAL}<slug:format_>/", costly(acts.download), name="journal_file"),
    path("<slug:body>/<slug:contract>/mois-clos/", closed_months.index, name="closed_months"),
    path(
        "<slug:body>/<slug:contract>/mois-clos/<month:month>/rouvrir/",
        closed_months.reopen,
        name="reopen_month",
    ),
    path(
        "<slug:body>/<slug:contract>/mois-clos/<month:month>/clore/",
        closed_months.close,
        name="close_month",
    ),
    path("<slug:body>/<slug:contract>/neutralisations/", neutralisations.index, name="neutralisations"),
    path("<slug:body>/<slug:contract>/neutralisations/decider/", neutralising.decide, name="neutralise"),
    path(TARGETS, signed.index, name="targets"),
    path(f"{TARGETS}avenant/", with_a_proof(targets.prepare), name="amend"),
    path(f"{TARGETS}v<int:number>/document/", with_a_proof(signed.attach), name="attach_document"),
    path(f"{TARGETS}v<int:number>/document/<int:pk>/", signed.download, name="signed_document"),
    path("<slug:body>/<slug:contract>/decisions/", decisions.index, name="decisions"),
    path("<slug:body>/<slug:contract>/decisions/poids/", decisions.weights, name="decide_weights"),
    path("<slug:body>/<slug:contract>/decisions/score-au-seuil/", decisions.credit, name="set_credit"),
    path(
        "<slug:body>/<slug:contract>/decisions/profil/<slug:code>/<int:year>/",
        decisions.profile,
        name="decide_profile",
    ),
    path(
        "<slug:body>/<slug:contract>/decisions/reference/<slug:code>/",
        decisions.base,
        name="set_base_values",
    ),
    path("<slug:body>/<slug:contract>/saisie/", entry.grid, name="entry"),
    path("<slug:body>/<slug:contract>/saisie/<slug:code>/<month:month>/", entry_cells.save, name="save_cell"),
    path(
        "<slug:body>/<slug:contract>/saisie/<slug:code>/<month:month>/apercu/",
        entry_cells.preview,
        name="preview_cell",
    ),
    path(
        "<slug:body>/<slug:contract>/saisie/<slug:code>/<month:month>/detail/",
        entry_cells.detail,
        name="cell_detail",
    ),
    path("<slug:body>/<slug:contract>/alertes/", alerts.show, name="alerts"),
    path("<slug:body>/<slug:contract>/validation/", validation.MonthQueue.as_view(), name="validation"),
    path("<slug:body>/<slug:contract>/ce-qui-a-change/", causes.show, name="causes"),
    path("<slug:body>/<slug:contract>/deux-dates/", past.two_dates, name="two_dates"),
    path("<slug:body>/<slug:contract>/annonces/", announced_views.show, name="announcements"),
    path("<slug:body>/<slug:contract>/completude/", completeness.board, name="completeness"),
    path("<slug:body>/<slug:contract>/qui-doit-quoi/", owed.show, name="owed"),
    path("<slug:body>/<slug:contract>/qui-doit-quoi/relancer/", owed.nudge, name="nudge"),
    path(SCENARIOS, scenarios.index, name="scenarios"),
    path(SCENARIO, costly(scenarios.show), name="scenario"),
    path(f"{SCENARIO}valeurs/", scenario_steps.values, name="scenario_values"),
    path(f"{SCENARIO}avenant/", scenario_steps.avenant, name="scenario_avenant"),
    path(f"{SCENARIO}neutralisation/", scenario_steps.neutralisation, name="scenario_neutralisation"),
    path(RECONCILIATION, reconciliation.index, name="reconciliation"),
    path(f"{RECONCILIATION}deposer/", cnav_upload.upload, name="cnav_upload"),
    path(f"{RECONCILIATION}ecarts.csv", costly(reconciliation.download), name="differences_file"),
    path(
        f"{RECONCILIATION}fichiers/<slug:quarter>/v<int:version>/",
        reconciliation.received,
        name="cnav_file",
    ),
    path(
        f"{RECONCILIATION}<slug:quarter>/<slug:code>/<month:month>/",
        reconciliation.difference,
        name="difference",
    ),
    path(RESOLUTIONS, resolutions.index, name="resolutions"),
    path(f"{RESOLUTIONS}nouvelle/", resolutions.new, name="new_resolution"),
    path(f"{RESOLUTIONS}<int:number>/", resolutions.show, name="resolution"),
    path("<slug:body>/<slug:contract>/comite/", committee.show, name="committee_first"),
    path(
        "<slug:body>/<slug:contract>/comite/presentation.<slug:format_>",
        costly(slides.download),
        name="presentation",
    ),
    path("<slug:body>/<slug:contract>/comite/modele/", slide_templates.show, name="slide_template"),
    path("<slug:body>/<slug:contract>/comite/<slug:key>/", committee.show, name="committee"),
    path("<slug:body>/<slug:contract>/dossier/", costly(paper_views.paper), name="paper"),
    path("<slug:body>/<slug:contract>/<slug:code>/", indicator.show, name="indicator"),
    path("<slug:body>/<slug:contract>/<slug:code>/passeport/", passport.show, name="passport"),
    path(
        "<slug:body>/<slug:contract>/<slug:code>/passeport/pdf/",
        costly(passport.download),
        name="passport_file",
    ),
    path("<slug:body>/<slug:contract>/<slug:code>/et-si/", indicator.suppose, name="suppose"),
    path("<slug:body>/<slug:contract>/<slug:code>/graphique.csv", indicator.chart, name="chart_file"),
]
