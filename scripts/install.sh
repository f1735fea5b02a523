#!/bin/sh
# install.sh PYTHON VENV SET...: make the environment and install the pinned requirement sets into it.
# What is already installed at the pinned versions is left alone, so a second run needs no network.
set -eu
python=$1 venv=$2
shift 2
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Golden Thread needs Python 3.11 or newer: apt-get install python3 python3-venv" >&2
    exit 1
fi
if [ ! -x "$venv/bin/pip" ] && ! "$python" -m venv "$venv" >/dev/null 2>&1; then
    rm -rf "$venv"
    echo "Python cannot make an environment here. Run: apt-get install python3-venv" >&2
    exit 1
fi
files=""
for set in "$@"; do files="$files -r requirements/$set.txt"; done
stamp=$(cat requirements/*.txt pyproject.toml | sha256sum | cut -d' ' -f1)-$*
if [ "$(cat "$venv/.installed" 2>/dev/null)" != "$stamp" ]; then
    # shellcheck disable=SC2086
    "$venv/bin/pip" install --quiet --require-hashes $files
    "$venv/bin/pip" install --quiet --no-deps --no-build-isolation -e .
    echo "$stamp" >"$venv/.installed"
fi
touch "$venv/.${1}"
