"""What the notice of each decision must say, and who gets a copy.

Children and Families Act 2014 s.36-45; SEND Regulations 2014 (SI 2014/1530) r.5, 10, 13, 14, 20-22, 25, 31, 32. A notice
that leaves out one of these parts is not sent: a family told less has good grounds for a late appeal.
"""

from __future__ import annotations

from dataclasses import dataclass

RIGHT_OF_APPEAL = "right-of-appeal"
TIME_LIMITS = "time-limits"
MEDIATION = "mediation"
ADVICE_AND_DISAGREEMENT = "advice-and-disagreement"
RECOMMENDATIONS = "recommendations"
REPRESENTATIONS = "representations"
REASONS = "reasons"
FINAL_APPEAL = "final-right-of-appeal"
FINAL_TIMES = "final-time-limits"
FINAL_MEDIATION = "final-mediation"
VIEWS = "right-to-give-views"
FIFTEEN_DAYS = "fifteen-days"
MEETING = "right-to-a-meeting"
SETTINGS = "settings-to-ask-for"
INFORMATION = "information-about-schools"

PARTS = {
    RIGHT_OF_APPEAL: "the right of appeal",
    TIME_LIMITS: "the time limits",
    MEDIATION: "the right to mediation, and the certificate (regulation 32)",
    ADVICE_AND_DISAGREEMENT: "disagreement resolution, and SEN information and advice",
    RECOMMENDATIONS: "the tribunal’s power to recommend on health and social care",
    REASONS: "the reasons",
    FINAL_APPEAL: "the right of appeal about sections B, F and I",
    FINAL_TIMES: "the time limits, and that section I alone needs no certificate",
    FINAL_MEDIATION: "the right to mediation, and when a certificate is needed (regulation 32, section 55)",
    VIEWS: "the right to give views and evidence (section 36(7))",
    FIFTEEN_DAYS: "the fifteen days to say what the family thinks, and to ask for a school or college (regulation 13(1))",
    MEETING: "the right to a meeting with an officer (regulation 13(1))",
    SETTINGS: "which schools and colleges the family may ask for (section 38(3))",
    INFORMATION: "where to find information about schools and colleges (regulation 13(1)(b))",
    REPRESENTATIONS: "the right to say what the family thinks, within at least 15 days",
}

# Facts that a part is empty without: the part must name each of them.
PART_NEEDS = {
    TIME_LIMITS: ("contact_mediation_by", "lodge_appeal_by"),
    MEDIATION: ("mediation_adviser", "mediation_contact", "contact_mediation_by", "authority_contact"),
    ADVICE_AND_DISAGREEMENT: ("sendiass", "sendiass_contact", "disagreement_resolution"),
    REASONS: ("reasons",),
    FINAL_TIMES: ("contact_mediation_by", "lodge_appeal_by"),
    FINAL_MEDIATION: ("mediation_adviser", "mediation_contact", "contact_mediation_by", "authority_contact"),
    FIFTEEN_DAYS: ("answer_by",),
    INFORMATION: ("authority_contact",),
    REPRESENTATIONS: ("answer_by",),
}

_APPEALABLE = (RIGHT_OF_APPEAL, TIME_LIMITS, MEDIATION, ADVICE_AND_DISAGREEMENT)
# What a plan says is appealed by its sections, and section I alone needs no certificate (s.51(2)(c), 55(2)).
_OF_A_PLAN = (FINAL_APPEAL, FINAL_TIMES, FINAL_MEDIATION, ADVICE_AND_DISAGREEMENT, RECOMMENDATIONS)


@dataclass(frozen=True)
class Notice:
    """The notice of one decision: `event` is the slug that its sending records."""

    event: str
    cite: str
    must_say: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()


NOTICES = {
    n.event: n
    for n in (
        Notice(
            "notified-considering",
            "s.36(7); r.4(2)",
            (VIEWS,),
            ("icb", "social-care", "setting"),
        ),
        Notice("decided-to-assess", "s.36(3); r.5(1)-(2)", (), ("icb", "social-care", "setting")),
        Notice(
            "decided-not-to-assess",
            "s.36(5); r.5(1)-(3)",
            (*_APPEALABLE, REASONS),
            ("icb", "social-care", "setting"),
        ),
        Notice(
            "decided-not-to-issue",
            "s.36(9); r.10",
            (*_APPEALABLE, RECOMMENDATIONS, REASONS),
            ("icb", "setting"),
        ),
        Notice("decided-to-issue", "s.37(1); r.13(1)"),
        # On information about schools and colleges (r.13(1)(b)) the facts that we hold are silent: see decision 21.
        Notice("draft-plan-sent", "s.38; r.13(1)", (FIFTEEN_DAYS, MEETING, SETTINGS, INFORMATION)),
        Notice(
            "final-plan-issued",
            "s.39(8)-40(5), 51(2), 55(2); r.13(2), 14(2)",
            _OF_A_PLAN,
            ("named-setting", "icb"),
        ),
        Notice("decided-to-reassess", "s.44(2)-(3); r.25(1)"),
        Notice("decided-not-to-reassess", "r.25(2)", (*_APPEALABLE, RECOMMENDATIONS, REASONS)),
        Notice("decided-to-maintain", "s.44; r.20(10)-(11), 21(9)-(10)", (*_APPEALABLE, RECOMMENDATIONS, REASONS), ("setting",)),
        Notice("amendment-notice-sent", "s.44; r.20(10), 21(9), 22(1)-(2), 28", (REPRESENTATIONS, ADVICE_AND_DISAGREEMENT)),
        Notice("decided-not-to-amend", "r.22(4)-(5)", (*_APPEALABLE, RECOMMENDATIONS, REASONS), ("setting",)),
        Notice("amended-plan-issued", "s.44, 51(2), 55(2); r.22(3)-(5), 28", _OF_A_PLAN, ("named-setting", "icb")),
        Notice("decided-to-cease", "s.45; r.20(11), 21(10), 31", (*_APPEALABLE, RECOMMENDATIONS, REASONS), ("setting", "icb")),
    )
}
"""Notices of an EHC needs assessment, a reassessment, a review, an amendment and the end of a plan. Section 36(5) and regulation 5 give no power to recommend on a refusal to assess."""


def missing(event: str, parts: dict[str, str]) -> tuple[str, ...]:
    """Which of the parts that the law asks for a notice lacks, in words. `parts` holds each part's own text, with its
    placeholders as `{name}`."""
    lacking = []
    for part in NOTICES[event].must_say:
        text = parts.get(part, "")
        if not text.strip():
            lacking.append(PARTS[part])
            continue
        lacking += [f"{PARTS[part]}: {name.replace('_', ' ')}" for name in PART_NEEDS.get(part, ()) if f"{{{name}}}" not in text]
    return tuple(lacking)
