"""Hypothesis profiles, selected by SMSC_PROFILE.

``ci``, the default, is deterministic; ``wide`` is for .ci/full, ``long`` searches, ``look`` does
not shrink.
"""

from __future__ import annotations

import gc
import os

from hypothesis import HealthCheck, Phase, settings

_QUIET = [
    HealthCheck.too_slow,
    HealthCheck.filter_too_much,
    HealthCheck.data_too_large,
    HealthCheck.large_base_example,
]
settings.register_profile(
    "ci",
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=_QUIET,
    database=None,
)
settings.register_profile(
    "long", max_examples=5_000, deadline=None, suppress_health_check=_QUIET, database=None
)
settings.register_profile("wide", settings.get_profile("ci"), max_examples=50)
settings.register_profile(
    "look", settings.get_profile("ci"), max_examples=15, phases=[Phase.generate]
)
settings.load_profile(os.environ.get("SMSC_PROFILE", "ci"))


def pytest_collection_finish() -> None:
    """Exclude the objects created during collection from garbage collection; they live until the
    end.
    """
    gc.collect()
    gc.freeze()
