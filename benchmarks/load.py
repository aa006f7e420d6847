"""Bounded load on loopback by wrk (Debian: `wrk`), and the processes it runs against; each ends what it started."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.servers import ROOT, free_port

FILE_LUA = """
local counter, name = 0, ""
function setup(thread) id = (id or 0) + 1; thread:set("id", id) end
function init(args) math.randomseed(os.time() * 1000 + id * 7919 + os.clock() * 1000000) end
request = function()
  local function hex(n) local s = ""; for _ = 1, n do s = s .. string.format("%x", math.random(0, 15)) end; return s end
  local key = hex(8) .. "-" .. hex(4) .. "-4" .. hex(3) .. "-a" .. hex(3) .. "-" .. hex(12)
  local body = '{"place":"DEM0GCMY62","phone":"13800138001","client_key":"' .. key ..
    '","text":"楼上每天傍晚在家跳绳，一跳就是一个小时，上去说过三次都没用，老人心脏不好。"}'
  return wrk.format("POST", "/api/v1/complaints/", {["Content-Type"] = "application/json"}, body)
end
"""


@dataclass(frozen=True)
class Result:
    """Requests per second, latencies in milliseconds, answers that were no success."""

    rate: float
    p50: float
    p99: float
    bad: int


def wrk(
    url: str, *, seconds: int = 8, connections: int = 16, lua: str = "", headers: dict[str, str] | None = None
) -> Result:
    """Load `url` for `seconds` over `connections`; raises when wrk is not installed."""
    program = shutil.which("wrk")
    if not program:
        sys.exit("benchmarks need wrk: apt-get install wrk")
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        command = [program, "-t2", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s", "--latency", url]
        for name, value in (headers or {}).items():
            command[1:1] = ["-H", f"{name}: {value}"]
        if lua:
            script.write(lua)
            script.flush()
            command[1:1] = ["-s", script.name]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    bad = sum(map(int, re.findall(r"(?:Non-2xx or 3xx responses:|timeout) (\d+)", text)))
    return Result(float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1]), _ms(text, "50%"), _ms(text, "99%"), bad)


def _ms(text: str, share: str) -> float:
    value, unit = re.search(rf"{share}\s+([\d.]+)(us|ms|s)", text).groups()
    return float(value) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]


@contextlib.contextmanager
def running(command: list[str], env: dict[str, str], url: str) -> Iterator[str]:
    """A server process that answers at `url`; ended afterwards."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
        try:
            end = time.monotonic() + 40
            while True:
                with contextlib.suppress(httpx.TransportError):
                    httpx.get(url, timeout=2)
                    break
                if process.poll() is not None or time.monotonic() > end:
                    log.seek(0)
                    raise RuntimeError(log.read().decode(errors="replace"))
                time.sleep(0.1)
            yield url
        finally:
            process.terminate()
            process.wait(20)


def granian(target: str, env: dict[str, str]) -> contextlib.AbstractContextManager[str]:
    """Two WSGI workers, as compose.yaml runs them in each web container."""
    port = free_port()
    program = str(Path(sys.executable).with_name("granian"))
    options = [
        "--interface",
        "wsgi",
        "--workers",
        "2",
        "--blocking-threads",
        "2",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    return running([program, *options, target], env, f"http://127.0.0.1:{port}/")


def table(title: str, rows: list[tuple[str, ...]]) -> None:
    """Print a titled table."""
    print(f"\n## {title}\n")
    for number, row in enumerate(rows):
        print("| " + " | ".join(row) + " |")
        if not number:
            print("|" + "---|" * len(row))
    sys.stdout.flush()
