"""smsc_codec.cli.callbacks: the commands callback, verify and sign."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.cli.test_app import objects, run

if TYPE_CHECKING:
    from pathlib import Path

BODY = b"phone=123&mes=text&to=234&charset=utf-8&sha1=b6f768ce7614d7858cc4a6116f8ffd0dc236a3cd"


def test_callback_decodes_without_verification() -> None:
    code, out, _ = run("callback", "--lines", stdin=BODY + b"\nid=%zz\n")
    assert code == 1
    good, bad = objects(out)
    assert (good["record"], good["mes"], bad["expected"]) == (
        "IncomingMessage",
        "text",
        ["two hexadecimal digits after %"],
    )
    assert run("callback", "--charset", "latin-1", stdin=b"")[0] == 2
    assert (
        objects(
            run("callback", "--fmt", "3", stdin=b'{"waitcall": "1", "phone": "7", "ts": "5"}')[1]
        )[0]["record"]
        == "ConfirmedCall"
    )


def test_signed_request_is_verified(tmp_path: Path) -> None:
    address = tmp_path / "handler"
    address.write_text("https://shop.example/sms?charset=utf-8&sha1=new\nzxc\n", "utf-8")
    code, out, _ = run("verify", "--lines", "--handler-file", str(address), stdin=BODY)
    assert code == 0
    keys = ("verdict", "secret_index", "accepted", "kind")
    assert {key: objects(out)[0][key] for key in keys} == {
        "verdict": "OK",
        "secret_index": 1,
        "accepted": True,
        "kind": "message",
    }
    code, out, _ = run(
        "verify",
        "--lines",
        "--handler-file",
        str(address),
        stdin=BODY.replace(b"text", b"test") + b"\nid=%zz\n",
    )
    assert code == 3
    assert objects(out)[0]["verdict"] == "MISMATCH"
    assert "event" not in objects(out)[0]
    assert run("verify", "--lines", "--handler-file", str(address), stdin=b"id=%zz\n")[0] == 1

    address.write_text("https://shop.example/sms?charset=utf-8&sha1=zxc", "utf-8")
    event = run("callback", "--charset", "utf-8", stdin=b"phone=123&mes=text&to=234")[1].encode()
    code, out, err = run("sign", "--handler-file", str(address), stdin=event + b"{}\n")
    assert (code, out.encode().strip()) == (1, BODY)
    assert "record" in err
    address.write_text("https://shop.example/sms!phone?charset=utf-8&sha1=zxc", "utf-8")
    signed = objects(run("sign", "--handler-file", str(address), stdin=event)[1])[0]
    assert signed["query"] == "phone=123"
    assert (
        run(
            "verify",
            "--handler-file",
            str(address),
            "--query",
            "phone=123",
            stdin=signed["body"].encode(),
        )[0]
        == 0
    )


def test_handler_url_comes_from_file_or_environment(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "smsc_codec.cli", "verify"]
    environment = {**os.environ, "SMSC_HANDLER": "https://shop.example/sms?charset=utf-8&sha1=zxc"}
    assert (
        subprocess.run(
            command, input=BODY, env=environment, capture_output=True, check=False
        ).returncode
        == 0
    )
    assert run("verify", stdin=BODY)[0] == 2
    for text in (
        "https://shop.example/?sha1=TOP SECRET$",
        "https://shop.example/sms?charset=utf-8",
    ):
        (tmp_path / "handler").write_text(text, "utf-8")
        code, _, err = run("verify", "--handler-file", str(tmp_path / "handler"), stdin=BODY)
        assert code == 2
        assert "SECRET$" not in err
