"""Places, from published lists: a postcode lies in a district, and a district has its bodies for a time."""

from __future__ import annotations

from django.db import models

from .dated import Dated
from .organisations import Organisation


class District(models.Model):
    code = models.CharField(max_length=9, primary_key=True)
    name = models.CharField(max_length=60)
    # The quadrant in which the council's SEND teams work; empty outside the council's own area.
    locality = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.name


class DistrictBody(Dated):
    """Which council or NHS body serves a district, and when: councils and boards are reorganised."""

    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="bodies")
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="districts")

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["district", "body", "valid_from"], name="people_districtbody_once"),
        ]


class Postcode(models.Model):
    postcode = models.CharField(max_length=8, primary_key=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="postcodes")
    easting = models.IntegerField()
    northing = models.IntegerField()
    # Decile of the English Indices of Deprivation: 1 is the most deprived tenth of England. Read by an audit alone, and no part of any score.
    deprivation = models.PositiveSmallIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return self.postcode
