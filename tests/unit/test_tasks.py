"""smsc_codec.tasks, and the codec of task files."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from smsc_codec import DecodeError, EncodeError, Failure, RaggedRow, replies, tasks
from smsc_codec.codec import FileCodec


def _any(value: Any) -> Any:
    """Cast to Any, to pass invalid arguments."""
    return value


FILE = b"phone;cost\n79990000000;3.80\n79990000001;1.20\n"


# ---- rows


def test_rows_are_dicts_keyed_by_the_header() -> None:
    assert tasks.header(FILE) == ("phone", "cost")
    assert tasks.read_csv(FILE) == [
        {"phone": "79990000000", "cost": "3.80"},
        {"phone": "79990000001", "cost": "1.20"},
    ]
    assert tasks.read_csv(b"phone;cost") == tasks.read_csv(b"phone;cost\n") == []


def test_ragged_row_has_its_line_number() -> None:
    assert tasks.read_csv(b'a;b\n1\n1;2;3\n\n"x\ny";2\n1;2;\n') == [
        RaggedRow(line=2, cells=("1",)),
        RaggedRow(line=3, cells=("1", "2", "3")),
        {"a": "x\ny", "b": "2"},
        RaggedRow(line=7, cells=("1", "2", "")),
    ]


def test_blank_lines_are_skipped() -> None:
    assert tasks.read_csv(b"\n\r\n;\na;b\n\n1;2\n\r\n\n") == [{"a": "1", "b": "2"}]


@pytest.mark.parametrize(
    "charset", ["utf-8", "windows-1251", "koi8-r", "UTF-16", "cp866", "utf-8-sig"]
)
@pytest.mark.parametrize("separator", [";", ",", "\t", "|", "x"])
def test_separator_and_charset_are_arguments(charset: str, separator: str) -> None:
    said: Any = {"separator": separator, "charset": charset}
    header, values = (
        ("номер", f"имя{separator}"),
        [{"номер": 'a "b"', f"имя{separator}": f"{separator}\n"}],
    )
    file = tasks.write_csv(header, _any(values), **said)
    assert tasks.header(file, **said) == header
    assert tasks.read_csv(file, **said) == values


def test_line_breaks_and_quotes_are_parsed() -> None:
    assert tasks.read_csv(b'a;b\r\n"1""";"2;\r\n"\r\n') == [{"a": '1"', "b": "2;\r\n"}]
    assert tasks.read_csv(b'a;b\n" 1 "; 2 \n') == [{"a": " 1 ", "b": " 2 "}]
    assert tasks.read_csv("a;b\n\x85\u2028\x0b;\x00\n".encode(), charset="utf-8") == [
        {"a": "\x85\u2028\x0b", "b": "\x00"}
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "a header"),
        (b"\n;;\n\r\n", "a header"),
        (b"a;b;a\n1;2;3", "a header with unique names"),
        (b'a;b\n1;"2', "a closing quote by line 2"),
        (b'a;b\n1;"2"3\n', "correctly quoted cells by line 2"),
        (b'a;b\n1;2\n"', "a closing quote by line 3"),
        (b'"a;b\n1;2\n', "a closing quote by line 2"),
        (b"a;b\n1\r2;3\n", "correctly quoted cells by line 2"),
        (b"a;b\n\x98;2\n", "text in windows-1251"),
    ],
)
def test_invalid_csv_is_rejected(data: bytes, expected: str) -> None:
    for read in (tasks.read_csv, tasks.header):
        with pytest.raises(DecodeError) as caught:
            read(data)
        error = caught.value
        assert error.expected == (expected,)
        if "header" in expected:
            assert (error.span, error.found) == ((0, len(data)), data[:40].decode("latin-1"))
        assert str(error).startswith("task file: ")
        again = pickle.loads(pickle.dumps(error))
        assert (str(again), again.span, again.source) == (str(error), error.span, data)


