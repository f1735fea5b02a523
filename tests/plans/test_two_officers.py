"""Of two officers on one plan, the second is told what came first, and nothing is sent twice."""

from goldenthread.cases.models import Case, Event
from goldenthread.plans.models import Consultation

from .conftest import get, post, text_of

CHANGED = "This case has changed since you opened the form"


def number(area):
    return str(Case.objects.get(pk=area.case.pk).last_number)


def recorded_by_daniel(area, event="exception-recorded", **given):
    given = given or {"clock": "issue-final-plan", "ground": "personal-circumstances", "reason": "The family moved"}
    on = {"on_day": "20", "on_month": "11", "on_year": "2026"}
    assert post(area.daniel, f"/cases/{area.case.pk}/record/{event}/", **given, **on, read_up_to=number(area)).status_code == 302


def test_a_draft_is_not_sent_over_what_came_meanwhile(draft):
    read = number(draft)
    recorded_by_daniel(draft)
    answer = post(draft.priya, f"{draft.path}send/", ground="childs-interests", read_up_to=read)
    page = text_of(answer)
    assert answer.status_code == 409
    assert CHANGED in page
    assert "Recorded by Daniel Okafor" in page
    assert not Event.objects.filter(case=draft.case, event="draft-plan-sent").exists()
    assert post(draft.priya, f"{draft.path}send/", ground="childs-interests", read_up_to=number(draft)).status_code == 302


def test_a_draft_that_a_colleague_sent_is_not_sent_twice(draft):
    read = number(draft)
    assert post(draft.daniel, f"{draft.path}send/", ground="childs-interests", read_up_to=read).status_code == 302
    answer = post(draft.priya, f"{draft.path}send/", ground="childs-interests", read_up_to=read)
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Recorded by Daniel Okafor" in page
    assert "This was done already" in page
    assert Event.objects.filter(case=draft.case, event="draft-plan-sent").count() == 1
    assert get(draft.priya, f"{draft.path}send/").status_code == 404


def test_a_setting_is_not_consulted_over_what_came_meanwhile_nor_twice(draft):
    post(draft.priya, f"{draft.path}send/", ground="childs-interests")
    path, read = f"{draft.path}settings/{draft.other_school.pk}/consult/", number(draft)
    recorded_by_daniel(draft)
    asked = {"person": "Grace Obi", "email": draft.grace.who.email}
    page = text_of(post(draft.priya, path, **asked, read_up_to=read))
    assert CHANGED in page
    assert "Recorded by Daniel Okafor" in page
    assert not Consultation.objects.exists()
    read = number(draft)
    assert post(draft.daniel, path, **asked, read_up_to=read).status_code == 302
    assert "This was done already" in text_of(post(draft.priya, path, **asked, read_up_to=read))
    assert Consultation.objects.count() == 1


def test_a_final_plan_is_not_issued_over_what_the_family_said_meanwhile(draft):
    post(draft.priya, f"{draft.path}send/", ground="childs-interests")
    read = number(draft)
    recorded_by_daniel(draft)
    answer = post(draft.priya, f"{draft.path}issue/", read_up_to=read)
    assert CHANGED in text_of(answer)
    assert not Event.objects.filter(case=draft.case, event="final-plan-issued").exists()


def test_old_advice_is_not_used_again_over_what_came_meanwhile(area):
    read = number(area)
    recorded_by_daniel(area)
    days = {f"{name}_{part}": value for name in ("dated", "author_on", "authority_on", "family_on")
            for part, value in zip(("day", "month", "year"), ("2", "11", "2026"), strict=True)}  # fmt: skip
    page = text_of(post(area.priya, f"/cases/{area.case.pk}/ask-for-advice/social-care/existing/", **days, read_up_to=read))
    assert CHANGED in page
    assert "Recorded by Daniel Okafor" in page
    assert not Event.objects.filter(case=area.case, event="existing-advice-agreed").exists()
