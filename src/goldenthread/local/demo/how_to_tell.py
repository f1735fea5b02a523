"""How three of the demo's families wish to be told, so that each way can be seen: a text message that does not arrive and is followed by
an email, a letter in large print, and a phone that is not safe. The numbers are those that Ofcom keeps for drama and Notify for tests."""

from __future__ import annotations

from datetime import date

from goldenthread.access.models import User
from goldenthread.families.models import Wish
from goldenthread.local.demo.personas import PERSONAS
from goldenthread.people.models import Child, Relationship

WISHES = {
    "joanna-whitfield": {"way": "text", "mobile": "07700900003"},
    "nina-fraser": {"way": "post", "post_to": "4 Larkfield Row\nChelmsford\nCM1 1QH", "forms": ["large-print"]},
    "amelia-hart": {"way": "text", "mobile": "07700900123", "unsafe_post": True},
}


def say_how_to_tell(on: date) -> int:
    """Each in their own account's name; how many."""
    emails = {p.email: p.slug for p in PERSONAS if p.slug in WISHES}
    made = [
        Wish(child=child, owner=child.owner, user=user.pk, on=on, **WISHES[emails[user.email]])
        for user in User.objects.filter(email__in=list(emails))
        for child in _children(user)
    ]
    return len(Wish.objects.bulk_create(made))


def _children(user: User) -> list[Child]:
    if user.child_id:
        return list(Child.objects.filter(pk=user.child_id))
    return [r.child for r in Relationship.objects.filter(person=user.person_id, valid_to=None).select_related("child")] if user.person_id else []
