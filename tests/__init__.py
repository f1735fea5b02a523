"""A package of its own, because ciw installs one that is called `tests` as well and would be found first."""
