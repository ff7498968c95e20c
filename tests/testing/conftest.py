"""The simulated service, new for each test."""

from __future__ import annotations

import pytest

from tests.testing.simulated import HANDLER, Service


@pytest.fixture
def service() -> Service:
    return Service(handler=HANDLER)
