"""docs/handlers.md: every view on the page works in its framework, and what the page says of the frameworks is so."""

from __future__ import annotations

import asyncio
import re
import warnings
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from smsc_codec.callbacks import (
    MAX_RETRIES,
    RETRY_INTERVAL,
    ConfirmedCall,
    DeliveryStatus,
    Handler,
    IncomingMessage,
)
from smsc_codec.codes import MessageStatus

if TYPE_CHECKING:
    from smsc_codec.callbacks import Event

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "handlers.md").read_text("utf-8")
SAMPLES = dict(re.findall(r"^## ([^\n]+)\n.*?```python\n(.*?)```", PAGE, re.DOTALL | re.MULTILINE))
CORE = SAMPLES["The part without a framework"]
SECRET = "p3Zt-0mWq_7YhKc2LxVb9RnD5sGfJ8Ua"


class Sent(NamedTuple):
    """A request of the service."""

    method: str
    query: bytes
    body: bytes
    content_type: str


Names = dict[str, Any]
#: Runs a view in its framework's own test client; gives the status of each answer.
Run = Callable[[Names, list[Sent]], list[int]]


# ---- the frameworks


def starlette(names: Names, requests: list[Sent]) -> list[int]:
    return _asgi(names["app"], requests)


def fastapi(names: Names, requests: list[Sent]) -> list[int]:
    from fastapi import FastAPI

    app = FastAPI()
    (call,) = re.findall(r"`app\.(add_api_route\(.*?\))`", PAGE)
    exec(f"app.{call}", {"app": app, "smsc": names["smsc"]})
    return _asgi(app, requests)


def _asgi(app: Any, requests: list[Sent]) -> list[int]:
    from starlette.exceptions import StarletteDeprecationWarning

    with warnings.catch_warnings():
        # Starlette's client would rather have httpx2 than the httpx that the tests have.
        warnings.filterwarnings("ignore", "Using `httpx`", StarletteDeprecationWarning)
        from starlette.testclient import TestClient
    client = TestClient(app, raise_server_exceptions=False)
    return [
        client.request(
            one.method,
            f"/smsc?{one.query.decode()}",
            content=one.body,
            headers={"Content-Type": one.content_type},
        ).status_code
        for one in requests
    ]


def flask(names: Names, requests: list[Sent]) -> list[int]:
    client = names["app"].test_client()
    return [
        client.open(
            "/smsc",
            method=one.method,
            query_string=one.query.decode(),
            data=one.body,
            content_type=one.content_type,
        ).status_code
        for one in requests
    ]


def django(
    names: Names,
    requests: list[Sent],
    middleware: tuple[str, ...] = ("django.middleware.csrf.CsrfViewMiddleware",),
) -> list[int]:
    _django_settings()
    from django.test import Client, override_settings  # type: ignore[import-untyped]

    module = ModuleType("urls")
    module.__dict__.update(names)
    with override_settings(ROOT_URLCONF=module, MIDDLEWARE=middleware):
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        return [
            client.generic(
                one.method,
                "/smsc",
                one.body,
                content_type=one.content_type,
                QUERY_STRING=one.query.decode("latin-1"),
            ).status_code
            for one in requests
        ]


def _django_settings() -> None:
    from django.conf import settings  # type: ignore[import-untyped]

    if not settings.configured:
        settings.configure(ALLOWED_HOSTS=["*"], SECRET_KEY="x" * 50, LOGGING_CONFIG=None)
        import django  # type: ignore[import-untyped]

        django.setup()


def aiohttp(names: Names, requests: list[Sent]) -> list[int]:
    from aiohttp.test_utils import TestClient, TestServer
    from yarl import URL

    async def run() -> list[int]:
        found = []
        async with TestClient(TestServer(names["app"])) as client:
            for one in requests:
                url = URL(f"/smsc?{one.query.decode()}", encoded=True)
                async with client.request(
                    one.method, url, data=one.body, headers={"Content-Type": one.content_type}
                ) as answer:
                    found.append(answer.status)
        return found

    return asyncio.run(run())


