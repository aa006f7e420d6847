"""Every page a resident can come to, by name, on a server with the demo district."""

from __future__ import annotations

import json
import subprocess
import sys
from uuid import uuid4

import httpx

from tests.servers import ROOT, Server

DOOR = "/q/DEM0GCMY62/"
FORM = f"{DOOR}file/?nature=complaint"
OPEN_DOORS = {
    "home": "/",
    "landing": DOOR,
    "form": FORM,
    "odd code": f"{DOOR}odd/",
    "track": "/track/",
    "mine": "/mine/",
    "offline": "/offline/",
    "unknown code": "/q/NOBODYS001/",
    "not found": "/no/such/page/",
    "law": "/law/",
    "law kiosk": "/law/kiosk/",
    "law limits": "/law/limits/?rule=arbitration&since=2026-02-14",
    "laws": "/law/laws/",
    "one law": "/law/laws/renmintiaojie/",
}


def paths(server: Server) -> dict[str, str]:
    """Name → path of each page that a GET shows."""
    command = [sys.executable, "-m", "tests.browser.links"]
    done = subprocess.run(command, cwd=ROOT, env=server.env, capture_output=True, text=True, check=True)
    secret = json.loads(done.stdout)
    asked = {
        "case checked": secret["case open"] + "?check=123456789",
        "withdraw": secret["case open"] + "withdraw/",
        "mediation refuse": secret["mediation asked"] + "refuse/",
        "mediation terminate": secret["mediation agreed"] + "terminate/",
    }
    return OPEN_DOORS | secret | asked


def refused(client: httpx.Client, secret: dict[str, str]) -> dict[str, str]:
    """Name → HTML of each page that a refused form answers with."""
    forms = {
        "form with errors": (FORM, {"text": "", "phone": "12", "identity": "hidden"}),
        "form too long": (FORM, {"text": "长" * 2100, "phone": ""}),
        "form in danger": (FORM, {"text": "楼道里煤气味很重", "identity": "nobody"}),
        "track with errors": ("/track/", {"code": "", "phone": "1"}),
        "track not found": ("/track/", {"code": "BA2611230000000", "phone": "13800138001"}),
        "rating without choice": (secret["rating"], {}),
        "addition without words": (secret["case open"] + "add/", {"text": ""}),
        "stale form": ("/track/", {"code": "BA2611230000000", "csrfmiddlewaretoken": "x"}),
        "too much": (FORM, {"text": "长" * 200_000}),
    }
    found = {}
    for name, (path, typed) in forms.items():
        client.get(path if path != secret["case open"] + "add/" else secret["case open"])
        token = {"csrfmiddlewaretoken": client.cookies.get("csrftoken", "")}
        answer = client.post(path, data={**token, "client_key": str(uuid4()), **typed})
        assert answer.status_code >= 400, (name, answer.status_code)
        found[name] = answer.text
    return found