@pytest.mark.parametrize(
    ("data", "found", "expected"),
    [
        (b'a;b\n1;2\n\n"x\ny";4\n5;"6\n7;8\n', b'5;"6\n7;8\n', "a closing quote by line 7"),
        (b'a;b\n1;2\n\n5;"6"7\n7;8\n', b'5;"6"7\n7;8\n', "correctly quoted cells by line 4"),
        (b'a;b\n5;"6"7', b'5;"6"7', "correctly quoted cells by line 2"),
        (b'a;b\n1;"2\nx"y;5\n6;7', b'1;"2\nx"y;5\n6;7', "correctly quoted cells by line 3"),
        (b'"a;b', b'"a;b', "a closing quote by line 1"),
    ],
)
def test_error_starts_after_the_last_valid_row(data: bytes, found: bytes, expected: str) -> None:
    with pytest.raises(DecodeError) as caught:
        tasks.read_csv(data)
    error = caught.value
    assert (error.span, error.found.encode(), error.expected) == (
        (data.index(found), len(data)),
        found,
        (expected,),
    )


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-be", "utf-32", "cp500", "utf-8-sig"])
def test_span_lies_within_the_file_in_every_charset(charset: str) -> None:
    data = 'a;b\n1;2\n5;"6\n'.encode(charset)
    with pytest.raises(DecodeError) as caught:
        tasks.read_csv(data, charset=charset)
    assert caught.value.expected == ("a closing quote by line 3",)
    assert caught.value.span is not None and 0 <= caught.value.span[0] <= caught.value.span[
        1
    ] == len(data)


def test_undecodable_byte_is_located() -> None:
    with pytest.raises(DecodeError) as caught:
        tasks.read_csv(b"a;b\n1;\xff\xfe\n", charset="utf-8")
    assert (caught.value.span, caught.value.found) == ((6, 7), "\xff")


def test_error_shows_nothing_of_the_file() -> None:
    with pytest.raises(DecodeError) as caught:
        tasks.read_csv(b'phone;name\n79990000000;"Ivan')
    assert "7999" not in str(caught.value)
    assert "Ivan" not in str(caught.value)


@pytest.mark.parametrize("separator", ["", ";;", '"', "\n", "\r", "\0", " "])
def test_invalid_separator_is_rejected(separator: str) -> None:
    for call in (
        lambda: tasks.read_csv(FILE, separator=separator),
        lambda: tasks.write_csv(("a",), [], separator=separator),
    ):
        with pytest.raises(ValueError, match="separator: expected one character"):
            call()


@pytest.mark.parametrize("charset", ["bogus-9", "rot13", "hex", "", "undefined", "a\0b", "\ud800"])
def test_invalid_charset_is_rejected(charset: str) -> None:
    for call in (
        lambda: tasks.read_csv(FILE, charset=charset),
        lambda: tasks.write_csv(("a",), [], charset=charset),
    ):
        with pytest.raises(ValueError, match=r"charset|undefined|null character|surrogates"):
            call()


@pytest.mark.parametrize("file", [None, 5, "a;b", bytearray(b"a"), [b"a"]])
def test_file_must_be_bytes(file: Any) -> None:
    for read in (tasks.read_csv, tasks.header):
        with pytest.raises(TypeError, match=rf"^data: expected bytes, got {type(file).__name__}$"):
            read(file)


# ---- octets


def test_form_is_encoded() -> None:
    given = [
        {"b": "2;", "a": 'x"y'},
        RaggedRow(line=9, cells=("1",)),
        {"a": "", "b": "ё"},
        RaggedRow(line=0, cells=("", "", "3")),
    ]
    assert tasks.write_csv(("a", "b"), _any(given)) == 'a;b\n"x""y";"2;"\n1\n;ё\n;;3\n'.encode(
        "cp1251"
    )
    assert tasks.write_csv(["a"], iter([{"a": "1"}]), separator="\t", charset="utf-8") == b"a\n1\n"
    assert tasks.write_csv(("", "b"), []) == b";b\n"


