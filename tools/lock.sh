#!/bin/sh
# Resolve every lock again: hashes, no index addresses, one set of versions for all of them.
# The locks hold for every platform and Python that pyproject.toml allows (universal).
set -eu
compile() { uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-annotate --no-header --quiet "$@"; }
compile pyproject.toml --group build -o requirements.lock
compile pyproject.toml --group build --group dev -c requirements.lock -o requirements-dev.lock
compile pyproject.toml --group build --group lab -c requirements.lock -o requirements-lab.lock
compile tools/uv.in -o requirements-uv.lock
