"""The drill: backup while people file, an empty machine, everything back; and a new key under a running server."""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests import services
from tests.photos import photo
from tests.servers import ROOT, TRUST, Process, Server, environment, file_case, prepared

pytestmark = pytest.mark.topology

Machine = Callable[[str], dict[str, str]]


@pytest.fixture(scope="module")
def pair() -> tuple[str, str]:
    """Recipient and identity, as the command prints them."""
    said = run(environment(Path("/nonexistent-but-unused")), "backup", "--make-identity").stdout.splitlines()
    return next(each for each in said if each.startswith("age1")), next(e for e in said if e.startswith("AGE-SECRET"))


@pytest.fixture(params=["sqlite", "postgres"])
def machine(request, tmp_path: Path, pair: tuple[str, str]) -> Iterator[Machine]:
    """Gives the environment of a machine by its name, each with a folder and a database of its own."""
    with contextlib.ExitStack() as stack:
        cluster = ""
        if request.param == "postgres":
            cluster = request.getfixturevalue("postgres_url")

        def make(name: str) -> dict[str, str]:
            more = {"DATABASE_URL": stack.enter_context(services.database(cluster))} if cluster else {}
            (tmp_path / name).mkdir()
            return environment(tmp_path / name, BINAN_BACKUP_TO=pair[0], **more)

        yield make


def run(env: dict[str, str], *arguments: str, given: str = "", fails: bool = False) -> subprocess.CompletedProcess[str]:
    """A command of ours; fails the test when it ends otherwise than told."""
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=env, input=given, capture_output=True, text=True, check=False)
    assert bool(done.returncode) == fails, done.stdout + done.stderr
    return done


def with_photo(server: Server) -> tuple[str, str]:
    """The link of a case filed with a photo, and that of the photo."""
    upload = photo()
    answer = httpx.post(
        f"{server.url}/api/v1/complaints/", timeout=20, verify=TRUST,
        data={"place": "DEM0GCMY62", "text": "楼道里堆了很多东西，走不过去。", "phone": "13800138001", "client_key": str(uuid4())},
        files={"files": ("a.jpg", upload.read(), "image/jpeg")},
    )  # fmt: skip
    assert answer.status_code == 201, answer.text
    link = f"/c/{answer.json()['token']}/"
    page = httpx.get(server.url + link, verify=TRUST).text
    start = page.index(f"{link}photo/")
    return link, page[start : page.index('"', start)]


def opens(server: Server, link: str, picture: str) -> None:
    """The resident's link opens with her photo, and a worker logs in to her board."""
    assert httpx.get(server.url + link, verify=TRUST).status_code == 200
    assert httpx.get(server.url + picture, verify=TRUST).content.startswith(b"\xff\xd8")
    assert server.staff("shegong1").get("/desk/").status_code == 200


def filing(url: str, over: threading.Event, codes: list[str]) -> None:
    while not over.is_set():
        codes.append(file_case(url).json()["code"])


def test_the_drill_from_filing_people_to_an_empty_machine_and_back(machine: Machine, tmp_path: Path, pair) -> None:
    old, shelf = machine("old"), tmp_path / "backups"
    shelf.mkdir()
    if "DATABASE_URL" not in old:
        prepared(tmp_path / "old")
    server = Server(old, tmp_path, "--prepare")
    link, picture = with_photo(server)
    answered = [file_case(server.url).json()["code"] for _ in range(5)]
    over, later = threading.Event(), []
    crew = [threading.Thread(target=filing, args=(server.url, over, later)) for _ in range(3)]
    for thread in crew:
        thread.start()
    for _ in range(3):
        run(old, "backup", str(shelf), "--keep", "2")
        time.sleep(1.1)  # their names are their seconds
    over.set()
    for thread in crew:
        thread.join()
    server.stop()
    assert len(later) > 3
    kept = sorted(shelf.iterdir())
    assert len(kept) == 2
    assert b"SQLite" not in kept[-1].read_bytes()
    said = run(old, "backup", "--check", str(kept[-1]), "--identity", "-", given=pair[1]).stdout
    assert "从头到尾完好" in said

    new = machine("new")
    run(new, "migrate")  # what migrate makes is no data
    wrong = subprocess.run(
        [sys.executable, "manage.py", "backup", "--make-identity"], cwd=ROOT, env=new, capture_output=True, text=True
    )
    told = run(new, "restore", str(kept[-1]), "--identity", "-", given=wrong.stdout, fails=True).stderr
    assert "这把私钥打不开这份备份" in told
    keyless = new | {"BINAN_FIELD_KEYS": "k9:" + "A" * 43}
    assert "缺少密钥 t1" in run(keyless, "restore", str(kept[-1]), "--identity", "-", given=pair[1], fails=True).stderr
    said = run(new, "restore", str(kept[-1]), "--identity", "-", given=pair[1]).stdout
    assert said.count("全部完好") == 4, said
    assert "不是空的" in run(new, "restore", str(kept[-1]), "--identity", "-", given=pair[1], fails=True).stderr
    server = Server(new, tmp_path, "--prepare")
    try:
        opens(server, link, picture)
        worker = server.staff("shegong1")
        for code in answered:  # each filing that was answered before it began is in it, whole
            assert code in worker.get(f"/desk/{code}/").text
    finally:
        server.stop()


