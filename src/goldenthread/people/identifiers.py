"""The numbers by which a child is known; the rules are pure, and shared with the readers of files."""

from goldenthread.exchange.identifiers import BadIdentifier, nhs_number, postcode, uln, upn

__all__ = ["BadIdentifier", "nhs_number", "postcode", "uln", "upn"]
