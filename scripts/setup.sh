#!/bin/sh
# What a bare machine lacks: uv, a Python this project runs on, the locked packages. Needs only a python3.
# `setup.sh running` installs what serving the application needs, `setup.sh development` also what tests and checks need.
# An environment that has the development packages keeps them, whichever is asked for.
set -eu
cd "$(dirname "$0")/.."

UV_VERSION=0.13.9
PYTHONS=">=3.12,<3.14"
uv=.tools/bin/uv

stop() { printf '%s\n' "$1" >&2; exit 1; }

stage=${1:-development}
stamp=.venv/.locked
installed="$(cat "$stamp" 2>/dev/null || true)"
case $stage in running | development) ;; *) stop "setup.sh running, ou setup.sh development ?" ;; esac
# An environment of before the stages has everything, and its stamp names none.
case $installed in "" | running\ *) ;; *) stage=development ;; esac
wanted="$stage $(cat pyproject.toml uv.lock "$0" | cksum) $PWD"
if [ "$installed" = "$wanted" ] && .venv/bin/python -c '' 2>/dev/null; then exit 0; fi

command -v python3 >/dev/null || stop "Il faut un python3 (3.11 ou plus) pour commencer : installez-le, puis relancez."

export UV_SYSTEM_CERTS=1  # an intranet with its own authority: trust what the system trusts
if ! [ -w "${HOME:-/nonexistent}" ]; then export UV_CACHE_DIR="$PWD/.tools/cache" UV_PYTHON_INSTALL_DIR="$PWD/.tools/python"; fi

echo "1/3 Outil d’installation (uv $UV_VERSION)…"
if [ "$("$uv" --version 2>/dev/null | cut -d' ' -f2)" != "$UV_VERSION" ]; then
    rm -rf .tools/venv .tools/bin
    pip() { "$1" -m pip install --quiet --disable-pip-version-check "uv==$UV_VERSION" ${2:+--target "$2"} || stop \
        "uv n’a pas pu être installé depuis PyPI : vérifiez l’accès au dépôt de paquets Python, puis relancez."; }
    # Where there is a pip, into a folder: an environment with a pip of its own takes three times as long.
    if python3 -c 'import pip' 2>/dev/null; then
        PIP_USER=0 PIP_ROOT_USER_ACTION=ignore pip python3 .tools/venv
    else
        python3 -m venv .tools/venv >/dev/null 2>&1 || stop \
            "python3 ne sait pas créer d’environnement : installez le paquet python3-venv, puis relancez."
        pip .tools/venv/bin/python
    fi
    mkdir -p .tools/bin && ln -sf ../venv/bin/uv "$uv"
fi

echo "2/3 Python ($PYTHONS)…"
# uv does not see the other versions of a pyenv whose global one is too old: show them, newest first.
for bin in "$(dirname "$(command -v python3)")"/../versions/3.1[2-9]*/bin; do
    if [ -d "$bin" ]; then versions="$bin${versions:+:$versions}"; fi
done
export PATH="$PATH${versions:+:$versions}"
"$uv" python find --quiet --no-python-downloads "$PYTHONS" >/dev/null 2>&1 || "$uv" python install 3.13 || stop \
    "Il faut Python 3.12 ou 3.13, introuvable ici et impossible à télécharger : installez-le, puis relancez."

echo "3/3 Bibliothèques (versions figées dans uv.lock)…"
# To serve, Python compiles what it imports, once; all packages are compiled at once where it may not keep that, and
# for the many processes of the tests.
set -- --locked --quiet
if [ "$stage" = running ]; then set -- "$@" --no-dev; fi
if [ "$stage" = development ] || [ -n "${PYTHONDONTWRITEBYTECODE:-}" ]; then set -- "$@" --compile-bytecode; fi
"$uv" sync "$@" || stop \
    "Les bibliothèques n’ont pas pu être installées : le message ci-dessus en donne la raison."
printf '%s' "$wanted" >"$stamp"
