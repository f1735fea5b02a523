"""The same small council as for the pages of cases, on the same day."""

from ..cases.pages.conftest import *  # noqa: F403
from ..cases.pages.conftest import _today  # noqa: F401  a star leaves it out
