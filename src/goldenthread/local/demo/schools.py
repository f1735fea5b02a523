"""Synthetic settings. Their names are invented and their numbers lie outside those in use (URN 9xxxxx, UKPRN 199xxxxx)."""

from collections import defaultdict
from dataclasses import dataclass
from random import Random

from goldenthread.local.demo.chance import quota
from goldenthread.local.demo.places import a_postcode, districts

# Type, as the published tables name it: phase, how many a full-size area has, what its name ends in.
KINDS = (
    ("mainstream_la_maintained", "primary", 190, ("Primary School", "Community Primary School")),
    ("mainstream_academy", "primary", 240, ("Primary School", "Primary Academy", "Church of England Primary School")),
    ("mainstream_free_school", "primary", 6, ("Primary School",)),
    ("mainstream_independent", "primary", 8, ("Preparatory School",)),
    ("mainstream_la_maintained", "secondary", 4, ("School",)),
    ("mainstream_academy", "secondary", 66, ("Academy", "High School", "School")),
    ("mainstream_free_school", "secondary", 6, ("Free School",)),
    ("mainstream_independent", "secondary", 10, ("College School", "School for Girls", "School for Boys")),
    ("special_la_maintained", "special", 7, ("School",)),
    ("special_academy_free", "special", 17, ("School", "Academy")),
    ("special_independent", "special", 22, ("House School",)),
    ("special_non_maintained", "special", 3, ("Trust School",)),
    ("ap_pru_academy", "alternative", 2, ("Alternative Provision Academy",)),
    ("ap_pru_free_school", "alternative", 1, ("Learning Centre",)),
    ("ap_pru_la_maintained", "alternative", 4, ("Pupil Referral Unit",)),
    ("general_fe_tertiary_colleges", "college", 7, ("College",)),
    ("specialist_post_16_institutions", "college", 3, ("Specialist College",)),
    ("ukrlp_provider", "college", 8, ("Training", "Skills Centre")),
)
MANY = {"primary", "secondary"}
FIRST = """Alder Ash Barley Birch Bramble Cedar Clover Curlew Elm Fallow Foxglove Hawthorn Heron Hornbeam Juniper Kestrel Larch
    Lapwing Linnet Maple Marsh Meadow Medlar Orchard Plover Primrose Quarry Redwing Rowan Saltern Skylark Swift Teal Thistle Willow""".split()
SECOND = "Acre Bank Bridge Brook Corner Croft Dene Field Green Heath Hill Lane Mead Park Rise Spring View Way Wood".split()

# Types of setting that have no number of their own.
CODES = {
    "elective_home_education": "EHE", "other_arrangements_la": "OLA", "other_arrangements_parents": "OPA", "w_settings": "OTH",
    "other_schools": "OTH", "neet": "NEET", "neet_ntci": "NIEC", "neet_other": "NIEO", "neet_other_csa": "NIEO",
    "nm_early_years": "EYP",
}
GROUPS = {
    "mainstream_total": tuple(
        f"mainstream_{kind}{part}" for kind in ("la_maintained", "academy", "free_school")
        for part in ("", "_resourced_provision", "_senunit")
    ) + ("mainstream_independent",),
    "special_total": ("special_la_maintained", "special_academy_free", "special_independent", "special_non_maintained"),
    "ap_pru_total": ("ap_pru_academy", "ap_pru_free_school", "ap_pru_la_maintained"),
    "fe_total": ("general_fe_tertiary_colleges", "specialist_post_16_institutions", "ukrlp_provider"),
    "ed_elsewhere": tuple(kind for kind in CODES if kind != "nm_early_years"),
    "nm_early_years": ("nm_early_years",),
    "placement_unknown": ("placement_unknown",),
}
GROUP_OF = {kind: group for group, kinds in GROUPS.items() for kind in kinds}


@dataclass(frozen=True, slots=True)
class School:
    code: str
    name: str
    kind: str
    phase: str
    district: str
    postcode: str

    @property
    def number(self) -> str:
        return self.code.split(":")[1]


class Schools:
    def __init__(self, rng: Random, scale: float) -> None:
        self._rng = rng
        self.all: list[School] = []
        self._of: dict[tuple[str, str], dict[str, list[School]]] = defaultdict(lambda: defaultdict(list))
        used = {"Hazel Grove", "Larkfield"}
        names = [f"{one} {two}" for one in FIRST for two in SECOND if f"{one} {two}" not in used]
        rng.shuffle(names)
        young = {code: district.young for code, district in districts().items()}
        for kind, phase, full, endings in KINDS:
            number = max(1, round(full * max(scale, 0.2))) if phase in MANY else max(1, round(full * max(scale, 0.5)))
            for place in quota(rng, number, young):
                self.add(f"{names.pop()} {rng.choice(endings)}", kind, phase, place)

    def add(self, name: str, kind: str, phase: str, district: str) -> School:
        number = len(self.all) + 1
        code = f"UKPRN:{19900000 + number}" if kind == "ukrlp_provider" else f"URN:{900000 + number}"
        school = School(code, name, kind, phase, district, a_postcode(self._rng, district))
        self.all.append(school)
        self._of[kind, phase][district].append(school)
        return school

    def near(self, kind: str, phase: str, district: str) -> School | None:
        """A school of this type, in the district where there is one. None if the area has none for the phase."""
        places = self._of.get((kind, phase))
        if not places:
            return None
        here = places.get(district)
        if here and self._rng.random() < 0.85:
            return self._rng.choice(here)
        return self._rng.choice(self._rng.choice(list(places.values())))
