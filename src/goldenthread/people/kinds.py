"""The 16 kinds of data of the partnership's agreement on who sees what, in its own order."""

STAGE, PLAN, MESSAGES = "ehc-request-and-stage", "drafts-and-final-plan", "messages-to-family"

KINDS: dict[str, str] = {
    "identity-and-contact": "Identity and contact",
    STAGE: "EHC request and stage",
    PLAN: "Drafts and final plan",
    "ep-advice": "EP advice",
    "own-service-clinical-note": "Own-service clinical note",
    "health-advice": "Health advice (EHC)",
    "other-health-services": "Other health services: waits and status only",
    "medication": "Medication and physical checks",
    "dsr": "Dynamic support register and C(E)TR",
    "social-care-advice": "Social care advice",
    "child-protection": "Child protection detail",
    "school-sen-support": "School SEN support record",
    MESSAGES: "Messages to family",
    "complaints-and-tribunal": "Complaints and tribunal",
    "kpi-aggregates": "KPI aggregates",
    "audit-log": "Audit log",
}
