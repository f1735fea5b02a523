"""A bundle is gathered, each paper is decided on by a person, and what can never be in has no way in."""

import io
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from pypdf import PdfReader

from goldenthread.access.models import AccessLog
from goldenthread.cases.plain_sql import rows
from goldenthread.disputes import tasks
from goldenthread.disputes.bundles import make_bundle, read_papers
from goldenthread.disputes.models import Bundle, BundleItem
from goldenthread.families.models import Withheld
from goldenthread.people.models import Bar, Content
from goldenthread.science.tribunal_bundle import Guarded, counts, found_in, never, scheme

from ..cases.pages.conftest import as_the_worker, child_of, day, get, post, practitioner, text_of
from ..families.test_pages import as_viewer, said
from .conftest import paper

pytestmark = pytest.mark.django_db


def worked():
    with transaction.atomic(), as_the_worker():
        for b in Bundle.objects.all():
            read_papers(str(b.pk))
            make_bundle(str(b.pk))


def begun(appeal):
    page = post(appeal.priya, f"/cases/{appeal.appeal.pk}/bundles/", appeal="contents", appellant=str(appeal.joanna.person.pk))
    assert page.status_code == 302, text_of(page)
    worked()
    return Bundle.objects.order_by("-version").first()


def decided(appeal, bundle, **others):
    for item in BundleItem.objects.filter(bundle=bundle, barred="", decision=""):
        told = {"decision": item.proposed, "part": item.part, "reason": "", "looked": "yes"} | others.get(item.title, {})
        page = post(appeal.priya, f"/bundles/{bundle.pk}/papers/{item.pk}/", **told)
        assert page.status_code == 302, text_of(page)


def titles(bundle):
    return set(BundleItem.objects.filter(bundle=bundle).values_list("title", flat=True))


