#!/bin/sh
# The journeys need Debian's Chromium. The one without a window turns a page in half the time, and the other will do.
# Install it where this user may, else say in one line what to install.
command -v chromium-headless-shell >/dev/null 2>&1 && exit 0
# Beside a browser that is here already only its own edition is fetched: nothing of this machine is upgraded for a test.
here=
command -v chromium >/dev/null 2>&1 && here="=$(dpkg-query -W -f='${Version}' chromium 2>/dev/null)"
if [ "$here" != "=" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian's Chromium for the browser tests"
    ([ -n "$here" ] || apt-get update -qq) >/dev/null &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-remove --no-upgrade --no-install-recommends -o Acquire::Retries=0 \
            "chromium-headless-shell$here" fonts-liberation >/dev/null 2>&1 && exit 0
fi
[ -n "$here" ] && exit 0
echo "The browser tests need Chromium. Run: apt-get install chromium-headless-shell fonts-liberation" >&2
exit 1
