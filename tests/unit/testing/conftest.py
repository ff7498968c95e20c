"""The simulated service, new for each test."""

from __future__ import annotations

import pytest

from tests.unit.testing.simulated import HANDLER, Service


@pytest.fixture
def service() -> Service:
    return Service(handler=HANDLER)
