"""smsc_codec.formats.build: the grammar rule of each layout."""

from __future__ import annotations

import pytest

from smsc_codec.formats.build import _rule
from smsc_codec.pages.status import NotFound
from smsc_codec.schema.failure import FAILURE
from smsc_codec.schema.records import RecordLayout, RecordSchema
from smsc_codec.schema.reply import ReplySpec
from smsc_codec.schema.scalars import ID

_SMS = RecordLayout(record=RecordSchema(NotFound, {"id": ID}), rule="sms", fields={}, roots={})
_LOST = RecordLayout(
    record=RecordSchema(NotFound, {"id": ID}), rule="not_found", fields={}, roots={}
)
_BOTH = ReplySpec(
    name="status",
    list_name="statuses",
    page="status",
    level_param="all",
    levels=(0, 1, 2),
    layouts=(_SMS,),
)


@pytest.mark.parametrize(
    ("form", "fmt", "level", "variant", "part", "rule"),
    [
        (_SMS, 1, 0, "", "one", ("status", "sms_fmt1_all0")),
        (_SMS, 0, 1, "", "row", ("status", "sms_fmt0_all1_row")),
        (_SMS, 0, 1, "", "many", ("status", "sms_fmt0_all1_row")),
        (_SMS, 1, 1, "tail", "row", ("status", "sms_fmt1_all1_row_tail")),
        # A rule without variants applies to all of them; shared rules apply to every page.
        (_LOST, 1, 1, "tail", "one", ("status", "not_found_fmt1_all1")),
        (FAILURE, 1, 1, "tail", "row", ("shared", "failure_fmt1")),
    ],
)
def test_rule_name_of_a_layout(
    form: RecordLayout, fmt: int, level: int, variant: str, part: str, rule: tuple[str, str]
) -> None:
    found = _rule(_BOTH, form, fmt, level, variant, part)
    assert (found.grammar, found.name) == rule


def test_list_only_reply_has_one_line_rule() -> None:
    alone = ReplySpec(
        list_name="statuses", page="status", level_param="all", levels=(0,), layouts=(_SMS,)
    )
    assert (
        _rule(alone, _SMS, 1, 0, "", "many").name
        == _rule(alone, _SMS, 1, 0, "", "row").name
        == "sms_fmt1_all0"
    )


def test_missing_rule_is_named() -> None:
    with pytest.raises(KeyError, match=r"grammars/status\.lark has no rule sms_fmt1_all3"):
        _rule(_BOTH, _SMS, 1, 3, "", "one")
