"""Row-level security of voice. What is public anybody reads; who booked is read by those who run the meeting; what a child says is read
by the safeguarding lead first, and a concern by nobody else at all."""

from goldenthread.access.rls import Protected, holds

_RUNS = "owner_id in (select voice_running())"
_LEADS = "owner_id in (select voice_leading())"
_EVERYBODY = "(true)"
_OF_A_MEETING = "(meeting_id in (select m.id from voice_meeting m where m.owner_id in (select voice_running())))"
_OF_A_PROJECT = "(project_id in (select p.id from voice_project p where p.owner_id in (select voice_leading())))"
_LEAD = holds("safeguarding-lead")
_CASEWORK = holds("la-send-caseworker", "la-send-manager")
# Whoever sent it reads it while they may still send for the child: no parent who is barred since, and no SENCO of a school that the child left.
_SENT = """(by = access_viewer() and access_link_child() is null and (
    child_id in (select g.child from access_by_family('read', 'messages-to-family') g)
    or child_id in (select g.child from access_by_child('read', 'school-sen-support') g)))"""
_OPEN = """((child_id is null or child_id not in (select access_sealed())) and ("case" is null or "case" not in (select access_hidden_cases())))"""
_OF_A_PACK = "(exists (select 1 from voice_pack k where k.id = pack_id and k.owner_id = voice_packversion.owner_id and k.owner_id in (select voice_leading())))"

PROTECTED = (
    Protected("voice_meeting", shows=_EVERYBODY, accepts=f"({_RUNS} and made_by = access_viewer())", writes="insert"),
    # Booked, moved up and cancelled through functions, which hold the meeting's row: no place is given twice.
    Protected("voice_booking", shows=_OF_A_MEETING, accepts=_OF_A_MEETING, writes="update", columns="(told_on, told_by_name)"),
    Protected(
        "voice_meetingquestion", shows=_OF_A_MEETING, accepts=_OF_A_MEETING, writes="insert update",
        columns="(families, asked_as, answer, answered_on, answered_by_name, left_out_because)",
    ),
    Protected("voice_attendance", shows=_OF_A_MEETING, accepts=_OF_A_MEETING, writes="insert update", columns="(came)"),
    # A child's own: the lead at once; once passed on, whoever sent it and still may, casework, and of a project those who run it where it names no child.
    Protected(
        "voice_childview",
        shows=f"({_LEAD} or state = 'passed' and {_OPEN} and ({_SENT} or {_CASEWORK} or child_id is null and {_OF_A_PROJECT}))",
    ),
    Protected("voice_concern", shows=f"({_LEAD})"),
    Protected("voice_project", shows=_EVERYBODY, accepts=f"({_LEADS})", writes="insert update",
              columns="(said, said_on, decided, decided_on, decided_by_name, effect, effect_on)"),
    # Counts of few are for those who run it; the public has them from a page that asks a function for sums and leaves out small ones.
    Protected("voice_reached", shows=_OF_A_PROJECT, accepts=_OF_A_PROJECT, writes="insert"),
    # Written by anybody through a function; its words are read by those who run the project.
    Protected("voice_projectanswer", shows=_OF_A_PROJECT),
    Protected("voice_forumquestion", shows=_EVERYBODY),
    Protected("voice_pack", shows=_EVERYBODY, accepts=f"({_LEADS})", writes="insert"),
    Protected("voice_packversion", shows=_EVERYBODY, accepts=f"({_OF_A_PACK} and made_by = access_viewer())", writes="insert"),
    Protected("voice_packcount", shows="(version_id in (select v.id from voice_packversion v where v.owner_id in (select voice_leading())))"),
)  # fmt: skip
