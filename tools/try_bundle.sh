#!/bin/sh
# Make a bundle for this machine and install it in an empty folder with the network taken away; then
# type what its README.txt says. Linux on x86_64, as root (or where unshare may take the network away).
set -eu
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python=$(.venv/bin/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')
.venv/bin/python -m tools.bundle linux_x86_64 --python "$python" --output "$folder"
.venv/bin/python -m zipfile -e "$folder"/*.zip "$folder"
cd "$folder/referral-analysis"
sed -n 's/^    \(sh \|env\)/\1/p' README.txt > "$folder/typed.sh"
[ "$(grep -c . "$folder/typed.sh")" -ge 4 ] || { echo "README.txt: commands missing" >&2; exit 1; }
env -i HOME="$folder" PATH=/usr/local/bin:/usr/bin:/bin unshare --net sh -eu "$folder/typed.sh"
find reports -name '*.html' | sort
