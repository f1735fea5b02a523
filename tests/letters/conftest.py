"""The same small council as for the pages of cases."""

from ..cases.pages.conftest import *  # noqa: F403
