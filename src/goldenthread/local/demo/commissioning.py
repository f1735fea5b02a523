"""The gap that is planted in the demo's services, found by the finder and carried to a decision, as a commissioner would."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from goldenthread.access.models import User
from goldenthread.access.viewer import become
from goldenthread.delivery.owed import set_rates
from goldenthread.local.demo.personas import COUNCIL
from goldenthread.people.models import Organisation
from goldenthread.services.commissioning import add_step, open_for_gap, price_of
from goldenthread.services.gaps import finding
from goldenthread.services.models_commissioning import CommissioningCase

RATES = {"speech-and-language-therapy": 6450, "occupational-therapy": 6300, "school": 1850}
"""Pence an hour, invented: what the manager of casework sets, so that owed hours have a cost."""
COMMISSIONER = "tom-ashby@demo.example"
HOURS = 12.0
"""A year for each child: a block of six hours in two terms."""


def set_what_hours_cost(today: date) -> None:
    set_rates(Organisation.objects.get(code=COUNCIL).pk, RATES, today)


def carry_the_gap(today: date) -> None:
    """Nothing where there is a case already, or where nothing is found. May be run again."""
    if CommissioningCase.objects.exists():
        return
    with transaction.atomic():
        tom = become(User.objects.get(email=COMMISSIONER).pk)
        found = finding(tom, today)
        gap = next((f for f in found.of_children if f.gap.kind == "speech-and-language"), None) if found else None
        if gap is None or gap.rounded is None:
            return
        case = open_for_gap(tom, gap, today)
        pence = price_of("speech-and-language", today) or 6450
        cost = {"children": gap.rounded, "hours": HOURS, "pence": pence}
        pounds = round(gap.rounded * HOURS * pence / 100)
        for kind, text, said in (
            ("cost", "Children as the finding counts them. Hours as section F of plans has them for children of this age.", cost),
            ("option", "The team and its rooms are there. It needs three more therapists, who are hard to find.", {"title": "Eastway takes children to 18", "pounds": pounds}),
            ("option", "Can start at once. Schools would have a third service to deal with.", {"title": "Buy sessions from another provider for a year", "pounds": round(1.2 * pounds)}),
            ("owner", "", {"name": "Tom Ashby", "post": "Commissioner for children"}),
            ("decision", "Other places have it to 18. The inspection names this gap. The first option lasts.", {"decided": "fund"}),
            ("funding", "", {"pounds": pounds, "source": "Children’s community services, next year’s growth"}),
            ("start", "", {"on": date(today.year + 1, 4, 1).isoformat()}),
        ):  # fmt: skip
            add_step(tom, case, kind, text=text, said=said, on=today)
