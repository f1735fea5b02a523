"""The closed list of lawful exceptions (r.5(4), 8(2), 10(4), 13(3), 27(3), 44(3), 45(7)). Each lifts a limit and moves
nothing; lack of staff, late advice and panel dates are on no list."""

from goldenthread.engine.fields import choice, date_field, event, slug_field, text_field
from goldenthread.engine.pathway import GROUND_SLUGS, Ground
from goldenthread.pathways.common.contributors import CONTRIBUTORS

SCHOOL_CLOSED = Ground("school-closed")
EARLY_YEARS_CLOSED = Ground("early-years-closed")
PERSONAL = Ground("personal-circumstances")
ABSENT = Ground("absent-from-area", days=28)
ABSENT_AFTER_ORDER = Ground("absent-from-area", days=14)
MISSED = Ground("missed-appointment")

A_TO_D = (SCHOOL_CLOSED, EARLY_YEARS_CLOSED, PERSONAL, ABSENT)
C_TO_E = (PERSONAL, ABSENT, MISSED)
A_TO_D_AFTER_ORDER = (SCHOOL_CLOSED, EARLY_YEARS_CLOSED, PERSONAL, ABSENT_AFTER_ORDER)

EXCEPTION_EVENTS = (
    event(
        "exception-recorded",
        "Exception recorded",
        text_field("clock", "Which limit it lifts"),
        choice("ground", "Ground in the regulations", *GROUND_SLUGS),
        text_field("reason", "Why it is impractical to comply because of it"),
        date_field("from", "First day").required_if("ground", "absent-from-area"),
        date_field("to", "Last day").required_if("ground", "absent-from-area").not_before("from"),
        slug_field("contributor", "Whose appointment or advice", CONTRIBUTORS).required_if("ground", "missed-appointment"),
        date_field("missed_on", "Day of the missed appointment").optional().come(),
    ),
    event("exception-ended", "Exception ended", text_field("clock", "Which limit it lifted")),
    event("exception-reported", "Exception reported in a return, ground not given", text_field("clock", "Which limit")),
)
