"""The stand-in for GOV.UK Notify, as tests send by it: through Notify's own client, over HTTP."""

import pytest

from goldenthread.local import notify as stand_in


@pytest.fixture
def notify(settings):
    """A stand-in of its own for one test, and an area that sends by it. It says nothing by itself: tests give the receipts."""
    by = stand_in.StandIn()
    with stand_in.running(by, pause=0) as url:
        tell(settings, url)
        yield by


def tell(settings, url):
    for name, value in stand_in.settings_of(url).items():
        setattr(settings, name.removeprefix("GOLDENTHREAD_"), value == "1" if name.endswith("LETTERS") else value)


def sent(by, **of):
    """What was sent, oldest first, of a type or to an address."""
    found = reversed(by.many({})["notifications"])
    return [m for m in found if all(m[name] == value for name, value in of.items())]
