"""Who gives advice (SEND Regulations 2014 r.6(1)), and which kind of data their advice is."""

NOT_UNDER_SECTION_31 = (
    "family",
    "education-setting",
    "early-years-setting",
    "education-other",
    "ministry-of-defence",
    "educational-psychologist",
    "social-care",
    "other-by-authority",
    "preparation-for-adulthood",
    "other-by-family",
)
"""Contributors whose six weeks the Code expects. Every other contributor is a health professional, whom regulation 8
binds because the ICB and its bodies are partners under section 31 of the 2014 Act."""

CONTRIBUTORS = {
    "family": "family",
    "education-setting": "school or college",
    "early-years-setting": "early years setting",
    "education-other": "person responsible for education",
    "ministry-of-defence": "Ministry of Defence",
    "health": "health adviser named by the ICB",
    "speech-and-language-therapist": "speech and language therapist",
    "occupational-therapist": "occupational therapist",
    "physiotherapist": "physiotherapist",
    "camhs": "mental health service (CAMHS)",
    "paediatrician": "paediatrician",
    "educational-psychologist": "educational psychologist",
    "social-care": "social care",
    "other-by-authority": "adviser chosen by the authority",
    "preparation-for-adulthood": "adviser on preparing for adulthood",
    "other-by-family": "adviser asked for by the family",
}
"""The usual contributors in words. Other health professions are named by their own slug, such as `dietitian`."""

KIND_OF_ADVICE = {
    **dict.fromkeys(NOT_UNDER_SECTION_31, "ehc-request-and-stage"),
    "education-setting": "school-sen-support",
    "early-years-setting": "school-sen-support",
    "education-other": "school-sen-support",
    "educational-psychologist": "ep-advice",
    "social-care": "social-care-advice",
}
"""Which kind of data the events about a contributor are; a health profession's are health advice."""
