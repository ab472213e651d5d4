#!/bin/sh
# Resolve every lock again: hashes, no index addresses, one set of versions for all of them.
# The locks hold for every platform and Python that pyproject.toml allows (universal).
#   tools/lock.sh [--keep]     --keep: only what is new or gone; what is locked stays as it is
set -eu
upgrade=--upgrade
[ "${1:-}" = --keep ] && upgrade=
compile() { uv pip compile $upgrade --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-annotate --no-header --quiet "$@"; }
compile pyproject.toml --group build -o requirements.lock
compile pyproject.toml --group build --group dev -c requirements.lock -o requirements-dev.lock
compile pyproject.toml --group build --group lab -c requirements.lock -o requirements-lab.lock
compile tools/uv.in -o requirements-uv.lock
