#!/bin/sh
# The journeys need Debian's Chromium. Install it where this user may, else say in one line what to install.
for browser in chromium-headless-shell chromium; do command -v $browser >/dev/null 2>&1 && exit 0; done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian's Chromium for the browser tests"
    (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-liberation) >/dev/null && exit 0
fi
echo "The browser tests need Chromium. Run: apt-get install chromium fonts-liberation" >&2
exit 1
