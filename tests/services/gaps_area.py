"""Essex's twelve districts, whom each speech and language service takes, and children with a plan in some of them. The counts in the tests
are by hand from CHILDREN."""

import datetime as dt
from types import SimpleNamespace

from goldenthread.access.actions import load_rules
from goldenthread.cases.models import Case
from goldenthread.delivery.models import Rate
from goldenthread.people.models import District, Postcode, SharingBasis
from goldenthread.people.places import _rows
from goldenthread.services.models import Offer, Referral, Service

from ..cases.pages.conftest import (
    LONG_AGO,
    add_event,
    child_of,
    day,
    organisation,
    practitioner,
    recorded_on_the_day_shown,
)

MID = ("Braintree", "Chelmsford", "Maldon")
# District, age on 24 November 2026, need, how many. In the gap (Mid, 12 to 18): 5 + 4 + 8 = 17. Under 1: none.
CHILDREN = (
    ("Maldon", 12, "SLCN", 5), ("Chelmsford", 18, "ASD", 4), ("Braintree", 15, "SLCN", 8), ("Braintree", 15, "SEMH", 7), ("Maldon", 8, "SLCN", 9), ("Harlow", 13, "SLCN", 11),
    ("Harlow", 20, "SLCN", 2),
)  # fmt: skip


def a_gap_in_mid_essex():
    load_rules()
    recorded_on_the_day_shown()
    council, other = organisation("LA:881", "Essex County Council", "local-authority"), organisation("LA:882", "Southend City Council", "local-authority")
    icb = organisation("ICB:D7T5G", "NHS Essex ICB", "icb")
    SharingBasis.objects.create(owner=council, reader_kind="icb", purpose="Plans", ground="Public task", kinds=["kpi-aggregates", "other-health-services"], valid_from=LONG_AGO)
    districts = {}
    for n, row in enumerate(_rows("districts.csv")):
        districts[row["district"]] = District.objects.create(code=row["lad_code"], name=row["district"], locality=row["quadrant"])
        Postcode.objects.create(postcode=f"CM{n + 1} 1AA", district=districts[row["district"]], easting=0, northing=0, deprivation=1 + n % 10)
    mid = organisation("TRUST:PROVIDE", "Provide", "nhs-provider")
    rest = organisation("TRUST:NORTH", "North Community NHS Trust", "nhs-provider")
    services = {
        body.code: Service.objects.create(owner=body, code="SLT", name="Children’s speech and language therapy", pathway="speech-and-language", valid_from=LONG_AGO) for body in (mid, rest)
    }
    for name, district in districts.items():
        ours, of = (services["TRUST:PROVIDE"], mid) if name in MID else (services["TRUST:NORTH"], rest)
        for first, last, only in ([(1, 11, ""), (12, 19, "special-school")] if name in MID else [(0, 18, "")]):
            Offer.objects.create(service=ours, owner=of, district=district, age_from=first, age_to=last, only_in=only, valid_from=LONG_AGO, hours="9am to 5pm, school days")
    for district, age, need, many in CHILDREN:
        postcode = Postcode.objects.get(district__name=district).postcode
        for n in range(many):
            child = child_of(council, f"{need.title()}{n}", f"{district}{age}", date_of_birth=dt.date(2026 - age, 10, 1), postcode=postcode)
            case = Case.objects.create(child=child, owner=council, pathway="annual-review", opened_on=day("2024-09-24"), last_number=2)
            add_event(case, 1, "plan-made", day("2024-09-24"))
            add_event(case, 2, "needs-reported", day("2026-01-15"), {"primary": need})
    for body in (mid, rest):
        SharingBasis.objects.create(owner=body, reader=icb, purpose="Waits", ground="Public task", kinds=["other-health-services"], valid_from=LONG_AGO)
    # Chelmsford's wait 29 to 33 weeks, Colchester's 4 to 8: 25 apart. Four of Tendring, who are told to nobody.
    for district, body, first, many in (("Chelmsford", mid, 29, 35), ("Colchester", rest, 4, 35), ("Tendring", rest, 4, 4)):
        postcode = Postcode.objects.get(district__name=district).postcode
        for n in range(many):
            child = child_of(body, f"Wait{n}", district, date_of_birth=dt.date(2019, 10, 1), postcode=postcode, ethnicity="WBRI", language="ENG" if n % 2 else "POL")
            case = Case.objects.create(child=child, owner=body, pathway="neurodevelopmental", opened_on=day("2026-01-05"), last_number=2, kind_of_data="other-health-services")
            add_event(case, 1, "referral-received", day("2026-01-05"))
            add_event(case, 2, "contact-attended", day("2026-01-05") + dt.timedelta(weeks=first + n % 5), {"mechanism": "face-to-face"})
            Referral.objects.create(case=case, child=child, owner=body, service=services[body.code], confirmed_on=day("2026-11-20"))
    Rate.objects.create(owner=council, service="speech-and-language-therapy", pence=6450, valid_from=LONG_AGO)
    area = SimpleNamespace(council=council, icb=icb, mid=mid, rest=rest, districts=districts, services=services)
    for name, role, body in (
        ("Tom Ashby", "icb-commissioner", icb), ("Grace Oyelaran", "la-send-manager", council), ("Dina Cole", "dco", icb), ("Zara Kemble", "analyst", council),
        ("Priya Nair", "la-send-caseworker", council), ("Sam Ford", "la-send-manager", other), ("Olu Ade", "health-service-manager", mid),
    ):  # fmt: skip
        setattr(area, name.split()[0].lower(), practitioner(name, role, body))
    return area
