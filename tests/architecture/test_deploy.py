"""The files of the scale-out shape: no container engine runs in the tests, so they are read, and nginx itself is run."""

from __future__ import annotations

import re
import socket
import ssl
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from binan.kit.env import KNOWN
from tests import services
from tests.architecture.source import ROOT

COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
OTHER_NAMES = {"SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "HOST", "PORT"}


def ignored_by_docker(path: str) -> bool:
    """Whether .dockerignore keeps `path` (a file or folder at the top) out of the image."""
    return f"!{path}" not in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


def test_compose_starts_two_web_servers_a_socket_server_and_a_clock_after_one_preparation() -> None:
    shape = COMPOSE["services"]
    assert set(shape) == {"nginx", "web1", "web2", "socket", "clock", "prepare", "postgres", "redis"}
    for name in ("web1", "web2", "socket", "clock"):
        assert shape[name]["depends_on"] == {"prepare": {"condition": "service_completed_successfully"}}
    assert shape["web1"] == shape["web2"]
    assert shape["postgres"]["image"] == "postgres:15"


def test_compose_and_its_example_name_only_settings_that_exist() -> None:
    example = (ROOT / "deploy" / "binan.env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)) | set(COMPOSE["x-app"]["environment"])
    assert named - {"POSTGRES_PASSWORD"} <= KNOWN | OTHER_NAMES


def test_no_secret_stands_in_compose_or_its_example() -> None:
    example = (ROOT / "deploy" / "binan.env.example").read_text(encoding="utf-8")
    for name in ("SECRET_KEY", "BINAN_FIELD_KEYS", "POSTGRES_PASSWORD", "BINAN_SMS_KEY_SECRET", "BINAN_VAPID_KEY"):
        assert re.search(rf"^{name}=$", example, re.MULTILINE)
    assert COMPOSE["services"]["postgres"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")
    assert "binan:${POSTGRES_PASSWORD:?" in COMPOSE["x-app"]["environment"]["DATABASE_URL"]


def test_the_image_is_not_root_and_holds_every_app() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert dockerfile.rindex("USER binan") < dockerfile.rindex("CMD")
    assert "--require-hashes" in dockerfile
    from django.conf import settings

    ours = {app for app in settings.INSTALLED_APPS if (ROOT / app).is_dir()}
    assert [p for p in sorted(ours | {"templates", "static", "deploy", "manage.py"}) if ignored_by_docker(p)] == []


class Echo(BaseHTTPRequestHandler):
    """Answers with who it is and what nginx told it about the client."""

    def do_GET(self) -> None:
        shown = ("Host", "X-Forwarded-For", "X-Forwarded-Proto", "Upgrade", "Connection")
        body = "\n".join([self.server.role, *(f"{name}: {self.headers.get(name)}" for name in shown)]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def backends() -> Iterator[dict[str, int]]:
    """A server for pages and one for sockets; yields their ports."""
    servers = {role: ThreadingHTTPServer(("127.0.0.1", 0), Echo) for role in ("pages", "sockets")}
    for role, server in servers.items():
        server.role = role
        threading.Thread(target=server.serve_forever, daemon=True).start()
    yield {role: server.server_port for role, server in servers.items()}
    for server in servers.values():
        server.shutdown()
        server.server_close()


@pytest.fixture
def front(nginx: str, backends: dict[str, int], tmp_path: Path) -> Iterator[tuple[int, int, Path]]:
    """nginx with deploy/nginx.conf, only addresses and paths of this machine put in; yields its ports and log."""
    http, https, log = services.free_port(), services.free_port(), tmp_path / "access.log"
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    make = "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -days 1".split()
    subprocess.run([*make, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for ours, here in {
        "listen 80;": f"listen 127.0.0.1:{http};",
        "listen 443 ": f"listen 127.0.0.1:{https} ",
        "server web1:8000;": f"server 127.0.0.1:{backends['pages']};",
        "server web2:8000;": f"server 127.0.0.1:{services.free_port()};",  # down: the other one answers for it
        "server socket:8000;": f"server 127.0.0.1:{backends['sockets']};",
        "/etc/nginx/tls": str(tmp_path),
        "/dev/stdout": str(log),
        "/dev/stderr": str(tmp_path / "error.log"),
        "/tmp/nginx": str(tmp_path / "nginx"),
    }.items():
        assert ours in text
        text = text.replace(ours, here)
    conf = tmp_path / "nginx.conf"
    conf.write_text(text, encoding="utf-8")
    tested = subprocess.run([nginx, "-t", "-p", tmp_path, "-c", conf], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    process = subprocess.Popen([nginx, "-p", tmp_path, "-c", conf, "-g", "daemon off;"])
    try:
        wait_for(https)
        yield http, https, log
    finally:
        process.terminate()
        process.wait(10)


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except ConnectionRefusedError:
            assert time.monotonic() < deadline, "nginx did not start"
            time.sleep(0.05)


def get(url: str, **headers: str) -> str:
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    request = urllib.request.Request(url, headers={k.replace("_", "-"): v for k, v in headers.items()})
    with urllib.request.urlopen(request, timeout=10, context=trusting) as answer:
        return answer.read().decode()


@pytest.mark.topology
def test_nginx_sends_pages_and_sockets_to_their_servers_and_believes_no_client(front: tuple[int, int, Path]) -> None:
    _, https, log = front
    for _ in range(4):
        page = get(f"https://127.0.0.1:{https}/c/0123456789abcdef/", X_Forwarded_For="6.6.6.6").splitlines()
        assert page[:4] == [
            "pages",
            f"Host: 127.0.0.1:{https}",
            "X-Forwarded-For: 127.0.0.1",
            "X-Forwarded-Proto: https",
        ]
    live = get(f"https://127.0.0.1:{https}/ws/desk/", Upgrade="websocket").splitlines()
    assert live[0] == "sockets"
    assert live[-2:] == ["Upgrade: websocket", "Connection: upgrade"]
    assert "/c/- 200" in log.read_text()
    assert "0123456789abcdef" not in log.read_text()


@pytest.mark.topology
def test_nginx_sends_plain_http_to_https(front: tuple[int, int, Path]) -> None:
    with socket.create_connection(("127.0.0.1", front[0]), 5) as line:
        line.sendall(b"GET /q/DEM0GCMY62/ HTTP/1.0\r\nHost: binan.example\r\n\r\n")
        answer = line.recv(4096).decode()
    assert "301" in answer.splitlines()[0]
    assert "Location: https://binan.example/q/DEM0GCMY62/" in answer
