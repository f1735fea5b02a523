"""What row-level security costs: a function that a policy asks about each row of a long list costs more than the list."""

import re

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

LONG = (
    "audits_finding", "audits_population", "audits_sampled", "disputes_bundleitem", "families_navigation", "families_question", "families_withheld", "offer_change", "offer_comment", "offer_rowlook", "offer_suggestion",
    "plans_clause", "plans_consultation", "plans_disclosure", "plans_issueddocument", "plans_plan", "reviews_review", "sendiass_enquiry", "sendiass_note", "services_access", "services_match", "services_staffing", "voice_attendance", "voice_booking",
    "voice_childview", "voice_meetingquestion", "voice_projectanswer", "voice_reached",
)  # fmt: skip
OF_A_ROW = re.compile(r"(?<!from )(?<!select )\b(?:access_holds|voice_runs|voice_leads|plans_is_reader|plans_concerns|plans_shows|families_officer_of|families_decides|families_navigates|reviews_keeps|offer_reads|offer_edits)\(", re.IGNORECASE)


@pytest.mark.parametrize("table", LONG)
def test_whoever_reads_a_long_list_is_asked_who_they_are_once(table):
    with connection.cursor() as cursor:
        cursor.execute("select qual from pg_policies where tablename = %s and cmd = 'SELECT' and permissive = 'PERMISSIVE'", [table])
        quals = [" ".join(qual.split()) for (qual,) in cursor.fetchall()]
    assert len(quals) == 1
    assert OF_A_ROW.findall(quals[0]) == []
