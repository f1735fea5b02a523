"""Small returns in the field's words, and the samples."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from goldenthread.exchange.sen2.layout import MODULES, YEARS
from goldenthread.exchange.sen2.records import NESTED, Return

DATA = Path(__file__).parent / "data"

PERSON = """
<Person>
  <Surname>Example</Surname><Forename>Ada</Forename><PersonBirthDate>2016-05-04</PersonBirthDate>
  <Sex>F</Sex><Ethnicity>WBRI</Ethnicity><PostCode>CM1 1QH</PostCode><UPN>F999410000001</UPN>
  <Requests>{request}</Requests>
</Person>
"""

REQUEST = """
  <ReceivedDate>2025-01-13</ReceivedDate><RequestSource>2</RequestSource><RYA>0</RYA>
  <RequestOutcomeDate>2025-02-20</RequestOutcomeDate><RequestOutcome>Y</RequestOutcome>
  <Assessment>
    <AssessmentOutcome>Y</AssessmentOutcome><AssessmentOutcomeDate>2025-06-02</AssessmentOutcomeDate>
    <AssessmentMediation>0</AssessmentMediation><AssessmentTribunal>0</AssessmentTribunal>
    <OtherMediation>0</OtherMediation><OtherTribunal>0</OtherTribunal><Week20>0</Week20>
    <NamedPlan>
      <StartDate>2025-06-02</StartDate><PB>0</PB><OA>0</OA>
      <PlanDetail>
        <URN>100000</URN><PlacementRank>1</PlacementRank><SENunitIndicator>0</SENunitIndicator>
        <ResourcedProvisionIndicator>0</ResourcedProvisionIndicator>
      </PlanDetail>
    </NamedPlan>
  </Assessment>
  <ActivePlans>
    <PlacementDetail>
      <URN>100000</URN><PlacementRank>1</PlacementRank><EntryDate>2025-09-03</EntryDate>
      <SENunitIndicator>0</SENunitIndicator><ResourcedProvisionIndicator>0</ResourcedProvisionIndicator>
    </PlacementDetail>
    <SENneed><SENtype>ASD</SENtype><SENtypeRank>1</SENtypeRank></SENneed>
  </ActivePlans>
"""

HEADER = """
<Header>
  <CollectionDetails>
    <Collection>SEN2</Collection><Year>{year}</Year><ReferenceDate>{census}</ReferenceDate>
  </CollectionDetails>
  <Source>
    <SourceLevel>L</SourceLevel><LEA>881</LEA><SoftwareCode>Example</SoftwareCode><SerialNo>1</SerialNo>
    <DateTime>2026-01-20T09:00:00</DateTime>
  </Source>
</Header>
"""


@pytest.fixture
def xml(tmp_path):
    """Writes a return of these persons; `request` stands for one person with that request."""

    def write(persons=None, *, request=REQUEST, year=2026, edit=lambda text: text, name="return.xml"):
        census = YEARS[year].census or "2022-01-20"
        header = HEADER.format(year=year, census=census)
        persons = PERSON.format(request=request) if persons is None else persons
        text = (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<Message>{header}<Persons>{persons}</Persons></Message>'
        )
        path = tmp_path / name
        path.write_text(edit(text), encoding="utf-8")
        return path

    return write


@pytest.fixture
def person_xml():
    return lambda request=REQUEST: PERSON.format(request=request)


@pytest.fixture
def request_xml():
    return REQUEST


@pytest.fixture
def clean():
    return DATA / "sen2_2026_sample_clean.xml"


@pytest.fixture
def faulty():
    return DATA / "sen2_2026_sample_faults.xml"


@pytest.fixture
def planted():
    with (DATA / "sen2_2026_sample_faults.key.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def export(tmp_path):
    """Writes a return as the department's nine CSV files, in their own shapes of dates, flags and numbers."""

    def write(return_: Return) -> Path:
        folder = tmp_path / "export"
        folder.mkdir()
        tables = {name: [] for name in MODULES}
        tables["sen2"].append(_row("sen2", return_.header, "1", None, 1))
        for person in return_.persons:
            _add(tables, "person", person, "sen2", "1")
        for name, rows in tables.items():
            path = folder / f"Blade-Export_20-01-2026_{name}.csv"
            with path.open("w", newline="", encoding="utf-8") as file:
                columns = list(dict.fromkeys(column for row in rows for column in row))
                writer = csv.DictWriter(file, columns, restval="")
                writer.writeheader()
                writer.writerows(rows)
        return folder

    return write


def _add(tables, module, record, parent, parent_id):
    own_id = str(len(tables[module]) + 1)
    index = getattr(record, "index", None) or record.position
    row = _row(module, record, own_id, (parent, parent_id), index)
    tables[module].append(row)
    for nested, attribute in NESTED.get(module, {}).items():
        for child in getattr(record, attribute):
            _add(tables, nested, child, module, own_id)


def _row(module, record, own_id, parent, order):
    row = {f"{module}tableid": f"{own_id}.0", "NativeId": own_id, f"{module}orderseqcolumn": order}
    if parent:
        row[f"{parent[0]}tableid"] = parent[1]
    for item in MODULES[module].items:
        value = getattr(record, item.field)
        if value is None:
            continue
        if item.type == "date":
            value = f"{value[:5]}{_month(value)}{value[7:]} 00:00:00"
        elif item.type == "timestamp":
            value = f"{value[:5]}{_month(value)}{value[7:10]} {value[11:]}"
        elif item.type == "bool":
            value = {"1": "true", "0": "false"}[value]
        elif item.type == "number":
            value = f"{value}.0"
        row[item.tag.lower()] = value
    return row


def _month(value):
    start = 3 * (int(value[5:7]) - 1)
    return "JanFebMarAprMayJunJulAugSepOctNovDec"[start : start + 3]
