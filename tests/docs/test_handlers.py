"""docs/handlers.md: every view works in its framework, and the remarks on frameworks are true."""

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
COMMON = SAMPLES["Framework-independent code"]
SECRET = "p3Zt-0mWq_7YhKc2LxVb9RnD5sGfJ8Ua"


class ServiceRequest(NamedTuple):
    """A request that the service sends."""

    method: str
    query: bytes
    body: bytes
    content_type: str


Names = dict[str, Any]
#: Runs a view in its framework's own test client and returns the status of each response.
Run = Callable[[Names, list[ServiceRequest]], list[int]]


# ---- the frameworks


def starlette(names: Names, requests: list[ServiceRequest]) -> list[int]:
    return _asgi(names["app"], requests)


def fastapi(names: Names, requests: list[ServiceRequest]) -> list[int]:
    from fastapi import FastAPI

    app = FastAPI()
    (call,) = re.findall(r"`app\.(add_api_route\(.*?\))`", PAGE)
    exec(f"app.{call}", {"app": app, "smsc": names["smsc"]})
    return _asgi(app, requests)


def _asgi(app: Any, requests: list[ServiceRequest]) -> list[int]:
    from starlette.exceptions import StarletteDeprecationWarning

    with warnings.catch_warnings():
        # Starlette's test client recommends httpx2, but the tests install httpx.
        warnings.filterwarnings("ignore", "Using `httpx`", StarletteDeprecationWarning)
        from starlette.testclient import TestClient
    client = TestClient(app, raise_server_exceptions=False)
    return [
        client.request(
            request.method,
            f"/smsc?{request.query.decode()}",
            content=request.body,
            headers={"Content-Type": request.content_type},
        ).status_code
        for request in requests
    ]


def flask(names: Names, requests: list[ServiceRequest]) -> list[int]:
    client = names["app"].test_client()
    return [
        client.open(
            "/smsc",
            method=request.method,
            query_string=request.query.decode(),
            data=request.body,
            content_type=request.content_type,
        ).status_code
        for request in requests
    ]


def django(
    names: Names,
    requests: list[ServiceRequest],
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
                request.method,
                "/smsc",
                request.body,
                content_type=request.content_type,
                QUERY_STRING=request.query.decode("latin-1"),
            ).status_code
            for request in requests
        ]


def _django_settings() -> None:
    from django.conf import settings  # type: ignore[import-untyped]

    if not settings.configured:
        settings.configure(ALLOWED_HOSTS=["*"], SECRET_KEY="x" * 50, LOGGING_CONFIG=None)
        import django  # type: ignore[import-untyped]

        django.setup()


def aiohttp(names: Names, requests: list[ServiceRequest]) -> list[int]:
    from aiohttp.test_utils import TestClient, TestServer
    from yarl import URL

    async def run() -> list[int]:
        found = []
        async with TestClient(TestServer(names["app"])) as client:
            for request in requests:
                url = URL(f"/smsc?{request.query.decode()}", encoded=True)
                async with client.request(
                    request.method,
                    url,
                    data=request.body,
                    headers={"Content-Type": request.content_type},
                ) as answer:
                    found.append(answer.status)
        return found

    return asyncio.run(run())


#: The heading of each view on the page, and the function that runs it.
VIEWS: dict[str, tuple[str, Run]] = {
    "starlette": ("Starlette and FastAPI", starlette),
    "fastapi": ("Starlette and FastAPI", fastapi),
    "flask": ("Flask", flask),
    "django": ("Django", django),
    "aiohttp": ("aiohttp", aiohttp),
}

# ---- requests of the service