#: Each view, and what runs it.
VIEWS: dict[str, tuple[str, Run]] = {
    "starlette": ("Starlette and FastAPI", starlette),
    "fastapi": ("Starlette and FastAPI", fastapi),
    "flask": ("Flask", flask),
    "django": ("Django", django),
    "aiohttp": ("aiohttp", aiohttp),
}

# ---- what the service sends

_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"
_ALL = "id&phone&status&ts&err&mes&to&sent&waitcall"
WIRES = {
    "form": ("POST", f"https://shop.example/smsc?sha1={SECRET}", f"{_FORM}; charset=windows-1251"),
    "json": ("POST", f"https://shop.example/smsc?charset=utf-8&fmt=3&own=1&sha1={SECRET}", _JSON),
    "get": ("GET", f"https://shop.example/smsc!{_ALL}&own=%D1%91&sha1={SECRET}", _FORM),
    "both": (
        "POST",
        f"https://shop.example/smsc!id&phone&sha1={SECRET}?charset=utf-8&fmt=3",
        _JSON,
    ),
}
EVENTS: tuple[Event, ...] = (
    DeliveryStatus(id="42", phone="79990000000", status=MessageStatus.DELIVERED, ts=1700000000),
    IncomingMessage(
        id="7", phone="79990000000", mes="Ёж: 100% + «да» & нет", to="79990000001", sent=1700000001
    ),
    ConfirmedCall(phone="79990000000", ts=1700000002),
)
JOBS = [
    "message 42: Delivered",
    "79990000000 writes: Ёж: 100% + «да» & нет",
    "79990000000 has called",
]


def loaded(view: str, url: str, monkeypatch: pytest.MonkeyPatch) -> Names:
    """The page's samples, executed."""
    monkeypatch.setenv("SMSC_HANDLER", url)
    names: Names = {"__name__": "sample"}
    exec(compile(f"{CORE}\n\n{SAMPLES[VIEWS[view][0]]}", "handlers.md", "exec"), names)
    return names


def sent(wire: str, events: tuple[Event, ...] = EVENTS) -> list[Sent]:
    method, url, content_type = WIRES[wire]
    handler = Handler.from_url(url)
    return [Sent(method, *handler.encode(event), content_type) for event in events]


def jobs(names: Names) -> list[str]:
    return [names["jobs"].get_nowait() for _ in range(names["jobs"].qsize())]


