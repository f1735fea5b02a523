"""Whoever has no email gets a letter by post, and in the same envelope what the letter comes with."""

import pytest

from goldenthread.letters.models import Letter, Message
from goldenthread.letters.sending import NothingToSend, Recipient, queue
from goldenthread.plans.models import IssuedDocument

from .conftest import as_viewer, get, post, text_of
from .test_sending import issue, later, send, the_answered  # noqa: F401


def test_a_draft_that_goes_by_post_is_printed_with_its_letter(draft):
    draft.anna.user.is_active = False
    draft.anna.user.save()
    assert send(draft, **{f"address-{draft.anna.pk}": "1 High Street, Chelmsford"}).status_code == 302
    message = Message.objects.get(purpose="draft-plan-sent")
    assert "what it comes with" in text_of(get(draft.priya, "/letters/to-post/"))
    enclosed = get(draft.priya, f"/letters/to-post/{message.pk}/enclosed.pdf")
    assert enclosed.status_code == 200
    assert enclosed.content == bytes(IssuedDocument.objects.get(what="draft").content.file)
    # The tray prints it with the reports that are part of it.
    with_reports = f"{draft.path}read/posted/{IssuedDocument.objects.get(what='draft').content_id}/plan.pdf"
    assert with_reports in get(draft.priya, "/letters/to-post/").content.decode()
    assert get(draft.priya, with_reports).content == enclosed.content, "there is no report"
    for someone in (draft.helen, draft.leila, draft.stranger):
        assert get(someone, with_reports).status_code == 404
    for someone in (draft.leila, draft.stranger):
        assert get(someone, f"/letters/to-post/{message.pk}/enclosed.pdf").status_code == 404


def test_a_final_plan_for_a_board_where_nobody_has_an_account_is_a_letter_with_the_plan_and_can_be_posted(later):  # noqa: F811
    later.dina.user.is_active = False
    later.dina.user.save()
    assert issue(later, **{f"address-icb-{later.icb.pk}": "ICB House, Chelmsford"}).status_code == 302
    copy = Message.objects.get(purpose="final-plan-issued", recipient="icb")
    assert copy.state == "to-post"
    assert copy.letter.title == "The final education, health and care plan for Oscar Lindqvist"
    assert get(later.priya, f"/letters/to-post/{copy.pk}/letter.pdf").status_code == 200
    plan = bytes(IssuedDocument.objects.get(what="final").content.file)
    assert get(later.priya, f"/letters/to-post/{copy.pk}/enclosed.pdf").content == plan
    assert post(later.priya, f"/letters/to-post/{copy.pk}/posted/").status_code == 302
    copy.refresh_from_db()
    assert (copy.state, copy.posted) == ("sent", True)
    assert not Letter.objects.filter(template="final-plan-copy").exclude(pk=copy.letter_id).exists()


def test_nothing_is_laid_in_the_tray_that_cannot_be_printed(draft):
    def to_nobody(viewer):
        queue(viewer, Recipient("contributor", "Nobody There"), purpose="x", subject="x", body="x", child=draft.oscar.pk, case=draft.case.pk, owner=draft.council.pk)

    with pytest.raises(NothingToSend, match="Nobody There has no email address"):
        as_viewer(draft.priya, to_nobody)
    assert not Message.objects.exists()
