#!/bin/sh
# Install environment.yml's pip list into a fresh environment, and see that the command and JupyterLab
# start. conda's own part, Python and pip from conda-forge, is not tried here.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sed -n 's/^      - "\(.*\)"$/\1/p' environment.yml > "$folder/list.txt"
[ -s "$folder/list.txt" ] || { echo "environment.yml: no pip list" >&2; exit 1; }
uv=$(command -v uv || echo .tools/bin/uv)
"$uv" venv --quiet --python .venv/bin/python "$folder/venv"
"$uv" pip install --quiet --python "$folder/venv/bin/python" -r "$folder/list.txt"
"$uv" pip install --quiet --python "$folder/venv/bin/python" --no-deps --no-build-isolation .
"$folder/venv/bin/referral-analysis" --version
"$folder/venv/bin/jupyter" lab --version
