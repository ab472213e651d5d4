#!/bin/sh
# Install axe-core into .tools/axe, from a lock with its hash; the browser tests read it from there.
# Where npm is missing nothing is installed: the tests that need it say so, and fail in CI.
set -eu
cd "$(dirname "$0")/.."
if ! command -v npm >/dev/null 2>&1; then
    echo "no npm on this machine: axe-core is not installed, and its tests cannot run" >&2
    exit 0
fi
mkdir -p .tools/axe
cp tools/axe/package.json tools/axe/package-lock.json .tools/axe/
npm ci --prefix .tools/axe --ignore-scripts --no-audit --no-fund --loglevel=error
touch .tools/axe/.installed
