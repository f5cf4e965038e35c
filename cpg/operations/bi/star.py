"""The star: a row of figures for each indicator and month, and what it is looked at by. Every column is explained."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """`reads` is an expression of SQL."""

    name: str
    reads: str
    comment: str


@dataclass(frozen=True, slots=True)
class View:
    """`tables` is what follows FROM."""

    name: str
    comment: str
    columns: tuple[Column, ...]
    tables: str


BODIES = View(
    "dim_organisme",
    "Organismes. Une ligne par organisme.",
    (
        Column("organisme_id", "b.id", "Clé, à rapprocher de fait_mois.organisme_id"),
        Column("code", "b.code", "Code de l’organisme, celui des adresses et des fichiers"),
        Column("nom", "b.name", "Nom complet"),
        Column("nom_court", "b.short_name", "Nom des tableaux et des graphiques"),
    ),
    "{schema}.accounts_body b",
)

CONTRACTS = View(
    "dim_contrat",
    "Contrats. Une ligne par contrat d’un organisme.",
    (
        Column("contrat_id", "c.id", "Clé, à rapprocher de fait_mois.contrat_id"),
        Column("organisme_id", "c.body_id", "Organisme qui a signé"),
        Column("code", "c.code", "Code du contrat, celui des adresses"),
        Column("libelle", "c.label", "Libellé, celui des fichiers trimestriels"),
        Column("premiere_annee", "c.first_year", "Premier exercice"),
        Column("derniere_annee", "c.last_year", "Dernier exercice"),
        Column("est_fictif", "c.is_demo", "Vrai pour une démonstration\u00a0: ses chiffres sont inventés"),
    ),
    "{schema}.commitments_contract c",
)

INDICATORS = View(
    "dim_indicateur",
    "Indicateurs, tels que définis aujourd’hui, fiche et thème. Une ligne par indicateur d’un contrat.",
    (
        Column("indicateur_id", "i.id", "Clé, à rapprocher de fait_mois.indicateur_id"),
        Column("contrat_id", "i.contract_id", "Contrat dont il est"),
        Column("code", "i.code", "Code dans le contrat (I01…)"),
        Column("rang", "i.position", "Rang dans le contrat, pour trier"),
        Column("libelle", "d.label", "Libellé de l’annexe 3"),
        Column(
            "libelle_court",
            "COALESCE(NULLIF(d.short_label, ''), d.label)",
            "Libellé des tableaux et des graphiques",
        ),
        Column(
            "mesure",
            "m.code",
            "Ce qui est mesuré, commun à tous les organismes\u00a0: la clé des comparaisons",
        ),
        Column("fiche", "f.position", "Numéro de la fiche"),
        Column("fiche_titre", "f.title", "Titre de la fiche"),
        Column("theme", "t.position", "Rang du thème de l’annexe 3"),
        Column("theme_titre", "t.title", "Thème de l’annexe 3"),
        Column("unite", "d.unit", "Unité de la valeur publiée"),
        Column("decimales", "d.decimals", "Nombre de décimales publiées"),
        Column("sens", "d.direction", "Sens favorable\u00a0: hausse ou baisse"),
        Column("agregation", "d.aggregation", "Mode de calcul de la valeur à date"),
        Column("frequence", "d.frequency", "Fréquence des mois dus"),
    ),
    "{schema}.indicators_indicator i"
    " JOIN {schema}.indicators_definitionrevision d ON d.id = i.current_definition_id"
    " JOIN {schema}.indicators_measure m ON m.id = i.measure_id"
    " JOIN {schema}.commitments_fiche f ON f.id = i.fiche_id"
    " JOIN {schema}.commitments_theme t ON t.id = i.theme_id",
)

MONTHS = View(
    "dim_mois",
    "Mois pour lesquels un indicateur au moins a une ligne. Une ligne par mois.",
    (
        Column("mois", "a.month", "Clé\u00a0: premier jour du mois, à rapprocher de fait_mois.mois"),
        Column("annee", "EXTRACT(year FROM a.month)::int", "Exercice"),
        Column("trimestre", "EXTRACT(quarter FROM a.month)::int", "Trimestre, de 1 à 4"),
        Column("numero", "EXTRACT(month FROM a.month)::int", "Mois, de 1 à 12"),
        Column("libelle", "to_char(a.month, 'YYYY-MM')", "Mois écrit AAAA-MM"),
        Column(
            "fin_de_trimestre",
            "EXTRACT(month FROM a.month)::int % 3 = 0",
            "Vrai pour le dernier mois d’un trimestre",
        ),
    ),
    "(SELECT DISTINCT month FROM {schema}.indicators_attainment) a",
)

HAS_FACT = "(r.numerator IS NOT NULL OR r.value IS NOT NULL OR r.absence <> '')"
FACTS = View(
    "fait_mois",
    "Chiffres d’un indicateur à la fin d’un mois, tels que les pages et les fichiers les publient. Une ligne par "
    "indicateur et par mois, validé ou non\u00a0: etat et clos disent ce qui est sûr.",
    (
        Column("indicateur_id", "a.indicator_id", "Indicateur (dim_indicateur)"),
        Column("mois", "a.month", "Premier jour du mois (dim_mois)"),
        Column("contrat_id", "i.contract_id", "Contrat (dim_contrat)"),
        Column("organisme_id", "c.body_id", "Organisme (dim_organisme)"),
        Column("saisie_numerateur", "r.numerator", "Numérateur saisi ce mois-là"),
        Column("saisie_denominateur", "r.denominator", "Dénominateur saisi ce mois-là"),
        Column("saisie_valeur", "r.value", "Valeur saisie ce mois-là, pour un indicateur sans couple"),
        Column("absence", "NULLIF(r.absence, '')", "Sorte d’absence motivée ce mois-là, vide sans absence"),
        Column(
            "etat",
            f"CASE WHEN {HAS_FACT} THEN r.state END",
            "Où en est ce mois\u00a0: saisi, soumis, valide ou retourne\u00a0; vide quand rien n’est saisi",
        ),
        Column(
            "clos",
            "COALESCE(k.is_locked OR k.open_until < (now() AT TIME ZONE 'Europe/Paris')::date, FALSE)",
            "Vrai quand le mois est clos\u00a0: plus rien ne s’y saisit",
        ),
        Column(
            "calcul_en_attente",
            "p.id IS NOT NULL",
            "Vrai quand une saisie plus récente n’est pas encore calculée\u00a0: la ligne va changer",
        ),
        Column("valeur_a_date", "a.value", "Valeur publiée, de janvier à ce mois"),
        Column("valeur_trimestre", "a.quarter_value", "Valeur publiée du trimestre"),
        Column("numerateur_a_date", "a.numerator", "Somme des numérateurs, de janvier à ce mois"),
        Column("denominateur_a_date", "a.denominator", "Somme des dénominateurs, de janvier à ce mois"),
        Column("mois_dus", "a.months_due", "Nombre de mois dus de la période"),
        Column("mois_renseignes", "a.months_reported", "Nombre de mois renseignés de la période"),
        Column("seuil_annuel", "a.seuil_annual", "Seuil de l’année, tel que signé"),
        Column("objectif_annuel", "a.objectif_annual", "Objectif de l’année, tel que signé"),
        Column("seuil_a_date", "a.seuil_to_date", "Seuil à comparer à la valeur à date"),
        Column("objectif_a_date", "a.objectif_to_date", "Objectif à comparer à la valeur à date"),
        Column("ecart_objectif", "a.gap", "Valeur moins objectif à date, en points pour les pourcentages"),
        Column(
            "statut", "a.status", "Statut\u00a0: atteint, entre seuil et objectif, sous_seuil… (règle RC-11)"
        ),
        Column(
            "score",
            "a.score",
            "Score de 0 à 100 (RC-12), vide sans score\u00a0; ne se moyenne pas sans le poids",
        ),
        Column("poids", "a.weight", "Poids dans le score du contrat, vide sans décision"),
        Column(
            "projection", "a.projection", "Valeur projetée à fin décembre\u00a0: une estimation, pas un fait"
        ),
        Column("rythme_requis", "a.pace", "Rythme requis d’ici décembre, vide si hors_atteinte"),
        Column("hors_atteinte", "a.pace_out_of_reach", "Vrai quand l’arithmétique exclut l’objectif"),
        Column("au_moins", "a.is_floor", "Vrai quand la valeur à date n’est qu’un minimum"),
        Column("version_cible", "a.target_version", "Version des cibles employée"),
    ),
    "{schema}.indicators_attainment a"
    " JOIN {schema}.indicators_indicator i ON i.id = a.indicator_id"
    " JOIN {schema}.commitments_contract c ON c.id = i.contract_id"
    " LEFT JOIN {schema}.indicators_monthlyactual n ON n.indicator_id = a.indicator_id AND n.month = a.month"
    " LEFT JOIN {schema}.indicators_actualrevision r ON r.id = n.current_id"
    " LEFT JOIN {schema}.indicators_monthlock l ON l.contract_id = i.contract_id AND l.month = a.month"
    " LEFT JOIN {schema}.indicators_lockrevision k ON k.id = l.current_id"
    " LEFT JOIN {schema}.indicators_pendingrecompute p ON p.indicator_id = a.indicator_id",
)

STAR = (BODIES, CONTRACTS, INDICATORS, MONTHS, FACTS)
