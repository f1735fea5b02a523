"""A sweep has one answer, whoever runs it."""

from dataclasses import replace

import numpy as np
import pytest

from goldenthread.science.queue_model import Class, Model, run
from goldenthread.science.sweeps import in_processes, on_cluster, sweep

MODEL = Model([2.0] * 140, [1.9] * 140, 30, [Class("urgent", 0.2, 900), Class("routine", 0.8, 400)])
MODELS = [MODEL, replace(MODEL, slots=[3.0] * 140)]
REPLICATIONS, SEED = 300, 5
FIELDS = ("seen", "left", "waiting", "waited", "at_week_end")


def same(found, expected):
    return all(np.array_equal(getattr(f, name), getattr(e, name)) for f, e in zip(found, expected, strict=True) for name in FIELDS)


@pytest.fixture(scope="module")
def expected():
    return [run(model, REPLICATIONS, SEED) for model in MODELS]


def test_one_process_after_another_gives_the_rows_of_a_single_run(expected):
    assert same(sweep(MODELS, REPLICATIONS, SEED, map), expected)


def test_two_processes_give_the_same(expected):
    with in_processes(2) as runner:
        assert same(sweep(MODELS, REPLICATIONS, SEED, runner), expected)


# distributed's own clean-up leaves a socket and a task or two to the garbage collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::DeprecationWarning", "ignore::RuntimeWarning")
def test_two_workers_of_a_cluster_give_the_same(expected, tmp_path):
    from distributed import LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1", local_directory=str(tmp_path)) as cluster,
        on_cluster(cluster.scheduler_address) as runner,
    ):
        assert len(cluster.workers) == 2
        assert same(sweep(MODELS, REPLICATIONS, SEED, runner), expected)
