"""The product's settings with the floor page beside its own."""

from goldenthread.web.settings import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.floor_urls"
