"""The bundled contract laid out as documents of every kind: what is read is right or flagged, never silently wrong."""

import pytest

from indicators.loading.schema import problems_of
from indicators.reading import as_contract_file, facts_of, read_document, review_tenths
from indicators.reading.facts import FactKind
from tests.indicators.small_contract import small_contract
from tests.reading.judging import commitments_of, correcting_tenths, silently_wrong
from tests.reading.laying_out import Layout, as_docx, as_odt, as_pdf, blocks_of

HALF_AN_HOUR = 30 * 600


def narrow(layout):
    return Layout(fiche=layout.fiche, widths=(3, 5, 10), label_width=24)


KINDS = [
    pytest.param(lambda data, layout: as_docx(blocks_of(data, layout)), id="docx"),
    pytest.param(lambda data, layout: as_odt(blocks_of(data, layout)), id="odt"),
    pytest.param(lambda data, layout: as_pdf(blocks_of(data, layout)), id="pdf", marks=pytest.mark.slow),
    pytest.param(
        lambda data, layout: as_pdf(blocks_of(data, narrow(layout)), size="7pt", margin="1cm"),
        id="pdf with other columns and pages",
        marks=pytest.mark.slow,
    ),
    pytest.param(
        lambda data, layout: as_pdf(blocks_of(data, layout), has_rules=False),
        id="pdf without rules",
        marks=pytest.mark.slow,
    ),
]


@pytest.mark.one_database
@pytest.mark.parametrize("make", KINDS)
def test_everything_is_right_or_flagged_and_reviewed_in_half_an_hour(make, data, layout):
    proposal = read_document(make(data, layout))
    assert silently_wrong(proposal, data) == []
    facts = facts_of(proposal)
    pairs = [
        target
        for fact in facts
        if fact.kind is FactKind.TARGETS
        for target in fact.value["cibles"].values()
        if target["type"] == "defini"
    ]
    wanted = [target for each in data["indicateurs"] for target in each["cibles"].values()]
    assert len(pairs) == sum(target["type"] == "defini" for target in wanted)
    actions = [key for kind, key, _ in commitments_of(data) if kind is FactKind.ACTION]
    assert [action.key for action in proposal.actions] == actions
    assert [theme.text for theme in proposal.themes] == data["themes"]
    assert review_tenths(facts) + correcting_tenths(proposal, data) <= HALF_AN_HOUR
    # A contract that is flagged all over is not read.
    assert sum(fact.flagged for fact in facts) < sum(fact.read for fact in facts) // 5


@pytest.mark.one_database
def test_fiche_and_annexe_that_differ_enter_the_register_with_both_readings(data, layout):
    proposal = read_document(as_docx(blocks_of(data, layout)))
    entries = {(each.objects, each.title): each for each in proposal.interpretations}
    entry = entries[("R19",), "Objectif de R19 en 2024"]
    assert entry.reading_a == "Fiche 6\u00a0: 2024\u00a0: 93\u00a0%."
    assert entry.reading_b == "Annexe\u00a0: 2024\u00a0: 92\u00a0%."
    assert entry.retained == "2024\u00a0: 92\u00a0%"
    assert (("R10",), "Objectif de R10 en 2024, 2025, 2026, 2027") in entries
    assert (("R8",), "Libellé de R8") in entries


@pytest.mark.one_database
def test_the_facts_make_the_file_that_loading_takes(data, layout):
    facts = facts_of(read_document(as_odt(blocks_of(data, layout))))
    contract = {name: data["contrat"][name] for name in ("code", "libelle", "titre")}
    made = as_contract_file(((fact.kind, fact.value) for fact in facts), data["organisme"], contract)
    assert list(problems_of(made)) == []
    assert made["contrat"]["premier_exercice"] == data["contrat"]["premier_exercice"]
    assert [len(part["fiches"]) for part in made["parties"]] == [
        len(part["fiches"]) for part in data["parties"]
    ]


ANOTHER = [
    # A rate, a delay that goes down, and a cost without any seuil, over other years and under other themes.
    ("Taux d’appels aboutis", "%", "hausse", ("85", "90")),
    ("Délai de règlement des factures", "jours", "baisse", ("9", "7")),
    ("Coût de gestion", "€", "baisse", ("", "55.12")),
]


@pytest.mark.one_database
@pytest.mark.parametrize("make", [as_docx, pytest.param(as_pdf, marks=pytest.mark.slow)])
def test_a_contract_of_another_branch_and_other_years_is_right_or_flagged_too(make):
    data = small_contract()
    data["contrat"] |= {"premier_exercice": 2010, "dernier_exercice": 2013}
    data["themes"] = ["Service", "Efficience"]
    data["parties"][0]["fiches"][0]["engagements"] = []
    data["indicateurs"] = [
        {
            "code": f"R{rank}",
            "fiche": 1,
            "theme": 1 if rank < 3 else 2,
            "libelle": label,
            "mesure": {"unite": unit, "sens": direction},
            "cibles": {
                str(year): {"type": "defini", **({"seuil": seuil} if seuil else {}), "objectif": objectif}
                for year in range(2010, 2014)
            },
        }
        for rank, (label, unit, direction, (seuil, objectif)) in enumerate(ANOTHER, start=1)
    ]
    proposal = read_document(make(blocks_of(data, Layout())))
    assert silently_wrong(proposal, data) == []
    targets = [fact for fact in facts_of(proposal) if fact.kind is FactKind.TARGETS]
    assert [len(fact.value["cibles"]) for fact in targets] == [4, 4, 4]
