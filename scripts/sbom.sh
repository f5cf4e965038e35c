#!/bin/sh
# The libraries that serve the application, from the lock file: name, version, address and SHA-256 of each (CycloneDX 1.5).
# What only tests and checks use is left out. Reaches no network.
set -eu
cd "$(dirname "$0")/.."
mkdir -p "$(dirname "$1")"
.tools/bin/uv export --frozen --no-dev --quiet --format cyclonedx1.5 --preview-features sbom-export --output-file "$1" >/dev/null
echo "$1"