# ---- the views


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("wire", WIRES)
def test_a_view_takes_every_event_once(
    view: str, wire: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = loaded(view, WIRES[wire][1], monkeypatch)
    assert VIEWS[view][1](names, [*sent(wire), *sent(wire)]) == [200] * 6
    assert jobs(names) == JOBS
    assert not names["refused"]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("wire", WIRES)
def test_a_view_answers_200_to_what_it_refuses(
    view: str, wire: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = loaded(view, WIRES[wire][1], monkeypatch)
    status = sent(wire)[0]
    requests = [
        status._replace(
            query=status.query.replace(b"79990000000", b"79990000001"),
            body=status.body.replace(b"79990000000", b"79990000001"),
        ),
        status._replace(
            query=re.sub(b"&?sha1=[0-9a-f]*", b"", status.query),
            body=re.sub(rb'&?sha1=[0-9a-f]*|, *\n*"sha1": "[^"]*"', b"", status.body),
        ),
        status._replace(query=b"id=%F", body=b"id=%F")
        if wire != "both"
        else status._replace(body=b"\xff"),
        status._replace(query=b"", body=b""),
    ]
    assert VIEWS[view][1](names, requests) == [200] * 4
    assert jobs(names) == []
    assert names["refused"]["MISMATCH"] == 1
    assert names["refused"]["NO_HASH"] == 1
    assert names["refused"]["undecodable"] >= 1
    assert sum(names["refused"].values()) == 4


@pytest.mark.parametrize("view", VIEWS)
def test_a_failure_of_ones_own_is_repeated(view: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not 200, and the repeat is taken."""
    names = loaded(view, WIRES["form"][1], monkeypatch)
    hand_on, failures = names["hand_on"], [OSError("the database is down")]

    def fail_once(event: Event) -> None:
        if failures:
            raise failures.pop()
        hand_on(event)

    names["hand_on"] = fail_once
    assert VIEWS[view][1](names, [sent("form")[0]] * 3) == [500, 200, 200]
    assert jobs(names) == JOBS[:1]


@pytest.mark.parametrize("view", ["starlette", "flask", "django", "aiohttp"])
def test_a_view_is_short(view: str) -> None:
    assert len([line for line in SAMPLES[VIEWS[view][0]].splitlines() if line]) < 20


# ---- what the page says


def test_how_often_the_service_repeats() -> None:
    assert (timedelta(minutes=4), 50) == (RETRY_INTERVAL, MAX_RETRIES)
    assert timedelta(minutes=200) == RETRY_INTERVAL * MAX_RETRIES


def test_starlette_reads_a_form_or_a_body_first() -> None:
    from starlette.requests import Request

    def request() -> Request:
        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": b"a=%D1%91"}

        return Request(
            {"type": "http", "method": "POST", "headers": [(b"content-type", _FORM.encode())]},
            receive,
        )

    async def form_first(one: Request) -> bytes:
        await one.form()
        return await one.body()

    async def body_first(one: Request) -> object:
        await one.body()
        return (await one.form())["a"]

    with pytest.raises(RuntimeError, match="Stream consumed"):
        asyncio.run(form_first(request()))
    assert asyncio.run(body_first(request())) == "ё"


@pytest.mark.parametrize("kept", [False, True])
def test_flask_empties_a_form(kept: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """An extension that looks at the form takes the octets away, unless they were asked for before."""
    from flask import request

    names = loaded("flask", WIRES["form"][1], monkeypatch)
    if kept:
        names["app"].before_request(lambda: request.get_data() and None)
    names["app"].before_request(lambda: None if request.form else ("no form", 400))
    assert flask(names, sent("form")) == [200] * 3
    assert len(jobs(names)) == (3 if kept else 0)


def looks_at_the_form(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A Django middleware."""

    def middleware(request: Any) -> Any:
        assert isinstance(request.POST, object)
        return get_response(request)

    return middleware


def test_django_and_a_middleware_that_looks_at_the_form(monkeypatch: pytest.MonkeyPatch) -> None:
    names = loaded("django", WIRES["form"][1], monkeypatch)
    middleware = (f"{__name__}.{looks_at_the_form.__name__}",)
    requests = sent("form")
    assert django(names, requests, middleware) == [400] * 3
    assert jobs(names) == []
    assert (
        django(names, [one._replace(content_type=_FORM) for one in requests], middleware)
        == [200] * 3
    )
    assert jobs(names) == JOBS
    boundary = "multipart/form-data; boundary=x"
    assert django(names, [Sent("POST", b"", b"--x--\r\n", boundary)], middleware) == [500]


def test_django_wants_a_token_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    names = loaded("django", WIRES["form"][1], monkeypatch)
    names["smsc"].csrf_exempt = False
    assert django(names, sent("form")) == [403] * 3


def test_aiohttp_keeps_the_query_as_it_came() -> None:
    """In both of the places that the page names, octet for octet."""
    from aiohttp import web
    from aiohttp.test_utils import TestServer

    query, found = b"a=%D1%91&b=+%2B%20&%CF=%F0&c=%2e~%7E", []

    async def view(request: web.Request) -> web.Response:
        found.extend([request.raw_path.partition("?")[2], request.rel_url.raw_query_string])
        return web.Response()

    async def run() -> None:
        app = web.Application()
        app.add_routes([web.get("/smsc", view)])
        async with TestServer(app) as server:
            # Not by aiohttp's own client, which might rewrite it.
            reader, writer = await asyncio.open_connection(server.host, server.port)
            writer.write(b"GET /smsc?" + query + b" HTTP/1.0\r\n\r\n")
            assert b" 200 " in await reader.readline()
            await reader.read()
            writer.close()
            await writer.wait_closed()

    asyncio.run(run())
    assert [one.encode() for one in found] == [query] * 2
