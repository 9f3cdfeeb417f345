#!/bin/sh
# One sentence for each missing prerequisite, before anything can fail in a worse way.
# usage: prerequisites.sh python|node|tests
set -u
missing() { printf 'Hustings: %s\n' "$1" >&2; exit 1; }

case "$1" in
python)
    python=${PYTHON:-python3}
    command -v "$python" >/dev/null 2>&1 || missing "install Python 3.11 or later ($python is not there)."
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        missing "install Python 3.11 or later, or name it: make PYTHON=python3.12 ($python is $("$python" -V 2>&1))."
    "$python" -c 'import ensurepip, venv' 2>/dev/null || missing "install Python's venv module (Debian: apt-get install python3-venv)."
    ;;
node)
    command -v node >/dev/null 2>&1 || missing "install Node.js 20 or later."
    node -e 'process.exit(Number(process.versions.node.split(".")[0] < 20))' || missing "install Node.js 20 or later (this is $(node -v))."
    command -v npm >/dev/null 2>&1 || missing "install npm (it comes with Node.js; Debian: apt-get install npm)."
    ;;
tests)
    absent=""
    command -v chromium >/dev/null 2>&1 || absent="$absent chromium"
    command -v belenios-tool >/dev/null 2>&1 || absent="$absent belenios-tool"
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || absent="$absent postgresql"
    for proxy in nginx caddy; do
        command -v "$proxy" >/dev/null 2>&1 || [ -x "/usr/sbin/$proxy" ] || absent="$absent $proxy"
    done
    [ -z "$absent" ] && exit 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Installing what the tests need:$absent"
        # shellcheck disable=SC2086
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $absent; } >/dev/null ||
            missing "apt-get could not install$absent; install them and run this again."
    else
        missing "the tests need these Debian packages, or their equal elsewhere:$absent (apt-get install$absent)."
    fi
    ;;
esac
