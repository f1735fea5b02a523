"""Mediation and appeal: what a family may do after an appealable notice, in every pathway that has one
(Children and Families Act 2014 s.51-55; SEND Regulations 2014 r.33-34; SI 2008/2699 r.12, 20)."""

from goldenthread.engine.fields import event, text_field, yes_no
from goldenthread.engine.pathway import Clock, Happening, TribunalRoll, clock, later_of, latest, months, tribunal_roll

DISPUTE = "complaints-and-tribunal"

MEDIATION_CERTIFICATE_ISSUED = event("mediation-certificate-issued", "Mediation certificate issued", kind=DISPUTE)

RIGHTS_EVENTS = (
    event("mediation-adviser-contacted", "Family contacted the mediation adviser",
          yes_no("wants_mediation", "Does the family want mediation?"), kind=DISPUTE),
    MEDIATION_CERTIFICATE_ISSUED,
    event("appeal-lodged", "Appeal lodged with the tribunal", text_field("about", "What it is about").optional(), kind=DISPUTE),
)


READ_RIGHTS = ("mediation-certificate-issued", "appeal-lodged")
"""Recorded on the mediation or on the appeal, and read from there."""


def appeal_period(*appealable: str | Happening) -> TribunalRoll:
    """The last day on which the tribunal can receive an appeal: it moves whenever a certificate comes. A family that first
    declines mediation (s.55(4)) and then takes part in it (s.55(5)) has two."""
    return tribunal_roll(later_of(months(2).of(latest(*appealable)), months(1).of(latest("mediation-certificate-issued"))))


def rights(*appealable: str | Happening, ends: tuple[str | Happening, ...] = ()) -> tuple[Clock, ...]:
    """The family's time to contact the mediation adviser and to appeal, from the latest appealable notice. The first
    does not roll to a working day; the second does."""
    return (
        clock("contact-mediation-adviser", "Contact the mediation adviser",
              by=months(2).of(latest(*appealable)), until="mediation-adviser-contacted",
              lapses_on=("mediation-certificate-issued", "appeal-lodged", *ends),
              owed_by="family", kind_of_data=DISPUTE, cite="r.33, 34(2)-(3)"),
        clock("lodge-appeal", "Appeal to the tribunal", starts=latest(*appealable), by=appeal_period(*appealable),
              until="appeal-lodged", lapses_on=ends,
              owed_by="family", kind_of_data=DISPUTE, cite="SI 2008/2699 r.12, 20"),
    )
