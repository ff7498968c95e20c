"""Requests found in logs: the first line of an input is the path, the rest the request."""

from __future__ import annotations

import pickle
from urllib.parse import unquote_to_bytes

from smsc_codec import commands
from smsc_codec.commands import Credentials, ParsedRequest
from smsc_codec.errors import DecodeError, EncodeError
from tools.properties.common import MARKER, check_decode_error, check_encode_error, select

__all__ = ["PATHS", "check"]

PATHS: dict[str, str | None] = {
    "": None,
    **{
        f"/sys/{page}.php": f"/sys/{page}.php"
        for page in dict.fromkeys(one.page for one in commands.REQUESTS)
    },
}
_SECRET = frozenset(
    (
        "login",
        "psw",
        "apikey",
        *(one.name for request in commands.REQUESTS for one in request.parameters if one.secret),
    )
)


def check(data: bytes) -> None:
    """Check the round trip of a parsed request and that no secret is shown."""
    head, _, request = data.partition(b"\n")
    path = select(head, PATHS)
    _check_request(request, path, secret=_marker_is_secret(request))
    try:
        text = request.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return
    _check_request(text, path, secret=_marker_is_secret(request))


def _check_request(request: str | bytes, path: str | None, *, secret: bool) -> None:
    found: ParsedRequest | None = None
    try:
        found = commands.parse(request, path=path)
    except DecodeError as error:
        check_decode_error(error, len(error.source))
        assert error.__context__ is None
        source = error.source if isinstance(error.source, str) else error.source.decode("latin-1")
        shown = [
            str(error),
            repr(error),
            error.render(show_data=True),
            error.found,
            source,
            *error.expected,
            str(error.hint),
        ]
    else:
        shown = [repr(found), repr(found.command), repr(found.credentials)]
    assert not secret or not any(MARKER.decode() in text for text in shown)
    if found is not None:
        _check_round_trip(found)


def _check_round_trip(found: ParsedRequest) -> None:
    again = commands.parse(found.query(), path=found.command.path)
    assert again == found
    assert again.params() == found.params()
    assert list(again.params().items()) == list(found.params().items())
    assert commands.parse(found.query().encode(), path=found.command.path).query() == found.query()
    assert pickle.loads(pickle.dumps(found)) == found
    try:
        assert found.command.reply.charset == found.command.charset
    except ValueError as unknown:
        assert "is not documented" in str(unknown)
    try:
        params = found.command.params(found.credentials)
    except EncodeError as error:
        check_encode_error(error)
    else:
        assert found.command.public_params().items() <= params.items()
    assert found.command.params(Credentials(apikey="k"))["apikey"] == "k"


def _marker_is_secret(request: bytes) -> bool:
    """Whether the marker occurs in values of secrets and nowhere else."""
    heads = [part.partition(b"=")[0] for part in request.split(b"&") if MARKER in part]
    return bool(heads) and all(
        unquote_to_bytes(head.rpartition(b"?")[2]).decode("latin-1") in _SECRET
        and MARKER not in head
        for head in heads
    )