def test_a_backup_that_is_killed_leaves_the_earlier_one(tmp_path: Path, pair) -> None:
    data, shelf = prepared(tmp_path / "data"), tmp_path / "backups"
    shelf.mkdir()
    env = environment(data, BINAN_BACKUP_TO=pair[0])
    run(env, "backup", str(shelf))
    [first] = shelf.iterdir()
    (data / "media" / "heavy").mkdir(parents=True, exist_ok=True)
    for n in range(40):
        (data / "media" / "heavy" / str(n)).write_bytes(bytes(10 * 2**20))
    process = Process(["manage.py", "backup", str(shelf)], env, tmp_path / "backup.log")
    until = time.monotonic() + 60
    while not (halves := [each for each in shelf.glob(".*.part") if each.stat().st_size > 2**20]):
        assert time.monotonic() < until and process.popen.poll() is None, process.text()
    process.kill()
    assert [each for each in shelf.iterdir() if not each.name.startswith(".")] == [first]
    assert halves[0].exists()  # it was in the middle
    assert "完好" in run(env, "backup", "--check", str(first), "--identity", "-", given=pair[1]).stdout
    run(env, "backup", str(shelf))
    assert list(shelf.glob(".*")) == []
    assert list(data.glob(".backup-*")) == []


def test_a_new_key_goes_under_a_running_server_through_kill_9(tmp_path: Path) -> None:
    data = prepared(tmp_path / "data")
    keys = data / "keys" / "field_keys"
    keys.parent.mkdir(exist_ok=True)
    env = environment(data)
    keys.write_text(env.pop("BINAN_FIELD_KEYS") + "\n")
    server, over, codes = Server(env, tmp_path), threading.Event(), []
    try:
        link, picture = with_photo(server)
        crew = [threading.Thread(target=filing, args=(server.url, over, codes)) for _ in range(2)]
        for thread in crew:
            thread.start()
        run(env, "rotate_keys", "--new-key", "--batch", "20")
        newest = keys.read_text().split(":")[0]
        assert newest.startswith("k2")
        for wait in (0.9, 1.4, 1.9):  # the second key of the day, and its round killed three times
            process = Process(["manage.py", "rotate_keys", "--new-key", "--batch", "5"], env, tmp_path / "rotate.log")
            process.wait_for("已启用")
            time.sleep(wait)
            process.kill()
        run(env, "rotate_keys")
        over.set()
        for thread in crew:
            thread.join()
        run(env, "rotate_keys")
        assert "全部数据和文件都用" in run(env, "rotate_keys", "--check").stdout
        with contextlib.closing(sqlite3.connect(data / "binan.sqlite3", timeout=20)) as db, db:
            db.execute("UPDATE binan_heartbeat SET at = datetime(at, '-100 days') WHERE name LIKE 'key %'")
            prefixes = {row[0].split(".")[0] for row in db.execute("SELECT token FROM complaints_complaint")}
        for old in [each.split(":")[0] for each in keys.read_text().strip().split(",")][1:]:
            run(env, "rotate_keys", "--retire", old)
        assert keys.read_text().count(":") == 1
        assert prefixes == {keys.read_text().split(":")[0]}
        time.sleep(1.2)  # the server has looked at its file
        opens(server, link, picture)
        assert len(codes) > 5
        worker = server.staff("shegong1")
        assert all(code in worker.get(f"/desk/{code}/").text for code in codes[:5] + codes[-5:])
        run(env, "verify_timeline")
    finally:
        over.set()
        server.stop()
    opened = Server(env, tmp_path)  # and with a start of its own
    opens(opened, link, picture)
    opened.stop()
