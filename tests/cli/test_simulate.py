"""smsc_codec.cli.simulate: prints its address, serves requests, ends on an interrupt."""

from __future__ import annotations

import signal
import subprocess
import sys
from http.client import HTTPConnection
from urllib.parse import urlsplit

# Restores the SIGINT handler: processes started in the background by a shell ignore interrupts.
SCRIPT = """
import signal, sys
from smsc_codec.cli.simulate import simulate
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(simulate(sys.argv[1:], standalone_mode=False))
"""


def test_simulator_serves_until_interrupted() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT, "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            address = urlsplit(process.stdout.readline().decode().strip())
            assert (address.scheme, address.hostname, address.path) == (
                "http",
                "127.0.0.1",
                "/sys/",
            )
            connection = HTTPConnection("127.0.0.1", address.port or 0, timeout=10)
            connection.request("GET", "/sys/balance.php?login=alex&psw=123&cur=1")
            assert connection.getresponse().read() == b"100 RUR"
            connection.close()
            process.send_signal(signal.SIGINT)
            assert process.wait(10) == 0
            assert process.stderr.read() == b""
        finally:
            process.kill()
