#!/bin/sh
# The journeys need Debian's Chromium. Install it where this user may, else say in one line what to install.
# The one without windows takes two thirds of the other's processor time; where it cannot be had, the other serves.
have() { command -v "$1" >/dev/null 2>&1; }
have chromium-headless-shell && exit 0
if [ "$(id -u)" = 0 ] && have apt-get; then
    echo "Installing Debian's Chromium for the browser tests"
    get() { DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=0 -o Acquire::http::Timeout=10 -o Acquire::https::Timeout=10 "$@"; }
    (get update && get install -y --no-install-recommends chromium-headless-shell fonts-liberation) >/dev/null 2>&1 && exit 0
    have chromium && exit 0
    (get update && get install -y --no-install-recommends chromium fonts-liberation) >/dev/null && exit 0
fi
have chromium && exit 0
echo "The browser tests need Chromium. Run: apt-get install chromium-headless-shell fonts-liberation" >&2
exit 1