_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"
_ALL = "id&phone&status&ts&err&mes&to&sent&waitcall"
REQUEST_KINDS = {
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
    """Execute the samples of the page and return their names."""
    monkeypatch.setenv("SMSC_HANDLER", url)
    names: Names = {"__name__": "sample"}
    exec(compile(f"{COMMON}\n\n{SAMPLES[VIEWS[view][0]]}", "handlers.md", "exec"), names)
    return names


def sent(kind: str, events: tuple[Event, ...] = EVENTS) -> list[ServiceRequest]:
    method, url, content_type = REQUEST_KINDS[kind]
    handler = Handler.from_url(url)
    return [ServiceRequest(method, *handler.encode(event), content_type) for event in events]


def jobs(names: Names) -> list[str]:
    return [names["jobs"].get_nowait() for _ in range(names["jobs"].qsize())]


# ---- the views


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("kind", REQUEST_KINDS)
def test_view_processes_every_event_once(
    view: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = loaded(view, REQUEST_KINDS[kind][1], monkeypatch)
    assert VIEWS[view][1](names, [*sent(kind), *sent(kind)]) == [200] * 6
    assert jobs(names) == JOBS
    assert not names["rejected"]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("kind", REQUEST_KINDS)
def test_view_responds_with_200_to_rejected_callbacks(
    view: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = loaded(view, REQUEST_KINDS[kind][1], monkeypatch)
    status = sent(kind)[0]
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
        if kind != "both"
        else status._replace(body=b"\xff"),
        status._replace(query=b"", body=b""),
    ]
    assert VIEWS[view][1](names, requests) == [200] * 4
    assert jobs(names) == []
    assert names["rejected"]["MISMATCH"] == 1
    assert names["rejected"]["NO_HASH"] == 1
    assert names["rejected"]["undecodable"] >= 1
    assert sum(names["rejected"].values()) == 4


@pytest.mark.parametrize("view", VIEWS)
def test_callback_is_accepted_again_after_dispatch_failed(
    view: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = loaded(view, REQUEST_KINDS["form"][1], monkeypatch)
    dispatch, failures = names["dispatch"], [OSError("the database is down")]

    def fail_once(event: Event) -> None:
        if failures:
            raise failures.pop()
        dispatch(event)

    names["dispatch"] = fail_once
    assert VIEWS[view][1](names, [sent("form")[0]] * 3) == [500, 200, 200]
    assert jobs(names) == JOBS[:1]


@pytest.mark.parametrize("view", ["starlette", "flask", "django", "aiohttp"])
def test_view_has_fewer_than_20_lines(view: str) -> None:
    assert len([line for line in SAMPLES[VIEWS[view][0]].splitlines() if line]) < 20


# ---- remarks on the frameworks


def test_repeat_interval_and_count() -> None:
    assert (timedelta(minutes=4), 50) == (RETRY_INTERVAL, MAX_RETRIES)
    assert timedelta(minutes=200) == RETRY_INTERVAL * MAX_RETRIES


def test_starlette_body_must_be_read_before_form() -> None:
    from starlette.requests import Request

    def make_request() -> Request:
        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": b"a=%D1%91"}

        return Request(
            {"type": "http", "method": "POST", "headers": [(b"content-type", _FORM.encode())]},
            receive,
        )

    async def form_first(request: Request) -> bytes:
        await request.form()
        return await request.body()

    async def body_first(request: Request) -> object:
        await request.body()
        return (await request.form())["a"]

    with pytest.raises(RuntimeError, match="Stream consumed"):
        asyncio.run(form_first(make_request()))
    assert asyncio.run(body_first(make_request())) == "ё"


@pytest.mark.parametrize("is_cached", [False, True])
def test_flask_form_consumes_an_uncached_body(
    is_cached: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flask import request

    names = loaded("flask", REQUEST_KINDS["form"][1], monkeypatch)
    if is_cached:
        names["app"].before_request(lambda: request.get_data() and None)
    names["app"].before_request(lambda: None if request.form else ("no form", 400))
    assert flask(names, sent("form")) == [200] * 3
    assert len(jobs(names)) == (3 if is_cached else 0)


def accesses_form(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Django middleware that accesses the form."""

    def middleware(request: Any) -> Any:
        assert isinstance(request.POST, object)
        return get_response(request)

    return middleware


def test_django_middleware_that_accesses_the_form_rejects_other_charsets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = loaded("django", REQUEST_KINDS["form"][1], monkeypatch)
    middleware = (f"{__name__}.{accesses_form.__name__}",)
    requests = sent("form")
    assert django(names, requests, middleware) == [400] * 3
    assert jobs(names) == []
    assert (
        django(names, [request._replace(content_type=_FORM) for request in requests], middleware)
        == [200] * 3
    )
    assert jobs(names) == JOBS
    boundary = "multipart/form-data; boundary=x"
    assert django(names, [ServiceRequest("POST", b"", b"--x--\r\n", boundary)], middleware) == [500]


def test_django_view_needs_csrf_exemption(monkeypatch: pytest.MonkeyPatch) -> None:
    names = loaded("django", REQUEST_KINDS["form"][1], monkeypatch)
    names["smsc"].csrf_exempt = False
    assert django(names, sent("form")) == [403] * 3


def test_aiohttp_keeps_the_raw_query() -> None:
    """In both of the attributes that the page mentions."""
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
            # Not with aiohttp's own client, which might normalize the query.
            reader, writer = await asyncio.open_connection(server.host, server.port)
            writer.write(b"GET /smsc?" + query + b" HTTP/1.0\r\n\r\n")
            assert b" 200 " in await reader.readline()
            await reader.read()
            writer.close()
            await writer.wait_closed()

    asyncio.run(run())
    assert [value.encode() for value in found] == [query] * 2
