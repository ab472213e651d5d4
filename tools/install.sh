#!/bin/sh
# Make a virtual environment from a hashed lock: uv where it can be had, pip else.
#   tools/install.sh VENV LOCK
set -eu
venv=$1 lock=$2

fail() { printf '%s\n' "$1" >&2; exit 1; }

python=${PYTHON:-}
if [ -z "$python" ]; then
    for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do
        if command -v "$candidate" >/dev/null 2>&1 &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$candidate
            break
        fi
    done
fi
[ -n "$python" ] || fail "Python: none found on the path; need 3.11 or newer. Install it, or name it: make PYTHON=/path/to/python3.11 ..."

with_uv() {
    uv=$(command -v uv || true)
    if [ -z "$uv" ]; then
        [ -x .tools/bin/uv ] || {
            "$python" -m venv .tools && .tools/bin/python -m pip install --quiet \
                --disable-pip-version-check --require-hashes -r requirements-uv.lock
        } || return 1
        uv=.tools/bin/uv
    fi
    [ -x "$venv/bin/python" ] || "$uv" venv --quiet --python "$python" "$venv" || return 1
    "$uv" pip install --quiet --python "$venv/bin/python" --require-hashes -r "$lock" &&
        "$uv" pip install --quiet --python "$venv/bin/python" --no-deps --no-build-isolation -e .
}

with_pip() {
    rm -rf "$venv"
    "$python" -m venv "$venv" &&
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock" &&
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
            --no-deps --no-build-isolation -e .
}

if [ -z "${NO_UV:-}" ] && with_uv; then exit 0; fi
printf 'uv could not be used; trying pip\n' >&2
with_pip || fail "packages: neither uv nor pip could install $lock; need a package index. Check the network, or the index that pip is set to use (pip config list)."