def test_it_is_made_with_an_index_and_a_number_on_every_page(appeal):
    bundle = begun(appeal)
    assert titles(bundle) == {"Appeal form.pdf", "EP advice.pdf"}
    assert "2 papers wait for your decision" in said(appeal.priya, f"/bundles/{bundle.pk}/")
    decided(appeal, bundle)
    assert post(appeal.priya, f"/bundles/{bundle.pk}/").status_code == 302
    assert "0 of 2 papers are put in" in said(appeal.priya, f"/bundles/{bundle.pk}/")
    worked()
    answer = get(appeal.priya, f"/bundles/{bundle.pk}/bundle.pdf")
    assert answer["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.content)).pages
    # An index of one page, the form of one, the advice of four.
    assert len(pages) == 6
    index = pages[0].extract_text()
    for words in ("A. Appeal, response, directions and forms", "Appeal form.pdf", "EP advice.pdf", "3 to 6", "Joanna Whitfield"):
        assert words in index
    assert [page.extract_text().split()[-1] for page in pages] == ["1", "2", "3", "4", "5", "6"]
    assert [o.title for o in PdfReader(io.BytesIO(answer.content)).outline if not isinstance(o, list)][0] == "Index"
    assert AccessLog.objects.filter(child=appeal.maya, purpose__startswith="Downloaded the bundle").exists()


def test_talks_at_mediation_complaints_and_other_childrens_papers_are_not_gathered(appeal):
    paper(appeal, appeal.talks, "Offer at mediation.pdf", "We would settle for this", kind="complaints-and-tribunal")
    other = child_of(appeal.council, "Tom", "Whitfield")
    paper(appeal, appeal.case, "Tom.pdf", "About Tom", child=other)
    for kind in ("own-service-clinical-note", "child-protection", "medication", "dsr", "other-health-services"):
        paper(appeal, appeal.case, f"{kind}.pdf", "Not for the tribunal", kind=kind)
    bundle = begun(appeal)
    assert titles(bundle) == {"Appeal form.pdf", "EP advice.pdf"}


def test_they_cannot_be_put_in_by_hand_either(appeal):
    talk = paper(appeal, appeal.talks, "Offer at mediation.pdf", "We would settle", kind="complaints-and-tribunal")
    bundle = begun(appeal)

    def put(source, content, kind="complaints-and-tribunal"):
        def forge(_):
            BundleItem.objects.bulk_create([BundleItem(bundle=bundle, child=appeal.maya, owner=appeal.council, source=source.pk, kind_of_data=kind, content=content, title="x", part="appeal", proposed="in")])
        return forge

    other = child_of(appeal.council, "Tom", "Whitfield")
    toms = paper(appeal, appeal.case, "Tom.pdf", "About Tom", child=other)
    pills = paper(appeal, appeal.case, "Pills.pdf", "Pills", kind="medication")
    for source, content, kind in ((appeal.talks, talk, "complaints-and-tribunal"), (appeal.case, toms, "ehc-request-and-stage"), (appeal.case, pills, "medication")):
        with pytest.raises(DatabaseError), transaction.atomic():
            as_viewer(appeal.priya, put(source, content, kind))


def test_a_paper_that_shows_where_the_other_parent_lives_can_never_be_in(appeal):
    paper(appeal, appeal.case, "Letter.pdf", "Mr Whitfield of 3 High Street, co4 3sq")
    paper(appeal, appeal.case, "Phone.pdf", "Ring 07700 900-123")
    paper(appeal, appeal.case, "Home.pdf", "Maya lives at CM1 1AA")
    paper(appeal, appeal.case, "Other child.pdf", "See also GT-99999")
    bundle = begun(appeal)
    barred = {i.title: i.barred for i in BundleItem.objects.filter(bundle=bundle)}
    assert "another person of the family" in barred["Letter.pdf"]
    assert "another person of the family" in barred["Phone.pdf"]
    assert "another child" in barred["Other child.pdf"]
    assert barred["Home.pdf"] == ""
    item = BundleItem.objects.get(bundle=bundle, title="Letter.pdf")
    page = post(appeal.priya, f"/bundles/{bundle.pk}/papers/{item.pk}/", decision="in", part="authority", reason="Needed", looked="yes")
    assert page.status_code == 400
    with pytest.raises(DatabaseError), transaction.atomic():
        as_viewer(appeal.priya, lambda _: BundleItem.objects.filter(pk=item.pk).update(decision="in"))
    # Where Mark appeals, it is the home of the child that is kept from him.
    Bundle.objects.update(state="made")
    post(appeal.priya, f"/cases/{appeal.appeal.pk}/bundles/", appeal="contents", appellant=str(appeal.mark.person.pk))
    worked()
    barred = {i.title: i.barred for i in BundleItem.objects.filter(bundle=Bundle.objects.get(version=2))}
    assert barred["Home.pdf"] != ""
    assert barred["Letter.pdf"] == ""


def test_each_paper_is_decided_on_with_a_reason_where_otherwise_than_proposed(appeal):
    bundle = begun(appeal)
    assert post(appeal.priya, f"/bundles/{bundle.pk}/").status_code == 302
    assert Bundle.objects.get().state == "checking"
    item = BundleItem.objects.get(title="EP advice.pdf")
    path = f"/bundles/{bundle.pk}/papers/{item.pk}/"
    page = post(appeal.priya, path, decision="out", part="plan", reason="")
    assert page.status_code == 400
    assert "Say why you decide otherwise than proposed" in text_of(page)
    page = post(appeal.priya, path, decision="in", part="plan", reason="")
    assert "Look at each page of it, then tick that you have" in text_of(page)
    assert post(appeal.priya, path, decision="out", part="plan", reason="Superseded by a later report.").status_code == 302
    assert "Superseded by a later report." in said(appeal.priya, f"/bundles/{bundle.pk}/")


def test_what_is_sealed_after_it_was_made_does_not_leave_any_more(appeal):
    bundle = begun(appeal)
    decided(appeal, bundle)
    post(appeal.priya, f"/bundles/{bundle.pk}/")
    worked()
    assert get(appeal.priya, f"/bundles/{bundle.pk}/bundle.pdf").status_code == 200
    Content.objects.filter(pk=appeal.ep.pk).update(sealed=True)
    assert get(appeal.priya, f"/bundles/{bundle.pk}/bundle.pdf").status_code == 302
    again = begun(appeal)
    assert (again.version, titles(again)) == (2, {"Appeal form.pdf"})


def test_what_is_removed_by_review_is_in_no_copy_that_the_database_keeps(appeal):
    bundle = begun(appeal)
    decided(appeal, bundle)
    post(appeal.priya, f"/bundles/{bundle.pk}/")
    worked()
    assert Bundle.objects.get(pk=bundle.pk).file
    Content.objects.filter(pk=appeal.ep.pk).update(text="", file=None, file_name="", removed_at="2026-11-24T09:00:00Z")
    assert Bundle.objects.get(pk=bundle.pk).file is None
    assert BundleItem.objects.get(bundle=bundle, content=appeal.ep.pk).title == "Removed paper"
    assert get(appeal.priya, f"/bundles/{bundle.pk}/bundle.pdf").status_code == 302
    page = get(appeal.priya, f"/bundles/{bundle.pk}/")
    assert page.status_code == 200
    assert "EP advice.pdf" not in text_of(page)


def test_what_is_removed_while_a_bundle_is_put_together_is_not_in_it(appeal):
    """Its papers have been read by then. The database removes the advice as the last of them is."""
    bundle = begun(appeal)
    decided(appeal, bundle)
    post(appeal.priya, f"/bundles/{bundle.pk}/")
    chosen = BundleItem.objects.filter(bundle=bundle, decision="in").count()
    with connection.cursor() as cursor:
        cursor.execute(
            "create function removed_meanwhile() returns trigger language plpgsql security definer as $$ begin"
            f" update people_content set text = '', file = null, file_name = '', removed_at = now() where key = '{appeal.ep.pk}' and removed_at is null; return null; end $$;"
            f" create trigger removed_meanwhile after update of done on disputes_bundle for each row when (new.done = {chosen}) execute function removed_meanwhile()"
        )
    worked()
    made = Bundle.objects.get(pk=bundle.pk)
    assert (made.state, made.file) == ("failed", None)
    assert "A paper was removed meanwhile. Put it together again." in text_of(get(appeal.priya, f"/bundles/{bundle.pk}/"))


def kept_from(appeal, person, content):
    """Maya asks that this paper is not shown to one parent, or to either."""
    return Withheld.objects.create(
        child=appeal.maya, owner=appeal.council, kind="document", pieces=[content.pk], called="Diary.pdf", person=person, says="Please do not show it.", asked_by=uuid4(), asked_by_name="Leah Grant",
        asked_on=day("2026-10-20"), decide_by=day("2026-10-27"), to_name="Leah Grant",
    )  # fmt: skip


def test_what_a_child_asked_to_have_kept_from_whoever_appeals_is_never_in(appeal):
    diary = paper(appeal, appeal.case, "Diary.pdf", "How I feel at home")
    kept_from(appeal, appeal.joanna.person, diary)
    bundle = begun(appeal)
    item = BundleItem.objects.get(bundle=bundle, title="Diary.pdf")
    assert "The child asked that whoever appeals is not shown it" in item.barred
    assert "rule 14" in said(appeal.priya, f"/bundles/{bundle.pk}/")
    page = post(appeal.priya, f"/bundles/{bundle.pk}/papers/{item.pk}/", decision="in", part="authority", reason="Needed", looked="yes")
    assert page.status_code == 400
    # From Mark it is kept no more than anything else is.
    Bundle.objects.update(state="made")
    post(appeal.priya, f"/cases/{appeal.appeal.pk}/bundles/", appeal="contents", appellant=str(appeal.mark.person.pk))
    worked()
    assert BundleItem.objects.get(bundle__version=2, title="Diary.pdf").barred == ""


def test_what_a_child_asks_to_have_kept_later_stops_the_making_and_the_copy(appeal):
    bundle = begun(appeal)
    decided(appeal, bundle)
    post(appeal.priya, f"/bundles/{bundle.pk}/")
    asked = kept_from(appeal, None, appeal.ep)
    worked()
    bundle.refresh_from_db()
    assert bundle.state == "failed"
    assert BundleItem.objects.get(bundle=bundle, title="EP advice.pdf").barred
    asked.delete()
    BundleItem.objects.update(barred="")
    decided(appeal, bundle)
    post(appeal.priya, f"/bundles/{bundle.pk}/")
    worked()
    assert get(appeal.priya, f"/bundles/{bundle.pk}/bundle.pdf").status_code == 200
    kept_from(appeal, None, appeal.ep)
    assert get(appeal.priya, f"/bundles/{bundle.pk}/bundle.pdf").status_code == 302


def test_nothing_leaves_for_whoever_is_barred_since_the_bundle_was_begun(appeal):
    bundle = begun(appeal)
    decided(appeal, bundle)
    post(appeal.priya, f"/bundles/{bundle.pk}/")
    bar = Bar.objects.create(
        child=appeal.maya, owner=appeal.council, person=appeal.joanna.person, ground="no-contact", words="An order", valid_from=day("2026-11-20"), recorded_by=appeal.priya.user.pk, recorded_by_name="x"
    )
    worked()
    assert "Whoever appeals is barred from the child’s record since" in said(appeal.priya, f"/bundles/{bundle.pk}/")
    bar.delete()
    post(appeal.priya, f"/bundles/{bundle.pk}/")
    worked()
    assert get(appeal.priya, f"/bundles/{bundle.pk}/bundle.pdf").status_code == 200
    bar.save(force_insert=True)
    answer = get(appeal.priya, f"/bundles/{bundle.pk}/bundle.pdf")
    assert answer.status_code == 302


def test_nobody_else_learns_by_a_bundle_what_a_child_asked_to_have_kept(appeal):
    bundle = begun(appeal)
    kept_from(appeal, appeal.joanna.person, appeal.ep)
    asked = f"select * from disputes_withheld('{bundle.pk}')"
    assert as_viewer(appeal.priya, lambda _: rows(asked)) == [(appeal.ep.pk,)]
    assert as_viewer(appeal.joanna, lambda _: rows(asked)) == []


def test_a_broken_or_locked_paper_is_named_and_kept_out(appeal):
    paper(appeal, appeal.case, "Broken.pdf", file=b"%PDF-1.7 nothing")
    paper(appeal, appeal.case, "Notes.docx", file=b"PK\x03\x04word")
    bundle = begun(appeal)
    barred = {i.title: i.barred for i in BundleItem.objects.filter(bundle=bundle)}
    assert "damaged" in barred["Broken.pdf"]
    assert "no PDF" in barred["Notes.docx"]


def test_nobody_but_the_councils_casework_sees_it(appeal):
    senco = practitioner("Tom Reed", "setting-senco", appeal.school)
    bundle = begun(appeal)
    for someone in (appeal.joanna, appeal.mark, senco, appeal.helen, appeal.stranger):
        for path in (f"/cases/{appeal.appeal.pk}/bundles/", f"/bundles/{bundle.pk}/", f"/bundles/{bundle.pk}/bundle.pdf"):
            assert get(someone, path).status_code == 404, (someone.name, path)
        assert as_viewer(someone, lambda v: (list(Bundle.objects.all()), list(BundleItem.objects.all()))) == ([], []), someone.name


def test_the_days_to_keep_stand_on_its_page(appeal):
    # Thirty tribunal working days from Monday 5 October 2026 end on Monday 16 November, which has passed.
    page = said(appeal.priya, f"/cases/{appeal.appeal.pk}/bundles/")
    assert "Respond to the appeal, by Monday 16 November 2026" in page
    assert "The tribunal’s own days for evidence and the bundle are not recorded" in page


def test_the_rules_by_themselves():
    shown = {"ep-advice", "complaints-and-tribunal"}
    assert never("mediation", "none", "complaints-and-tribunal", shown)
    assert never("complaint", "none", "complaints-and-tribunal", shown)
    assert never("neurodevelopmental", "none", "ep-advice", shown)
    assert never("ehc-needs-assessment", "young-person", "ep-advice", shown)
    assert never("ehc-needs-assessment", "none", "medication", shown)
    assert not never("ehc-needs-assessment", "none", "ep-advice", shown)
    g = [Guarded("CO4 3SQ", "home")]
    assert found_in("of C O 4\n3 s-q.", g, own=()) == "home"
    assert not found_in("CO4 3SR", g, own=())
    assert found_in("UPN A123456789012", [], own=())
    assert not found_in("UPN A123456789012 and GT-00012", [], own=("A123456789012", "GT-00012"))
    # 60 and 50 of core papers are 110 of 100; 75 of evidence each for section I alone.
    found = {c.title: (c.pages, c.over) for c in counts([("appeal", 60), ("decision", 50), ("family", 76), ("letters", 9)], "placement")}
    assert found["Core papers"] == (110, True)
    assert found["The family’s evidence"] == (76, True)
    assert found["The authority’s evidence"] == (0, False)
    assert len({p.letter for p in scheme().parts}) == 7
    assert day("2026-11-24")


def test_a_run_that_is_repeated_reads_all_anew_and_decides_nothing(appeal):
    bundle = begun(appeal)
    decided(appeal, bundle)
    worked()
    assert Bundle.objects.get().state == "checking"
    assert set(BundleItem.objects.values_list("decision", flat=True)) == {"in"}


def test_the_notice_of_a_decision_is_proposed_and_other_letters_are_left_out(appeal):
    from goldenthread.letters.models import Letter

    words = '{"title": "Notice", "blocks": [], "to": [], "sender": "", "date": "", "cite": ""}'
    for template, title in (("decided-not-to-assess", "We will not assess"), ("waiting-acknowledged", "You are on the list")):
        kept = Content.objects.create(child=appeal.maya, case=appeal.case.pk, owner=appeal.council, kind_of_data="messages-to-family", text=words)
        Letter.objects.create(child=appeal.maya, case=appeal.case.pk, owner=appeal.council, kind_of_data="messages-to-family", template=template, title=title, content=kept, made_by=appeal.priya.user.pk)
    bundle = begun(appeal)
    found = {i.title: (i.part, i.proposed, i.barred) for i in BundleItem.objects.filter(bundle=bundle)}
    assert found["We will not assess"] == ("decision", "in", "")
    assert found["You are on the list"] == ("letters", "out", "")


def tried(times):
    """A job that other workers began so often, and were killed."""
    return SimpleNamespace(job=SimpleNamespace(attempts=times))


def test_papers_that_kill_whoever_reads_them_end_in_words_of_what_to_do(appeal):
    page = post(appeal.priya, f"/cases/{appeal.appeal.pk}/bundles/", appeal="contents", appellant=str(appeal.joanna.person.pk))
    assert page.status_code == 302
    bundle = Bundle.objects.get()
    # One paper was read before the worker was killed at the other.
    form = BundleItem.objects.get(title="Appeal form.pdf")
    BundleItem.objects.filter(pk=form.pk).update(pages=1)
    with transaction.atomic(), as_the_worker():
        tasks.read_papers(tried(tasks.TRIES), bundle=str(bundle.pk))
        tasks.read_papers(tried(tasks.TRIES), bundle=str(bundle.pk))
    said_now = said(appeal.priya, f"/bundles/{bundle.pk}/")
    for words in ("Reading its papers stopped several times. Save those that could not be read as a PDF again", "Can never be in. It could not be read", "1 paper waits for your decision"):
        assert words in said_now
    assert "Look again now" not in said_now
    decided(appeal, bundle)
    again = post(appeal.priya, f"/cases/{appeal.appeal.pk}/bundles/", appeal="contents", appellant=str(appeal.joanna.person.pk))
    assert again.status_code == 302
    worked()
    assert Bundle.objects.get(version=2).state == "checking"


def test_a_fault_at_the_last_try_ends_the_reading_and_an_earlier_one_does_not(appeal, monkeypatch):
    post(appeal.priya, f"/cases/{appeal.appeal.pk}/bundles/", appeal="contents", appellant=str(appeal.joanna.person.pk))
    bundle = Bundle.objects.get()
    # The paper is gone from under the job: a fault of any kind.
    monkeypatch.setattr("goldenthread.disputes.bundles._judged", lambda *_: 1 / 0)
    for times, state in ((0, "reading"), (tasks.TRIES - 1, "failed")):
        with as_the_worker(), pytest.raises(RuntimeError, match="ZeroDivisionError"):
            tasks.read_papers(tried(times), bundle=str(bundle.pk))
        bundle.refresh_from_db(fields=["state"])
        assert bundle.state == state


def test_putting_together_that_is_killed_again_and_again_ends_in_words_too(appeal):
    bundle = begun(appeal)
    decided(appeal, bundle)
    assert post(appeal.priya, f"/bundles/{bundle.pk}/").status_code == 302
    with transaction.atomic(), as_the_worker():
        tasks.make_bundle(tried(tasks.TRIES), bundle=str(bundle.pk))
    assert "Putting it together stopped several times. Leave out the largest or newest paper, and make it again" in said(appeal.priya, f"/bundles/{bundle.pk}/")
    # And it can be made again from there.
    assert post(appeal.priya, f"/bundles/{bundle.pk}/").status_code == 302
    worked()
    assert Bundle.objects.get().state == "made"