@pytest.mark.parametrize(
    ("header", "rows", "field", "why"),
    [
        ((), [], "header", "expected unique names"),
        (("",), [], "header", "expected unique names"),
        (("a", "a"), [], "header", "expected unique names"),
        (("a", "b"), [{"a": "1"}], "[0]", "has keys that differ from the header"),
        (
            ("a",),
            [{"a": "1"}, {"a": "1", "b": "2"}],
            "[1]",
            "has keys that differ from the header",
        ),
        (("a",), [{}], "[0]", "has keys that differ from the header"),
        (
            ("a", "b"),
            [RaggedRow(line=2, cells=("1", "2"))],
            "[0]",
            "is blank, or has as many cells as the header",
        ),
        (
            ("a", "b"),
            [RaggedRow(line=2, cells=())],
            "[0]",
            "is blank, or has as many cells as the header",
        ),
        (
            ("a", "b"),
            [RaggedRow(line=2, cells=("", "", ""))],
            "[0]",
            "is blank, or has as many cells as the header",
        ),
        (("a",), [{"a": 5}], "[0]", "contains a cell that is not str"),
        (
            ("a",),
            [RaggedRow(line=2, cells=_any(("1", None)))],
            "[0]",
            "contains a cell that is not str",
        ),
        ((5,), [], "header", "contains a cell that is not str"),
        (("a",), [{"a": "😀"}], None, "cannot encode '\\U0001f600' in windows-1251"),
        (("a",), [{"a": "\ud800"}], None, "cannot encode '\\ud800' in windows-1251"),
    ],
)
def test_row_that_would_decode_differently_is_rejected(
    header: Any, rows: Any, field: str | None, why: str
) -> None:
    with pytest.raises(EncodeError) as caught:
        tasks.write_csv(header, rows)
    assert (caught.value.codec, caught.value.field, caught.value.reason) == (
        "task file",
        field,
        why,
    )


@pytest.mark.parametrize("header", [("a",), ("a", "b")])
def test_blank_row_is_rejected(header: tuple[str, ...]) -> None:
    with pytest.raises(EncodeError, match=r"^task file: \[0\]: is blank, and would be skipped$"):
        tasks.write_csv(header, [dict.fromkeys(header, "")])


@pytest.mark.parametrize("cell", ["x\r", "x\ry", "\r", "x\r\r"])
def test_carriage_return_round_trips(cell: str) -> None:
    row = {"a": "1", "b": cell}
    assert tasks.read_csv(tasks.write_csv(("a", "b"), [row])) == [row]


def test_overlong_cell_is_rejected() -> None:
    assert tasks.read_csv(tasks.write_csv(("a",), [{"a": "x" * 131_072}])) == [{"a": "x" * 131_072}]
    with pytest.raises(
        EncodeError,
        match=r"^task file: \[0\]: contains a cell longer than csv\.field_size_limit\(\)$",
    ):
        tasks.write_csv(("a",), [{"a": "x" * 131_073}])
    with pytest.raises(DecodeError):
        tasks.read_csv(b"a\n" + b"x" * 131_073)


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (("a",), [None]),
        (("a",), [5]),
        (("a",), [["a"]]),
        (("a",), ["a"]),
        (("a",), [RaggedRow(line=1, cells=_any(None))]),
        (([],), []),
        (None, []),
    ],
)
def test_rows_of_other_types_are_rejected(header: Any, rows: Any) -> None:
    with pytest.raises(EncodeError) as caught:
        tasks.write_csv(header, rows)
    error = caught.value
    assert (error.codec, error.field) == ("task file", "[0]" if rows else "header")
    assert error.reason in (
        "expected a dict or RaggedRow of str",
        "has keys that differ from the header",
        "contains a cell that is not str",
    )


def test_empty_line_is_not_a_row() -> None:
    """Leading blank lines are skipped too."""
    assert tasks.read_csv(b"\na;b\n\n1;2\n") == [{"a": "1", "b": "2"}]
    with pytest.raises(EncodeError) as caught:
        tasks.write_csv(("a", "b"), [None])  # type: ignore[list-item]
    assert (caught.value.field, caught.value.reason) == (
        "[0]",
        "expected a dict or RaggedRow of str",
    )


# ---- the reply that is a file


