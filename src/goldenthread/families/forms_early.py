"""What is filled in to take up, to make and to record an offer to put right what failed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from goldenthread.families.early import OfTheFamily
from goldenthread.families.forms import LONGEST, emergency
from goldenthread.families.models import EarlyOffer
from goldenthread.families.story import Who
from goldenthread.web import fields

WAYS = [w for w in EarlyOffer.Way.choices if w[0] != EarlyOffer.Way.PAGE]


class PutRightForm(fields.Form):
    answer = fields.ChoiceField(
        label="Do you want us to put it right early?", missing="Select yes or no", choices=[("accepted", "Yes, talk with me"), ("declined", "No, not now")]
    )
    wish = fields.LongTextField(label="What would put it right? (optional)", max_length=LONGEST, required=False)

    def __init__(self, *args: Any, who: Who, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["wish"].emergency = emergency(who)  # type: ignore[attr-defined]


class OfferForm(fields.Form):
    to = fields.ChoiceField(label="Whom did you speak or write to?", missing="Select whom you spoke or wrote to")
    way = fields.ChoiceField(label="How?", missing="Select how", choices=WAYS)
    text = fields.LongTextField(
        label="What did you offer?", missing="Write what you offered", max_length=LONGEST,
        help_text="They read it on their page. Say sorry and for what, what you do about it, by when, and that their right to appeal or to mediate and its last day stay as they are.",
    )  # fmt: skip
    answer = fields.ChoiceField(
        label="What did they say?", missing="Select what they said", choices=[("accepted", "They want it put right early"), ("declined", "They do not want that now"), ("none", "They have not said yet")]
    )

    def __init__(self, *args: Any, people: Sequence[OfTheFamily], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"].choices = [(f"{p.person}", f"{p.name}, {p.relation.replace('-', ' ')}") for p in people]  # type: ignore[attr-defined]


class TalkedForm(fields.Form):
    answer = fields.ChoiceField(label="Do they want it put right early?", missing="Select yes or no", choices=[("accepted", "Yes"), ("declined", "No, not now")])
    agreed = fields.LongTextField(
        label="What did you agree?", missing="Write what you agreed, or that nothing was", max_length=LONGEST, help_text="They read it on their page. Name what is done, by whom, and by which day."
    )
