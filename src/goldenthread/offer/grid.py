"""Degrees of latitude and longitude (WGS84) of a point of the British National Grid, to a few metres: the Ordnance Survey's inverse
Transverse Mercator, then its seven-parameter Helmert shift ("A guide to coordinate systems in Great Britain", annexes B to C)."""

from math import atan2, cos, hypot, radians, sin, sqrt, tan
from math import degrees as in_degrees

_AIRY = (6377563.396, 6356256.909)
_WGS84 = (6378137.0, 6356752.314245)
_SCALE, _LAT0, _LON0, _E0, _N0 = 0.9996012717, radians(49), radians(-2), 400_000.0, -100_000.0
_SHIFT = (446.448, -125.157, 542.060)
_TURN = tuple(radians(s / 3600) for s in (0.1502, 0.2470, 0.8421))
_GROW = -20.4894e-6


def _arc(lat: float) -> float:
    a, b = _AIRY
    n = (a - b) / (a + b)
    less, more = lat - _LAT0, lat + _LAT0
    return b * _SCALE * (
        (1 + n + 1.25 * n**2 + 1.25 * n**3) * less - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(less) * cos(more)
        + (15 / 8 * n**2 + 15 / 8 * n**3) * sin(2 * less) * cos(2 * more) - 35 / 24 * n**3 * sin(3 * less) * cos(3 * more)
    )  # fmt: skip


def degrees(easting: float, northing: float) -> tuple[float, float]:
    """Latitude and longitude."""
    a, b = _AIRY
    e2 = 1 - (b / a) ** 2
    lat = _LAT0 + (northing - _N0) / (a * _SCALE)
    while abs(left := northing - _N0 - _arc(lat)) > 1e-5:
        lat += left / (a * _SCALE)
    nu = a * _SCALE / sqrt(1 - e2 * sin(lat) ** 2)
    rho = a * _SCALE * (1 - e2) / (1 - e2 * sin(lat) ** 2) ** 1.5
    eta2, t, d = nu / rho - 1, tan(lat), easting - _E0
    lon = _LON0 + d / (cos(lat) * nu) - d**3 / (6 * nu**3 * cos(lat)) * (nu / rho + 2 * t**2) + d**5 / (120 * nu**5 * cos(lat)) * (5 + 28 * t**2 + 24 * t**4)
    lat += -(d**2) * t / (2 * rho * nu) + d**4 * t / (24 * rho * nu**3) * (5 + 3 * t**2 + eta2 - 9 * t**2 * eta2) - d**6 * t / (720 * rho * nu**5) * (61 + 90 * t**2 + 45 * t**4)
    return _shifted(lat, lon)


def _shifted(lat: float, lon: float) -> tuple[float, float]:
    a, b = _AIRY
    nu = a / sqrt(1 - (1 - (b / a) ** 2) * sin(lat) ** 2)
    x, y, z = nu * cos(lat) * cos(lon), nu * cos(lat) * sin(lon), nu * (b / a) ** 2 * sin(lat)
    (tx, ty, tz), (rx, ry, rz), s = _SHIFT, _TURN, 1 + _GROW
    x, y, z = tx + s * x - rz * y + ry * z, ty + rz * x + s * y - rx * z, tz - ry * x + rx * y + s * z
    a, b = _WGS84
    e2, p = 1 - (b / a) ** 2, hypot(x, y)
    lat = atan2(z, p * (1 - e2))
    for _ in range(5):
        lat = atan2(z + e2 * a / sqrt(1 - e2 * sin(lat) ** 2) * sin(lat), p)
    return round(in_degrees(lat), 6), round(in_degrees(atan2(y, x)), 6)


def metres(latitude: object, longitude: object) -> tuple[int, int] | tuple[None, None]:
    """The point of the National Grid at a latitude and longitude (WGS84), to a metre; none outside Great Britain. `degrees` turned round: each
    step goes by what is left, until less than a metre is."""
    if isinstance(latitude, bool) or isinstance(longitude, bool) or not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return None, None
    if not (49 <= latitude <= 61 and -9 <= longitude <= 2.5):
        return None, None
    east, north = 400_000.0, 300_000.0
    for _ in range(20):
        lat, lon = degrees(east, north)
        up, along = (latitude - lat) * 111_200, (longitude - lon) * 111_300 * cos(radians(latitude))
        east, north = east + along, north + up
        if abs(up) + abs(along) < 0.5:
            return round(east), round(north)
    return None, None
