"""The children of the design pictures, told by hand so that the demo shows what the pictures show; and one whose plan is amended."""

from __future__ import annotations

from datetime import date, timedelta

from goldenthread.local.demo.places import a_postcode, district_named
from goldenthread.local.demo.schools import School
from goldenthread.local.demo.story import Area, Child, Plan, Request, Review, Stay, Told

DRAWN_ON = date(2026, 11, 24)
SLT, OT, EP = "speech-and-language-therapist", "occupational-therapist", "educational-psychologist"
# Of the demo alone, as all its settings: no register has such a number.
NURSERY = "EY:9900001"
ENCLOSED = {"enclosures": ["Family's views", "School's evidence"]}


class Pictures:
    """The pictures show 24 November 2026; on another demo day the same stories are told as many days later."""

    def __init__(self, area: Area) -> None:
        self.area = area
        self._rng = area.stream("pictures")
        self._shift = area.today - DRAWN_ON
        braintree = district_named("Braintree")
        self.larkfield = area.schools.add("Larkfield Primary School", "mainstream_la_maintained", "primary", braintree.code)
        self.hazel_grove = area.schools.add("Hazel Grove School", "special_academy_free", "special", braintree.code)
        self.children: dict[str, Child] = {}
        # Where those attend of whom no return says it. Everybody else's setting is drawn.
        self.attends: dict[str, str] = {"Maya Whitfield": self.larkfield.code, "Noah Mensah": NURSERY}

    def make(self) -> None:
        self._pupils()
        self._maya()
        self._callum()
        self._ivy()
        self._jaden()
        self._oscar()
        self._samir()
        self._noah()
        self._freya()
        self._amelia()
        self._lily()

    def _pupils(self) -> None:
        """Larkfield has some children with plans beside Maya."""
        near = [c for c in self.area.children if c.district == self.larkfield.district and c.plan and c.plan.stays]
        young = [c.plan.stays[-1] for c in near if c.plan and c.born >= date(2015, 9, 1)]
        for stay in [s for s in young if s.kind == self.larkfield.kind and s.leaving is None][:8]:
            stay.setting = self.larkfield.code

    def day(self, month: int, day: int, year: int = 2026) -> date:
        return date(year, month, day) + self._shift

    def child(self, name: str, born: date, sex: str, ethnicity: str, district: str = "Braintree") -> Child:
        forename, surname = name.split()
        home = district_named(district).code
        child = Child(surname, forename, born + self._shift, sex, ethnicity, a_postcode(self._rng, home), home, named=True)
        child.upn = self.area.upn(child.born)
        self.children[name] = child
        self.area.children.append(child)
        return child

    def case(self, child: Child, received: date, by: str, decided: date | None = None) -> Told:
        request = Request(received, self.area.reference("EHC"), "1", "Y", decided or self.area.today + timedelta(days=1))
        child.requests.append(request)
        told = Told(self.area, request.reference, child, "ehc-needs-assessment", received)
        told.tell("request-received", received, recorded=received, by=by)
        told.tell("notified-considering", received + timedelta(days=2), recorded=received + timedelta(days=2))
        told.tell("decided-to-assess", decided, recorded=decided)
        return told

    def ask(self, told: Told, on: date, *contributors: str, received_on: date | None = None) -> None:
        for who in contributors:
            received = {"received_on": received_on} if received_on else {}
            told.tell("advice-requested", on, who, recorded=on, contributor=who, **received, **ENCLOSED)

    def answered(self, told: Told, who: str, on: date, recorded: date | None = None) -> None:
        told.tell("advice-received", on, who, recorded=recorded or on, contributor=who)

    def _maya(self) -> None:
        day = self.day
        child = self.child("Maya Whitfield", date(2020, 3, 14), "F", "WBRI")
        told = self.case(child, day(8, 10), "mother", day(9, 18))
        told.tell("family-consulted", day(8, 19), recorded=day(8, 20))
        self.ask(told, day(9, 18), "family", "education-setting", "social-care", EP)
        self.ask(told, day(9, 18), SLT, OT, received_on=day(9, 21))
        self.answered(told, "family", day(10, 5))
        told.tell("advice-nil-return", day(10, 8), "social-care", recorded=day(10, 8), contributor="social-care")
        # Entered as the 12th, and put right three days later: it had come on the 14th.
        self.answered(told, "education-setting", day(10, 12))
        self.answered(told, "education-setting", day(10, 14), recorded=day(10, 15))
        told.tell(
            "exception-recorded", day(10, 27), recorded=day(10, 27), clock="advice", ground="missed-appointment", contributor=OT,
            missed_on=day(10, 22), reason="Maya was ill and did not come to the appointment that the advice needs",
        )
        self.answered(told, SLT, day(11, 6))
        self._at(child, told, self.larkfield)

    def _at(self, child: Child, told: Told, school: School) -> None:
        told.tell("setting-requested", told.opened_on, recorded=told.opened_on, setting=school.code)

    def _with_advice(self, told: Told, asked: date, came: date, *more: str) -> None:
        self.ask(told, asked, "family", "education-setting", "social-care", EP, *more)
        for who in ("family", "education-setting", "social-care", *more):
            self.answered(told, who, asked + timedelta(days=30))
        self.answered(told, EP, came)

    def _callum(self) -> None:
        day = self.day
        told = self.case(self.child("Callum Reeve", date(2018, 1, 22), "M", "WBRI"), day(6, 26), "mother", day(7, 31))
        self._with_advice(told, day(8, 3), day(9, 25), "paediatrician")
        told.tell("decided-to-issue", day(10, 2), recorded=day(10, 2))
        told.tell("draft-plan-sent", day(10, 9), recorded=day(10, 9))
        told.tell("representations-received", day(10, 21), recorded=day(10, 22))

    def _ivy(self) -> None:
        day = self.day
        child = self.child("Ivy Thornton", date(2012, 11, 9), "F", "WBRI")
        plan = child.plan = Plan(date(2022, 9, 12), self.area.reference("REV"), needs=["ASD", "SEMH"])
        school = self.area.schools.near("mainstream_academy", "secondary", child.district)
        assert school
        plan.stays.append(Stay(school.code, school.kind, date(2024, 9, 3)))
        plan.reviews.append(Review(date(2024, 10, 14), date(2024, 11, 8), "M"))
        plan.reviews.append(Review(date(2025, 10, 20), date(2025, 12, 1), "M"))
        child.requests.append(Request(date(2022, 3, 7), "", "2", "Y", date(2022, 4, 14), issued=plan.start))
        told = Told(self.area, plan.reference, child, "annual-review", plan.start)
        meeting = day(10, 20)
        told.tell("review-meeting-arranged", day(9, 22), str(meeting), recorded=day(9, 22), meeting_on=meeting)
        told.tell("review-advice-circulated", day(10, 5), recorded=day(10, 5))
        told.tell("review-meeting-held", meeting, recorded=day(10, 21))
        told.tell("review-report-sent", day(10, 30), recorded=day(11, 2))

    def _jaden(self) -> None:
        told = self.case(self.child("Jaden Brooks", date(2016, 2, 3), "M", "BCRB"), self.day(10, 13), "school")
        told.tell("family-consulted", self.day(10, 20), recorded=self.day(10, 20))

    def _oscar(self) -> None:
        day = self.day
        told = self.case(self.child("Oscar Lindqvist", date(2022, 1, 18), "M", "WOTH", "Chelmsford"), day(8, 3), "mother", day(9, 8))
        self._with_advice(told, day(9, 9), day(10, 19), SLT)
        told.tell("decided-to-issue", day(11, 2), recorded=day(11, 2))
        told.tell("draft-plan-sent", day(11, 18), recorded=day(11, 18))

    def _samir(self) -> None:
        day = self.day
        told = self.case(self.child("Samir Haddad", date(2016, 12, 1), "M", "OOTH"), day(8, 24), "father", day(9, 25))
        self._with_advice(told, day(9, 28), day(10, 30))
        told.tell("decided-to-issue", day(11, 4), recorded=day(11, 4))
        code = self.hazel_grove.code
        told.tell("setting-consulted", day(11, 12), code, recorded=day(11, 12), setting=code)

    def _noah(self) -> None:
        day = self.day
        told = self.case(self.child("Noah Mensah", date(2023, 2, 11), "M", "BAFR"), day(9, 14), "health visitor", day(10, 20))
        self.ask(told, day(10, 22), "family", "early-years-setting", "social-care", EP, SLT)
        self.answered(told, "family", day(11, 10))

    def _freya(self) -> None:
        day = self.day
        told = self.case(self.child("Freya Collins", date(2011, 12, 5), "F", "WBRI", "Maldon"), day(7, 27), "mother", day(9, 3))
        self._with_advice(told, day(9, 4), day(10, 16))
        told.tell("decided-to-issue", day(10, 28), recorded=day(10, 29))
        told.tell("draft-plan-sent", day(11, 9), recorded=day(11, 9))

    def _amelia(self) -> None:
        """A young person who holds her own rights."""
        day = self.day
        child = self.child("Amelia Hart", date(2009, 10, 2), "F", "WBRI")
        plan = child.plan = Plan(date(2019, 5, 13), self.area.reference("REV"), needs=["PD", "SLCN"])
        college = self.area.schools.near("general_fe_tertiary_colleges", "college", child.district)
        assert college
        plan.stays.append(Stay(college.code, college.kind, date(2026, 9, 3) + self._shift))
        plan.reviews.append(Review(date(2025, 11, 24), date(2025, 12, 15), "M"))
        child.requests.append(Request(date(2018, 12, 10), "", "1", "Y", date(2019, 1, 18), issued=plan.start))
        told = Told(self.area, plan.reference, child, "annual-review", plan.start)
        told.tell("placement-started", plan.stays[0].entry, recorded=day(9, 10), setting=college.code, rank=1, unit=False)
        meeting = day(12, 3)
        told.tell("review-meeting-arranged", day(11, 10), str(meeting), recorded=day(11, 10), meeting_on=meeting)
        told.tell("review-advice-circulated", day(11, 18), recorded=day(11, 18))

    def _lily(self) -> None:
        """Her plan was amended a year ago, and is to be amended again: her mother has a notice to read, and versions to compare. What
        goes out is sent after loading, by the officer (`amendment.py`)."""
        day = self.day
        child = self.child("Lily Fraser", date(2017, 4, 26), "F", "WBRI")
        plan = child.plan = Plan(date(2024, 10, 7), self.area.reference("REV"), needs=["SLCN", "ASD"])
        plan.stays.append(Stay(self.larkfield.code, self.larkfield.kind, date(2021, 9, 2)))
        plan.reviews.append(Review(date(2025, 9, 29), date(2025, 10, 20), "A", date(2025, 10, 20)))
        child.requests.append(Request(date(2024, 5, 13), "", "1", "Y", date(2024, 6, 17), issued=plan.start))
        told = Told(self.area, plan.reference, child, "annual-review", plan.start)
        told.tell("amendment-notice-sent", date(2025, 10, 20), recorded=day(8, 3))
        told.tell("amended-plan-issued", date(2025, 12, 8), recorded=day(8, 3))
        meeting = day(11, 4)
        told.tell("review-meeting-arranged", day(10, 5), str(meeting), recorded=day(10, 5), meeting_on=meeting)
        told.tell("review-advice-circulated", day(10, 19), recorded=day(10, 19))
        told.tell("review-meeting-held", meeting, recorded=day(11, 5))
        told.tell("review-report-sent", day(11, 13), recorded=day(11, 13))
