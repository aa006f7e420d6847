"""A new field key, everything under it, and the old one away (`manage.py rotate_keys`; exact steps: docs/operations.md)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings

from binan.kit import crypto, keyfile, resealing
from binan.kit.keyring import LOOK_EVERY, RING
from binan.kit.resealing import Count
from binan.kit.sealed import BlindIndex
from binan.kit.vault import shelf
from binan.models import Heartbeat
from binan.operations import noted
from mediation.services.rekeying import rekey_people

PASSES = 8  # a pass that finds nothing to do is the proof; people's writing may make a few more of them necessary
SPREAD = 3 * LOOK_EVERY  # seconds until every process knows a new key, before anybody writes with it
SETTLED = timedelta(minutes=2)  # no request that began with the old key in its hands is still running then
FORGOTTEN = timedelta(days=90)  # the longest-lived marks that have no text behind them: complaints.fairness.TRACES_KEPT
TELL_EVERY = 5.0  # seconds
NO_FILE = (
    "密钥来自环境变量 BINAN_FIELD_KEYS，命令改不了它。请按 docs/operations.md「换密钥」一节手工加新密钥并逐个重启，"
    "或者改用 BINAN_FIELD_KEYS_FILE。"
)


# Blind indexes outside the columns made for them.
ELSEWHERE = {
    "complaints.TimelineEntry.body（phone_was_key）": "历史不能改；只在评价时问一次，九十天后没有用",
    "complaints.TimelineEntry.client_key（码有问题）": "当天同一个地方只立一件，第二天就没有用",
    "governance.AuditEntry.object_id（按电话查询、没有的用户名）": "历史不能改；旧密钥收走以后，按打码号码和日期查",
    "notices.Notice.receipt": "随机的回执号，不会再算",
}


class CannotRotate(Exception):
    """What stands in the way, as a sentence for the operator."""


@dataclass
class Left:
    """What a run leaves behind. `unreadable`: of which nobody has the key; `markless`: column → blind indexes without a text."""

    changed: int = 0
    waiting: int = 0
    unreadable: list[str] = field(default_factory=list)
    markless: dict[str, int] = field(default_factory=dict)


def add_key(now: datetime, wait: Callable[[float], object] = time.sleep) -> str:
    """Make a key and put it in force without a restart; returns its name.

    It goes to the end of the file first, where it opens but does not seal, and to the front when every process knows it: no
    page meets a value that its process cannot open or find. Raises `CannotRotate`.
    """
    with keyfile.alone(path := _file()):
        keys = keyfile.read(path)
        stem = f"k{now:%Y%m%d}"
        name = next(each for each in (stem, *(f"{stem}{letter}" for letter in "bcdefghijklmnop")) if each not in keys)
        keys[name] = keyfile.fresh()
        keyfile.write(path, keys)
        wait(SPREAD)
        keyfile.write(path, {name: keys.pop(name), **keys})
        RING.look()
    wait(SPREAD)
    noted("field_key_added", key=name)
    return name


def renew(now: datetime, tell: Callable[[str], object], batch: int = resealing.BATCH) -> Left:
    """Take everything over to the newest key, in passes until one finds nothing left to do. Each may be killed and run again."""
    newest, total = crypto.newest()[0], 0
    in_use_since(now)
    for number in range(1, PASSES + 1):
        found = _pass(now, tell, batch, dry=False)
        total += found.changed
        tell(f"第 {number} 遍：换了 {found.changed}，中途被别人改过 {found.lost}（下一遍再换）。")
        if not (found.changed or found.lost):
            break
    noted("field_keys_rotated", key=newest, changed=total, waiting=found.changed + found.lost)
    return Left(total, found.changed + found.lost, found.unreadable, dict(found.markless))


def remaining(now: datetime, tell: Callable[[str], object] = lambda _: None) -> Left:
    """What is not under the newest key, without changing anything."""
    found = _pass(now, tell, resealing.BATCH, dry=True)
    return Left(0, found.changed, found.unreadable, dict(found.markless))


def retire(name: str, *, now: datetime, forget: bool = False) -> None:
    """Take a key out of the file, once nothing needs it. `forget`: also marks that would have been of use for some time still,
    as when the key has got into wrong hands. Raises `CannotRotate` with what is in the way."""
    path, keys = _file(), dict(RING.keys())
    if name not in keys:
        raise CannotRotate(f"没有编号为 {name} 的密钥。")
    if next(iter(keys)) == name:
        raise CannotRotate(f"{name} 是现在使用的密钥，要先换新密钥（--new-key）。")
    age = now - in_use_since(now)
    if age < SETTLED:
        raise CannotRotate(f"新密钥刚启用，请过 {SETTLED.seconds // 60} 分钟再试：可能还有请求正在用 {name} 写入。")
    left = remaining(now)
    if left.waiting or left.unreadable:
        raise CannotRotate(
            f"还有 {left.waiting} 处没有换好，{len(left.unreadable)} 处打不开，不能拿走 {name}。请先运行 rotate_keys。"
        )
    if not forget and left.markless:
        told = "、".join(f"{column} {number} 个" for column, number in left.markless.items())
        raise CannotRotate(f"有对照码只能用旧密钥比对（{told}）。请在后台重填，或者加 --forget-marks 放弃它们。")
    if not forget and age < FORGOTTEN:
        day = f"{now + FORGOTTEN - age:%Y-%m-%d}"
        raise CannotRotate(
            f"{day} 以前，有些旧的对照码还有用（见 --marks），那天以后再拿走；密钥泄露时加 --forget-marks。"
        )
    with keyfile.alone(path):
        keyfile.write(path, {each: key for each, key in keyfile.read(path).items() if each != name})
        RING.look()
    noted("field_key_retired", key=name, marks_forgotten=forget)


def in_use_since(now: datetime) -> datetime:
    """Since when the newest key has been known to be the newest: from the first look that this command took."""
    return Heartbeat.objects.get_or_create(name=f"key {crypto.newest()[0]}"[:40], defaults={"at": now})[0].at


def marks() -> dict[str, str]:
    """Column → why its blind indexes under an older key may stay a while."""
    found = dict(ELSEWHERE)
    for model in resealing.models_of_the_house():
        for each in model._meta.local_concrete_fields:
            if isinstance(each, BlindIndex) and each.kept:
                found[f"{model._meta.label}.{each.attname}"] = each.kept
    return found


def _file() -> Path:
    if settings.FIELD_KEYS_FILE is None:
        raise CannotRotate(NO_FILE)
    return Path(settings.FIELD_KEYS_FILE)


def _pass(now: datetime, tell: Callable[[str], object], batch: int, *, dry: bool) -> Count:
    total, watch = Count(), _Watch(tell)
    for table in resealing.tables():
        total.add(
            resealing.reseal(table, batch=batch, dry=dry, each=partial(watch.see, str(table.model._meta.verbose_name)))
        )
    total.changed += rekey_people(now=now, dry=dry)
    total.add(_files(dry, watch))
    return total


def _files(dry: bool, watch: _Watch) -> Count:
    count, newest, files = Count(), crypto.newest()[0], shelf()
    for name in files.names():
        count.seen += 1
        try:
            old = files.key_of(name) not in (None, newest)
            count.changed += old if dry else files.reseal(name)
        except crypto.Unreadable as fault:
            count.unreadable.append(str(fault))
        watch.see("文件", count)
    return count


class _Watch:
    """Says now and then how far a long pass has come."""

    def __init__(self, tell: Callable[[str], object]) -> None:
        self._tell, self._at = tell, time.monotonic()

    def see(self, label: str, count: Count) -> None:
        """Told of every batch."""
        if time.monotonic() - self._at >= TELL_EVERY:
            self._at = time.monotonic()
            self._tell(f"  {label}：看过 {count.seen}，换了 {count.changed}")
