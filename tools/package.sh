#!/bin/sh
# Build the sdist, and from it the wheel, into dist/, and hold both to what a package index asks; then
# hold the wheel to what a user needs of it. What a release would publish is exactly this.
set -eu
cd "$(dirname "$0")/.."
venv=${VENV:-.venv}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
rm -f dist/*.whl dist/*.tar.gz
"$venv/bin/python" -m hatchling build --target sdist --directory dist
tar -xzf dist/*.tar.gz -C "$folder"
dist=$PWD/dist python=$PWD/$venv/bin/python
(cd "$folder"/referral_analysis-* && "$python" -m hatchling build --target wheel --directory "$dist")
"$venv/bin/twine" check --strict dist/*.whl dist/*.tar.gz
"$venv/bin/python" tools/release.py dist
