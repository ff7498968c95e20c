"""smsc_codec.registry: all records, nested ones included."""

from __future__ import annotations

from smsc_codec import Failure, SmsStatus, callbacks
from smsc_codec.pages.send import RecipientResult
from smsc_codec.registry import record_schemas
from smsc_codec.replies import REPLIES
from smsc_codec.schema.records import Items


def test_registry_has_every_record() -> None:
    found = record_schemas()
    assert {SmsStatus, Failure, callbacks.DeliveryStatus, RecipientResult} <= set(found)
    assert all(form.record is found[form.record.cls] for reply in REPLIES for form in reply.layouts)
    assert all(record.cls is cls for cls, record in found.items())


def test_schema_matches_the_class() -> None:
    for record in record_schemas().values():
        assert set(record.scalars) == set(record.names) - {"extra"}, record.cls
        assert {*record.tags, *record.first_of, *record.first_of.values()} <= set(record.scalars), (
            record.cls
        )


def test_layout_covers_every_level() -> None:
    for reply in REPLIES:
        for form in reply.layouts:
            assert form.shared or set(form.fields) == set(form.roots) == set(reply.levels), (
                reply.title
            )
            placed = {
                name
                for row in (*form.fields.values(), *form.variant_fields.values())
                for name in row
            }
            assert placed <= set(form.record.scalars), reply.title
        for letters in (reply.confidence, *([reply.rows] if reply.rows else [])):
            assert len(letters) == 4, reply.title
            assert all(
                len(each) in (1, len(reply.levels)) and set(each) <= set("ABCD-")
                for each in letters
            ), reply.title


def test_nested_records_are_json_only() -> None:
    """XML supports lists of words only, so nested records are allowed in JSON alone."""
    for reply in REPLIES:
        for form in reply.layouts:
            lists = {name for name, kind in form.record.scalars.items() if isinstance(kind, Items)}
            carried = {
                name for fmt, level in reply.supported if fmt == 2 for name in form.fields[level]
            }
            carried |= {
                name
                for one in reply.variants
                if 2 in one.fmts
                for name in form.variant_fields.get(one.name, ())
            }
            assert not lists & carried, reply.title
