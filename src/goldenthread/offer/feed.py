"""Services as Open Referral UK 3.0 writes them: its own names; HSDS 3.0's for what it cannot carry; a field without a value is left out."""

from __future__ import annotations

from typing import Any

from goldenthread.offer.grid import degrees
from goldenthread.offer.models import Location, Organization, Service, ServiceAtLocation, Taxonomy, TaxonomyTerm

VERSION = "HSDS-UK-3.0"
PROFILE = "https://github.com/OpenReferralUK/uk-profile/blob/main/docs/index.md"
COUNTY = "Essex"

Told = dict[str, Any]


def said(**fields: Any) -> Told:
    return {name: str(v) if name == "id" or name.endswith("_id") else v for name, v in fields.items() if v is not None and v != "" and v != []}


def organization(body: Organization) -> Told:
    return said(id=body.pk, name=body.name, description=body.description, website=body.website)


def taxonomy(of: Taxonomy) -> Told:
    return said(id=of.pk, name=of.name, description=of.description)


def term(of: TaxonomyTerm) -> Told:
    return said(id=of.pk, code=of.code, name=of.name, description=of.description, taxonomy=of.taxonomy.name, taxonomy_id=of.taxonomy_id)


def summary(of: Service) -> Told:
    """One of a list of services."""
    cost = next(iter(of.cost_options.all()), None)
    return said(
        id=of.pk, organization_id=of.organization_id, name=of.name, description=of.description, url=of.url, email=of.email, status=of.status,
        fees="Free" if cost and cost.amount == 0 else cost.amount_description if cost else None, minimum_age=of.minimum_age, maximum_age=of.maximum_age,
        eligibility_description=of.eligibility_description, application_process=of.application_process, assured_date=of.assured_date.isoformat(),
        last_modified=of.last_modified.isoformat(), organization=organization(of.organization),
    )  # fmt: skip


def service(of: Service, wait: str = "") -> Told:
    """The whole of a service, with what hangs on it, and what is said of the wait for it."""
    costs = [
        said(id=c.pk, service_id=of.pk, option="Cost", amount=float(c.amount) if c.amount is not None else None, amount_description=c.amount_description)
        for c in of.cost_options.all()
    ]
    areas = [said(id=a.pk, service_id=of.pk, name=a.district.name, service_area=a.district.name) for a in of.service_areas.all()]
    attributes = [
        said(id=a.pk, link_id=of.pk, link_type="service", taxonomy_term_id=a.taxonomy_term_id, taxonomy_term=term(a.taxonomy_term)) for a in of.attributes.all()
    ]
    schedules = [s for at in of.at.all() for s in _schedules(at)]
    phones = [said(id=of.pk, number=of.phone)] if of.phone else []
    more = said(schedules=schedules, service_areas=areas, service_at_locations=[_at(a) for a in of.at.all()], cost_options=costs, attributes=attributes, phones=phones, wait_time=wait)
    return summary(of) | more


def service_at_location(of: ServiceAtLocation) -> Told:
    return _at(of) | said(service_id=of.service_id, service=summary(of.service), schedules=_schedules(of))


def _at(of: ServiceAtLocation) -> Told:
    return said(id=of.pk, service_id=of.service_id, location_id=of.location_id, location=_location(of.location))


def _location(of: Location) -> Told:
    lat, lon = degrees(of.easting, of.northing) if of.easting is not None and of.northing is not None else (None, None)
    address = said(
        id=of.pk, location_id=of.pk, address_1=of.address_1, city=of.city, state_province=COUNTY, postal_code=of.postal_code, country="GB", address_type="physical"
    )
    return said(id=of.pk, location_type=of.location_type, name=of.name, latitude=lat, longitude=lon, addresses=[address] if of.postal_code else None)


def _schedules(of: ServiceAtLocation) -> list[Told]:
    return [
        said(
            id=s.pk, service_id=of.service_id, service_at_location_id=of.pk, freq="WEEKLY", interval=1, byday=s.byday,
            opens_at=s.opens_at.isoformat() if s.opens_at else None, closes_at=s.closes_at.isoformat() if s.closes_at else None,
        )
        for s in of.schedules.all()
    ]  # fmt: skip
