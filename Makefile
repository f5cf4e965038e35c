.DEFAULT_GOAL := help
.PHONY: help setup setup-run run screenshots stack smoke drill quick test every-form properties check fix mutants fuzz schema sbom audit bench bench-limits bench-last-day bench-scaling doubts chances chances-table effects effects-table reconciliation past-trial first-month bench-past bench-scenarios
MAKEFLAGS += --no-print-directory
python := .venv/bin/python

help:  ## cette liste
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile

setup:  ## installe dans .venv de quoi servir, tester et contrôler (aucun droit particulier)
	@scripts/setup.sh development

setup-run:  ## installe dans .venv de quoi servir seulement
	@scripts/setup.sh running

run: setup-run  ## prépare tout et sert l’application sur http://127.0.0.1:8000/ (PORT=… pour un autre port)
	@exec $(python) -m scripts.run

stack: setup  ## sert la pile de production sur cette machine : PostgreSQL, Redis, web, workers, beat (PORT=…)
	@exec $(python) -m scripts.stack

screenshots: setup  ## refait les images de chaque page, en clair et en sombre, dans docs/screenshots
	@scripts/test-programs.sh
	@$(python) -m scripts.screenshots

smoke: setup  ## le parcours de contrôle dans Chromium, contre BASE=http://127.0.0.1:8000 par exemple
	@scripts/test-programs.sh
	@$(python) -m scripts.smoke

drill: setup  ## l’exercice : worker, Redis et PostgreSQL tués pendant 200 écritures, et son témoin qui doit perdre
	@$(python) -m scripts.drill

quick: setup  ## les tests rapides : SQLite, sans navigateur ni serveur
	@scripts/test.sh quick

test: setup  ## tous les tests, sur SQLite puis sur PostgreSQL, Redis et un vrai worker, navigateur compris
	@scripts/test-programs.sh
	@scripts/test.sh sqlite
	@scripts/test.sh postgres

every-form: setup  ## chaque formulaire et chaque panne, dans Chromium : retour, serveur tué, session finie, refus
	@scripts/test-programs.sh
	@EVERY_FAILURE=1 $(python) -m pytest -q -p tests.servers --backends=sqlite tests/browser/test_every_form.py

properties: setup  ## les propriétés du calcul sur trente fois plus d’exemples, tirés au hasard à chaque fois
	@scripts/test.sh properties

check: setup  ## style, JavaScript, types, couches, migrations, sécurité du déploiement, fichier de verrou
	@scripts/check.sh

fix: setup  ## corrige ce qui se corrige seul (style, mise en forme)
	@$(python) -m ruff check --fix
	@$(python) -m ruff format
	@git ls-files -z '*.html' | xargs -0r .venv/bin/djade

first-month: setup  ## met en place un contrat de neuf fiches dans le navigateur, et compte les gestes jusqu’au premier mois validé
	@$(python) -m pytest -q -s -p tests.servers tests/browser/whole_contract.py

past-trial: setup  ## compare 200 pages de moments passés à celles d’une base reconstruite jusque-là ; SEED=2026
	@$(python) -m tests.past.trial

mutants: setup  ## change le calcul en cent endroits, un à la fois, et compte ce que les tests remarquent ; COUNT=100 SEED=2026
	@$(python) -m scripts.mutants --count $(or $(COUNT),100) --seed $(or $(SEED),2026)

fuzz: setup  ## essaie l’API au hasard de son schéma (Schemathesis), sur un PostgreSQL jetable ; EXAMPLES=200
	@$(python) -m tests.fuzz

schema: setup  ## écrit les fichiers dérivés du code (docs/openapi.json, docs/schema.json), et dit leur empreinte
	@DJANGO_SETTINGS_MODULE=cpg.settings.test $(python) manage.py write_schemas

sbom: setup-run  ## écrit var/sbom.cdx.json (CycloneDX) : chaque bibliothèque servie, sa version, son adresse, son empreinte
	@scripts/sbom.sh var/sbom.cdx.json

audit: setup  ## compare les bibliothèques verrouillées aux failles publiées (a besoin de l’internet)
	@scripts/audit.sh

bench-last-day: setup  ## vingt personnes saisissent le dernier jour, et pensent (THINK=10) : une erreur, ou un p95 de plus de 500 ms, et c’est un échec
	@$(python) -m bench.last_day

bench-scaling: setup  ## mesure tailles et temps à 21 et 420 organismes, et prolonge à 2 000 (docs/scaling.md)
	@$(python) -m bench.scaling

doubts: setup  ## mesure ce que les doutes remarquent, et ce qu’ils soupçonnent à tort, sur les séries publiques de DATA=…
	@$(python) -m bench.doubts $(DATA)

chances: setup  ## mesure les chances annoncées (couverture, Brier) sur les séries publiques de DATA=… qui n’ont rien calibré
	@$(python) -m bench.chances $(DATA)

reconciliation: setup  ## injecte mille écarts connus entre deux jeux de chiffres : 95 % bien nommés, aucun tu (DATA=… pour les séries publiques)
	@$(python) -m tests.reconciliation.trial $(if $(DATA),--data $(DATA))

chances-table: setup  ## refait la table des largeurs sur la moitié des séries publiques de DATA=…
	@$(python) -m bench.chances.table $(DATA)

effects: setup  ## mesure ce que RC-28 voit d’actions qui n’ont pas eu lieu, ou dont l’effet est ajouté, sur les séries publiques de DATA=…
	@$(python) -m bench.effects $(DATA)

effects-table: setup  ## refait la table des largeurs de RC-28 sur la moitié des séries publiques de DATA=…
	@$(python) -m bench.effects.table $(DATA)

bench: setup  ## mesure les vitesses, chaque sujet à côté de sa référence, avec 21 organismes puis 20 fois plus
	@$(python) -m bench

bench-scenarios: setup  ## des gens saisissent pendant que d’autres lisent des scénarios, sur PostgreSQL puis SQLite (USERS, READERS, SECONDS, THINK)
	@$(python) -m bench.beside_scenarios

bench-past: setup  ## mesure des pages d’un moment passé à côté des mêmes aujourd’hui, refaites toutes deux : plus de trois fois, et c’est un échec
	@$(python) -m bench.past

bench-limits: setup  ## mesure les pages qui ont une limite (tableau de bord, complétude, indicateur, comité, dossier) : au-delà, une erreur
	@$(python) -m bench limits
