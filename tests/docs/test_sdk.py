"""docs/sdk.md: the client works, and its types are correct."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = "\n\n".join(
    re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "sdk.md").read_text("utf-8"), re.DOTALL)
)


def test_client_runs(tmp_path: Path) -> None:
    script = tmp_path / "sdk.py"
    script.write_text(CODE, "utf-8")
    names = runpy.run_path(str(script))
    assert names["demo"](names["client"]).startswith("1 part(s)")


def test_command_is_retried_only_if_idempotent(tmp_path: Path) -> None:
    script = tmp_path / "sdk.py"
    script.write_text(CODE, "utf-8")
    names = runpy.run_path(str(script))
    requests = []

    def busy(request: object) -> object:
        requests.append(request)
        return names["httpx"].Response(
            200, content=b'{"error": "duplicate request, wait a minute", "error_code": 9}'
        )

    client = names["Client"](
        "smsc.example", names["Credentials"]("alex", "123"), names["httpx"].MockTransport(busy)
    )
    for command, attempts in (
        (names["commands"].balance(), 3),
        (names["commands"].send(phones="79990000000", mes="x"), 1),
    ):
        requests.clear()
        try:
            client.execute(command)
        except names["ApiError"] as error:
            assert error.failure.code == 9
        assert len(requests) == attempts