@pytest.mark.parametrize("fmt", range(4))
def test_file_is_returned_unless_it_is_a_failure(fmt: int) -> None:
    codec = replies.task_file(fmt=fmt)
    assert isinstance(codec, FileCodec)
    for body in (b"", FILE, b"\xff\xfe", b"<html>", b"[]", b"OK", b"\x00" * 5000, b"0,9"):
        assert codec.decode(body) is body
        assert codec.encode(body) is codec.restrict(body) is body
    failure = Failure(code=9, description=None if fmt == 1 else "x")
    error = codec.encode(failure)
    assert codec.decode(error) == codec.restrict(failure) == failure
    with pytest.raises(EncodeError, match="would decode as the server's error"):
        codec.encode(error)


_BOM = b"\xef\xbb\xbf"


@pytest.mark.parametrize("fmt", range(4))
@pytest.mark.parametrize("body", [_BOM + FILE, _BOM])
def test_byte_order_mark_of_a_file_is_kept(fmt: int, body: bytes) -> None:
    assert replies.task_file(fmt=fmt).decode(body) is body


@pytest.mark.parametrize("fmt", [0, 1, 3])
def test_failure_after_a_byte_order_mark_is_decoded(fmt: int) -> None:
    codec = replies.task_file(fmt=fmt)
    error = codec.encode(Failure(code=9, description=None if fmt == 1 else "x"))
    assert codec.decode(_BOM + error) == codec.decode(error)


def test_byte_order_mark_alone_is_a_file() -> None:
    for body in (_BOM + b"\xff", _BOM * 2 + FILE):
        assert replies.task_file().decode(body) is body


def test_failure_of_another_format_is_a_file() -> None:
    error = replies.task_file(fmt=0).encode(Failure(code=9, description="x"))
    assert replies.task_file(fmt=3).decode(error) is error


def test_search_for_a_failure_is_bounded() -> None:
    codec = replies.task_file()
    error = codec.encode(Failure(code=9, description="x"))
    padded = error + b" " * (FileCodec.MAX_ERROR_BYTES - len(error))
    assert codec.decode(padded) == Failure(code=9, description="x")
    longer = padded + b" "
    assert codec.decode(longer) is codec.encode(longer) is longer


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "koi8-r"])
def test_charset_applies_to_the_failure(charset: str) -> None:
    codec = replies.task_file().with_charset(charset)
    failure = Failure(code=9, description="нет")
    assert codec.decode(codec.encode(failure)) == failure
    assert pickle.loads(pickle.dumps(codec)) is codec


@pytest.mark.parametrize("body", [None, 5, "0,-9", bytearray(b"x")])
def test_str_is_rejected_as_a_file(body: Any) -> None:
    with pytest.raises(TypeError, match="body: expected bytes"):
        replies.task_file().decode(body)


@pytest.mark.parametrize(
    "value", [None, 5, "text", bytearray(b"x"), [b"x"], tasks.RaggedRow(line=1, cells=())]
)
def test_other_values_are_rejected_as_a_file(value: Any) -> None:
    for verb in (replies.task_file().encode, replies.task_file().restrict):
        with pytest.raises(EncodeError):
            verb(value)


def test_overlong_failure_is_rejected() -> None:
    with pytest.raises(EncodeError, match="would decode as a file"):
        replies.task_file().encode(Failure(code=9, description="x" * FileCodec.MAX_ERROR_BYTES))


@pytest.mark.parametrize(("fmt", "description"), [(0, None), (1, "x")])
def test_fields_that_a_failure_lacks_are_dropped(fmt: int, description: str | None) -> None:
    codec, failure = replies.task_file(fmt=fmt), Failure(code=9, description=description)
    assert codec.encode(failure) == replies.balance(fmt=fmt).encode(failure)
    assert codec.decode(codec.encode(failure)) == codec.restrict(failure)


@pytest.mark.parametrize("fmt", range(4))
def test_failure_with_an_id_is_a_file(fmt: int) -> None:
    """Only errors of send.php have an id, and a file may contain ``12,-5``."""
    error = replies.send(fmt=fmt).encode(
        Failure(code=5, description=None if fmt == 1 else "x", id="12")
    )
    codec = replies.task_file(fmt=fmt)
    assert codec.decode(error) is codec.encode(error) is error
    with pytest.raises(EncodeError, match="would decode as a file"):
        codec.encode(Failure(code=5, id="12"))
