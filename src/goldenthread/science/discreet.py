"""Words that would tell whoever looks over a shoulder, or finds a phone, what a message is about: conditions, services and disputes. A text
message, and the subject and the first lines of an email to a family, which a locked screen shows, hold none of them. Pure.

The list is our own. It errs towards too much: a message that says less can always be opened by whoever it is for."""

from __future__ import annotations

import re

PREVIEW = 140
"""Letters of an email's beginning that a locked phone or a list of emails may show."""

_WORDS = (
    r"autis\w*", r"asperger\w*", "adhd", r"(?-i:ADD)", r"attention deficit\w*", r"neuro\w*", r"dyslex\w*", r"dysprax\w*", r"tourette\w*", r"epilep\w*", r"down.?s? syndrome",
    r"diagnos\w*", r"disab\w*", r"disorder\w*", r"condition\w*", r"behaviou?r\w*", r"mental", r"wellbeing", r"anxi\w*", r"depress\w*", r"self.?harm\w*", r"suicid\w*",
    r"eating disorder\w*", r"medic(?:ine|ines|ation|al|ally)", r"prescri\w*", r"camhs", r"psych\w*", r"therap\w*", r"speech", r"physio\w*", r"paediatric\w*", r"clinic\w*",
    r"hospital\w*", "nhs", "icb", r"nurs(?:e|es|ing)", r"health\w*", r"social (?:care|work\w*)", r"safeguard\w*", r"child protection", r"special\w*", r"(?-i:SEND)",
    r"(?-i:SEN)", "senco", "sendiass", "ehc", "ehcp", r"complain\w*", r"mediat\w*", r"tribunal\w*", r"appeal\w*", r"ombudsman\w*", r"assess\w*", r"waiting list\w*",
)  # fmt: skip
_NAMED = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)


def told_by(text: str) -> list[str]:
    """The words of a text that tell what it is about, each once, as they stand in it."""
    return list(dict.fromkeys(m[0] for m in _NAMED.finditer(text)))


def seen_at_a_glance(subject: str, body: str) -> str:
    """What of an email is seen without opening it."""
    return f"{subject}\n{' '.join(body.split())[:PREVIEW]}"
