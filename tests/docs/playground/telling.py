"""What the playground says of a paste, taken apart for tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from smsc_playground import Asked, tell

PAGE = Path(__file__).parents[3] / "docs" / "playground"
SAMPLES = {
    sample["name"]: sample for sample in json.loads((PAGE / "samples.json").read_text("utf-8"))
}
RECEIPT = (
    "id:854019 sub:001 dlvrd:000 submit date:2303141509 done date:2303141512 stat:UNDELIV err:006"
)


def told(text: str, **said: Any) -> dict[str, Any]:
    found = tell(Asked(text=text, **said))
    assert json.loads(json.dumps(found)) == found
    assert set(found) <= {"sure", "why", "things", "choices", "more"}
    return found


def one(text: str, **said: Any) -> dict[str, Any]:
    """The only thing that a text is."""
    (thing,) = told(text, **said)["things"]
    assert isinstance(thing, dict)
    return thing


def rows(thing: dict[str, Any], table: int = 0) -> dict[str, dict[str, Any]]:
    return {row["field"]: row for row in thing["tables"][table]["rows"]}


def sample(name: str, language: str = "en") -> dict[str, Any]:
    whole = SAMPLES[name]
    return told(
        whole["text"], language=language, secret=whole.get("secret", ""), **whole.get("ask", {})
    )
