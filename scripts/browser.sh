#!/bin/sh
# The journeys need Debian's Chromium. The one without a window turns a page in half the time, and the other will do.
# Install it where this user may, else say in one line what to install.
command -v chromium-headless-shell >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian's Chromium for the browser tests"
    (apt-get update -qq -o Acquire::Retries=0 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-remove --no-install-recommends \
        chromium-headless-shell fonts-liberation) >/dev/null 2>&1 && exit 0
fi
command -v chromium >/dev/null 2>&1 && exit 0
echo "The browser tests need Chromium. Run: apt-get install chromium-headless-shell fonts-liberation" >&2
exit 1
