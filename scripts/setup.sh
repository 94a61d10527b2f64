#!/bin/sh
# Gets a machine ready: `setup.sh run` for the server, `setup.sh test` for the tests as well,
# `setup.sh bench` for measuring too.
# What the system lacks is named and installed with apt-get; the rest is done by environment.py.
set -eu
cd "$(dirname "$0")/.."
purpose=${1:-run}

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if command -v "$name" >/dev/null 2>&1 && new_enough "$name"; then
            command -v "$name"
            return
        fi
    done
    found=$(python3 --version 2>/dev/null || echo 'no python3')
    fail "Python 3.11 or newer is needed; here is $found. Debian 12 and Ubuntu 24.04 bring one."
}

has_library() {
    # ldconfig is in /sbin, which is not on everybody's path.
    PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null | grep -q "$1"
}

has_fonts() {
    find /usr/share/fonts /usr/local/share/fonts -name '*.[to]tf' 2>/dev/null | grep -q .
}

has_postgresql() {
    command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}

# Debian has one without windows too, which the tests prefer: it takes half the processor's time.
has_windowless() { command -v chromium-headless-shell >/dev/null 2>&1; }

# Ubuntu's is a snap under another name, and its folder need not be on the path.
has_chromium() {
    has_windowless || command -v chromium >/dev/null 2>&1 ||
        command -v chromium-browser >/dev/null 2>&1 || [ -x /snap/bin/chromium ]
}

is_system() { grep -q "^ID=$1\$" "${OS_RELEASE:-/etc/os-release}" 2>/dev/null; }

name_of_chromium() {
    if is_system ubuntu; then
        echo chromium-browser
    elif is_system debian; then
        echo chromium-headless-shell
    else
        echo chromium
    fi
}

may_install() { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }

# Prints the Debian packages that this machine lacks.
missing() {
    "$python" -c 'import venv, ensurepip' 2>/dev/null || echo python3-venv
    has_library 'libpango-1\.0\.so' || echo libpango-1.0-0
    has_library 'libpangoft2-1\.0\.so' || echo libpangoft2-1.0-0
    has_library 'libharfbuzz-subset\.so' || echo libharfbuzz-subset0
    has_fonts || echo fonts-dejavu-core
    command -v dot >/dev/null 2>&1 || echo graphviz
    [ "$purpose" = run ] && return 0
    has_chromium || name_of_chromium
    has_postgresql || echo postgresql
    command -v redis-server >/dev/null 2>&1 || echo redis-server
    command -v setpriv >/dev/null 2>&1 || echo util-linux
    [ "$purpose" != bench ] || command -v wrk >/dev/null 2>&1 || echo wrk
}

install() {
    command -v apt-get >/dev/null 2>&1 ||
        fail "This system lacks: $*. Install them with its package manager, then try again."
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null 2>&1 ||
            fail "This system lacks: $*. There is no sudo here; as root: apt-get install $*"
        as_root=sudo
        if ! sudo -n true 2>/dev/null; then
            [ -t 0 ] || fail "This system lacks: $*. Install them: sudo apt-get install $*"
            say "sudo asks for your password to install these packages."
            sudo -v || fail "Without sudo they cannot be installed. As root: apt-get install $*"
        fi
    fi
    log=$(mktemp)
    export DEBIAN_FRONTEND=noninteractive
    for step in "update" "install -y --no-install-recommends $*"; do
        # The words of a step are separate arguments.
        # shellcheck disable=SC2086
        if ! $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q $step </dev/null >"$log" 2>&1; then
            # An update that fails for one source still leaves lists to install from.
            [ "$step" = update ] && continue
            tail -n 5 "$log" >&2
            rm -f "$log"
            fail "apt-get could not install: $*. Is this machine connected? Then try again."
        fi
    done
    rm -f "$log"
}

python=$(find_python)
lacking=$(missing)
if [ -n "$lacking" ]; then
    # One line of names.
    # shellcheck disable=SC2086
    set -- $lacking
    say "This system lacks: $*. Installing."
    install "$@"
fi
# Wished for, not needed: whoever has a Chromium with windows goes on with that one.
if [ "$purpose" != run ] && is_system debian && ! has_windowless && may_install; then
    say "Installing chromium-headless-shell, with which the tests take less time."
    (install chromium-headless-shell) || say "Without it too: going on with the Chromium that is there."
fi
[ "$purpose" = bench ] && purpose=test # the same Python packages
exec "$python" scripts/environment.py "$purpose"
