"""A new database is made at once, and one that stands is carried over: the changes of each app are folded into one file, which `replaces` them."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

FOLDED = MigrationLoader(None)
ONE_BY_ONE = MigrationLoader(None, replace_migrations=False)
EACH = [key for key in ONE_BY_ONE.graph.leaf_nodes() if not ONE_BY_ONE.disk_migrations[key].replaces]


def between(before: ProjectState, after: ProjectState):
    """What would lead from one to the other."""
    return {app: [m.operations for m in made] for app, made in MigrationAutodetector(before, after).changes(FOLDED.graph).items()}


def test_the_changes_lead_to_what_the_models_say():
    assert between(FOLDED.project_state(), ProjectState.from_apps(apps)) == {}


def test_the_changes_folded_into_one_lead_where_they_lead_one_by_one():
    folded, one_by_one = FOLDED.project_state(), ONE_BY_ONE.project_state(EACH)
    assert between(folded, one_by_one) == between(one_by_one, folded) == {}
    # The columns stand in the same order too.
    for key, model in folded.models.items():
        assert list(model.fields) == list(one_by_one.models[key].fields), key


@pytest.mark.django_db
def test_an_area_goes_on_from_wherever_it_stands():
    every = list(dict.fromkeys(key for leaf in EACH for key in ONE_BY_ONE.graph.forwards_plan(leaf)))
    recorder = MigrationRecorder(connection)
    for done in range(5, len(every) + 1, 15):
        recorder.migration_qs.all().delete()
        for key in every[:done]:
            recorder.record_applied(*key)
        executor = MigrationExecutor(connection)
        executor.loader.check_consistent_history(connection)
        left = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
        had = set(every[:done])
        assert not any(had & set(m.replaces) for m in left)
        assert had.union(*([(m.app_label, m.name), *m.replaces] for m in left)) >= set(every)
