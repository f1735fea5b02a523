"""What is done in the demo area as one of its people, through the same actions as a page."""

from goldenthread.access.models import User
from goldenthread.access.viewer import Viewer, become


def acting_as(slug: str) -> Viewer:
    return become(User.objects.get(email=f"{slug}@demo.example").pk)
