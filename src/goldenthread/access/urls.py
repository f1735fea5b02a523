"""Addresses of access. Signing in itself is allauth's."""

from django.urls import path

from goldenthread.access.pages import (
    administration,
    administration_people,
    administration_sharing,
    administration_sign_in,
    break_glass,
    demo_people,
    leave,
    looks,
    record_keeping,
    who_can_see,
)

_PERSON = "administration/people/<uuid:user_id>/"
_CHILD = "children/<uuid:child_id>/"

urlpatterns = [
    path("leave/", leave.leave, name="leave"),
    path("children/<uuid:child_id>/who-looked/", looks.who_looked, name="who-looked"),
    path("open-a-record/", break_glass.open_record, name="break-glass"),
    path("open-a-record/review/", break_glass.review, name="break-glass-review"),
    path("demo/people/", demo_people.demo_people, name="demo-people"),
    path("who-can-see-what/", who_can_see.who_can_see, name="who-can-see-what"),
    path("administration/", administration.home, name="administration"),
    path("administration/changes/", administration.changed, name="access-changes"),
    path("administration/people/", administration_people.people, name="people-with-access"),
    path("administration/people/add/", administration_people.add, name="add-person"),
    path(_PERSON, administration_people.person, name="person-with-access"),
    path(f"{_PERSON}role/", administration_sign_in.give_role, name="give-role"),
    path(f"{_PERSON}role/<int:grant_id>/end/", administration_sign_in.end_role, name="end-role"),
    path(f"{_PERSON}team/", administration_sign_in.set_team, name="set-team"),
    path(f"{_PERSON}link/", administration_sign_in.make_link, name="make-link"),
    path(f"{_PERSON}second-step/", administration_sign_in.reset_sign_in, name="reset-sign-in"),
    path(f"{_PERSON}close/", administration_sign_in.close_access, name="close-access"),
    path(f"{_PERSON}open/", administration_sign_in.open_access, name="open-access"),
    path("administration/sharing/", administration_sharing.sharing_list, name="sharing"),
    path("administration/sharing/add/", administration_sharing.sharing_add, name="sharing-add"),
    path("administration/sharing/<int:basis_id>/end/", administration_sharing.sharing_end, name="sharing-end"),
    path("administration/retention/", administration_sharing.retention_list, name="retention"),
    path("administration/retention/set/", administration_sharing.retention_set, name="retention-set"),
    path("administration/holds/", record_keeping.holds_list, name="holds"),
    path("administration/holds/<int:hold_id>/lift/", record_keeping.hold_lift, name="hold-lift"),
    path("administration/seals/", record_keeping.seals_list, name="seals"),
    path("administration/seals/<int:seal_id>/lift/", record_keeping.seal_lift, name="seal-lift"),
    path(f"{_CHILD}record-keeping/", record_keeping.of_child, name="record-keeping"),
    path(f"{_CHILD}record-keeping/consent/", record_keeping.consent_add, name="consent-add"),
    path(f"{_CHILD}record-keeping/consent/<int:consent_id>/withdraw/", record_keeping.consent_withdraw, name="consent-withdraw"),
    path(f"{_CHILD}record-keeping/hold/", record_keeping.hold_place, name="hold-place"),
    path(f"{_CHILD}record-keeping/seal/", record_keeping.seal, name="seal-child"),
    path(f"{_CHILD}record-keeping/seal-one/", record_keeping.seal_paper, name="seal-paper"),
]
