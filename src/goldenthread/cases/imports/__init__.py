"""Loading files into the journal: whole or not at all, and the same file twice changes nothing."""

from goldenthread.cases.imports.report import ImportReport, Unloadable

__all__ = ["ImportReport", "Unloadable"]
