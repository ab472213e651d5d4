#!/bin/sh
# Make the environment `env` beside this file, from the wheels beside it: no network, no admin rights.
set -eu
cd "$(dirname "$0")"
wanted=$(cat python-version.txt)
python=${PYTHON:-}
for candidate in "python$wanted" python3 python; do
    [ -z "$python" ] && command -v "$candidate" >/dev/null 2>&1 &&
        [ "$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])')" = "$wanted" ] &&
        python=$candidate
done
[ -n "$python" ] || {
    echo "Python $wanted: not on the path; these wheels are for it alone. Install it, or name it: PYTHON=/path/to/python$wanted ./install.sh" >&2
    exit 1
}
"$python" -m venv --without-pip env
env/bin/python "$(ls wheels/pip-*.whl)/pip" --isolated --disable-pip-version-check install \
    --quiet --no-index --find-links wheels --require-hashes --requirement requirements.txt
env/bin/referral-analysis --version
