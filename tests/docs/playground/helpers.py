"""Helpers that query the playground and unpack its results."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from smsc_playground import Query, describe

PAGE = Path(__file__).parents[3] / "docs" / "playground"
SAMPLES = {
    sample["name"]: sample for sample in json.loads((PAGE / "samples.json").read_text("utf-8"))
}
RECEIPT = (
    "id:854019 sub:001 dlvrd:000 submit date:2303141509 done date:2303141512 stat:UNDELIV err:006"
)


def query(text: str, **options: Any) -> dict[str, Any]:
    found = describe(Query(text=text, **options))
    assert json.loads(json.dumps(found)) == found
    assert set(found) <= {"sure", "why", "things", "choices", "more"}
    return found


def query_one(text: str, **options: Any) -> dict[str, Any]:
    """The only thing in the result."""
    (thing,) = query(text, **options)["things"]
    assert isinstance(thing, dict)
    return thing


def rows(thing: dict[str, Any], table: int = 0) -> dict[str, dict[str, Any]]:
    return {row["field"]: row for row in thing["tables"][table]["rows"]}


def sample(name: str, language: str = "en") -> dict[str, Any]:
    found = SAMPLES[name]
    return query(
        found["text"], language=language, secret=found.get("secret", ""), **found.get("ask", {})
    )
