"""Values of json columns in plain SQL."""

import json
from typing import Any


def json_of(value: Any) -> Any:
    """A cursor of Django's gives a json column as its text, one of psycopg's own what it holds."""
    return json.loads(value) if isinstance(value, str) else value
