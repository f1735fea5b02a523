"""The demo people: one at least for each role that can sign in. All are invented."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Persona:
    """A practitioner names a row of people.csv; a parent, or another person of a family, a row of family.csv; a young
    person the child."""

    slug: str
    name: str
    what: str
    role: str
    organisation: str = ""
    practitioner: str = ""
    person: str = ""
    child: str = ""

    @property
    def email(self) -> str:
        return f"{self.slug}@demo.example"


COUNCIL, ICB, EASTWAY, SALTMARSH, OAKHAVEN = "LA:881", "ICB:D7T5G", "TRUST:EASTWAY", "TRUST:SALTMARSH", "RTC:OAKHAVEN"
NEIGHBOUR, NEIGHBOUR_NAME = "LA:935", "Suffolk County Council"
"""The council over the border, some of whose children come to Larkfield."""

PERSONAS = (
    Persona("priya-nair", "Priya Nair", "case officer, Mid team", "la-send-caseworker", COUNCIL, "CO-PRIYA"),
    Persona("grace-oyelaran", "Grace Oyelaran", "head of SEND casework", "la-send-manager", COUNCIL, "MG-GRACE"),
    Persona("helen-marsh", "Dr Helen Marsh", "educational psychologist, Mid", "educational-psychologist", COUNCIL, "EP-HELEN"),
    Persona("sunita-rao", "Dr Sunita Rao", "principal educational psychologist", "principal-educational-psychologist", COUNCIL, "PEP-SUNITA"),
    Persona("ruth-bell", "Ruth Bell", "occupational therapist, Eastway Community NHS Trust", "health-practitioner", EASTWAY, "OT-RUTH"),
    Persona("amara-osei", "Dr Amara Osei", "designated clinical officer", "dco", ICB, "DCO-AMARA"),
    Persona("tom-ashby", "Tom Ashby", "commissioner, NHS Essex ICB", "icb-commissioner", ICB, "IC-TOM"),
    Persona("leah-brandon", "Leah Brandon", "social worker, children with disabilities, Mid", "social-worker", COUNCIL, "SW-LEAH"),
    Persona("nadia-rahman", "Nadia Rahman", "designated social care officer", "dsco", COUNCIL, "DSCO-NADIA"),
    Persona("aaron-lowe", "Aaron Lowe", "SENCO, Larkfield Primary School", "setting-senco", "larkfield", "SN-AARON"),
    Persona("mei-chan", "Mei Chan", "health visitor, Eastway Community NHS Trust", "health-visitor", EASTWAY, "HV-MEI"),
    Persona("olu-adeyemi", "Olu Adeyemi", "manager of children’s services, Eastway Community NHS Trust", "health-service-manager", EASTWAY, "HM-OLU"),
    Persona("rosa-quill", "Rosa Quill", "manager of young people’s mental health, Saltmarsh Mental Health NHS Trust", "health-service-manager", SALTMARSH, "HM-ROSA"),
    Persona("ines-marlow", "Ines Marlow", "manager, Oakhaven Autism and ADHD Clinic, of the Right to Choose", "health-service-manager", OAKHAVEN, "HM-INES"),
    Persona("wyn-calder", "Wyn Calder", "complaints manager, Eastway Community NHS Trust", "complaints-manager", EASTWAY, "CM-WYN"),
    Persona("pat-ingram", "Pat Ingram", "complaints manager, NHS Essex ICB", "complaints-manager", ICB, "CM-PAT"),
    Persona("bridget-nolan", "Bridget Nolan", "specialist nurse for ADHD, Eastway Community NHS Trust", "health-practitioner", EASTWAY, "NU-BRIDGET"),
    Persona("joanna-whitfield", "Joanna Whitfield", "Maya's mother", "parent", person="Joanna Whitfield", child="Maya Whitfield"),
    Persona("mark-whitfield", "Mark Whitfield", "Maya's father, who is barred from learning where she is", "parent", person="Mark Whitfield", child="Maya Whitfield"),
    Persona("nina-fraser", "Nina Fraser", "Lily's mother, whose plan is being amended", "parent", person="Nina Fraser", child="Lily Fraser"),
    Persona("amelia-hart", "Amelia Hart", "young person, aged 17", "young-person", child="Amelia Hart"),
    Persona("simon-hart", "Simon Hart", "Amelia's father", "parent-of-young-person", person="Simon Hart", child="Amelia Hart"),
    Persona("kate-delaney", "Kate Delaney", "adviser, Essex SENDIASS", "sendiass", "SENDIASS:ESSEX", "IA-KATE"),
    Persona("mina-vale", "Mina Vale", "manager, Essex SENDIASS", "sendiass-manager", "SENDIASS:ESSEX", "IM-MINA"),
    Persona("nia-vaughan", "Nia Vaughan", "SEND navigator", "send-navigator", COUNCIL, "NV-NIA"),
    Persona("david-moyo", "David Moyo", "mediator", "mediator", "SERVICE:MEDIATION", "ME-DAVID"),
    Persona("clare-fenn", "Clare Fenn", "tribunal clerk", "tribunal", "SERVICE:TRIBUNAL", "TR-CLARE"),
    Persona("ian-prentice", "Ian Prentice", "inspector", "inspector", "SERVICE:INSPECTORATE", "IN-IAN"),
    Persona("zara-kemble", "Zara Kemble", "data analyst", "analyst", COUNCIL, "AN-ZARA"),
    Persona("joel-thorne", "Joel Thorne", "system administrator", "system-administrator", COUNCIL, "SA-JOEL"),
    Persona("sal-ward", "Sal Ward", "safeguarding lead for children with SEND", "safeguarding-lead", COUNCIL, "SG-SAL"),
    Persona("cal-reed", "Cal Reed", "worker of the Multi-Schools Council", "schools-council", COUNCIL, "SC-CAL"),
    Persona("fay-dunn", "Fay Dunn", "member of the Essex Family Forum", "forum-member", "SERVICE:FORUM", "FM-FAY"),
    Persona("farah-aziz", "Farah Aziz", "information governance lead", "information-governance", COUNCIL, "IG-FARAH"),
)

# Relation, parental responsibility, has care: the families of the children who are told by hand.
FAMILIES = {
    "Maya Whitfield": (("Whitfield", "Joanna", "mother", True, True), ("Whitfield", "Mark", "father", True, False)),
    "Callum Reeve": (("Reeve", "Donna", "mother", True, True),),
    "Ivy Thornton": (("Thornton", "Paul", "father", True, True), ("Thornton", "Judith", "mother", True, True)),
    "Jaden Brooks": (("Brooks", "Michelle", "mother", True, True),),
    "Oscar Lindqvist": (("Lindqvist", "Anna", "mother", True, True), ("Lindqvist", "Erik", "father", True, True)),
    "Samir Haddad": (("Haddad", "Nabil", "father", True, True),),
    "Noah Mensah": (("Mensah", "Grace", "mother", True, True), ("Mensah", "Comfort", "kinship-carer", False, True)),
    "Freya Collins": (("Collins", "Ellen", "foster-carer", False, True),),
    "Amelia Hart": (("Hart", "Simon", "father", True, True),),
    "Lily Fraser": (("Fraser", "Nina", "mother", True, True),),
}
