"""The only reader of the process environment.

`read()` turns the variables of `interface.md` into one typed value and refuses, with a sentence for the operator,
whatever is unknown or unsafe. `settings.py` copies it into Django's names and asks nothing else.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from environs import Env, EnvError

from binan.kit.env_keys import UnsafeSetting, backup_to, field_keys, kept, vapid_key

ROOT = Path(__file__).resolve().parents[2]
TRANSCRIBERS = ("none",)  # engines that write down recordings (complaints/transcripts)
# Where browsers keep their push services: Chrome and Android, Firefox, Safari, Edge.
PUSH_HOSTS = ["fcm.googleapis.com", "updates.push.services.mozilla.com", "*.push.apple.com", "*.notify.windows.com"]
RECORDS_SECRET_MIN = 32  # characters
TOKEN_MIN = 32  # characters
SECRET_KEY_MIN = 50  # characters; Django's own `check --deploy` limit


KNOWN = frozenset(
    "BINAN_DATA BINAN_ENV BINAN_FIELD_KEYS BINAN_FIELD_KEYS_FILE BINAN_BACKUP_TO BINAN_PUBLIC_URL BINAN_INTAKE_RATE BINAN_DEMO BINAN_DEMO_PASSWORD BINAN_TRUSTED_PROXIES BINAN_SMS BINAN_SMS_ENDPOINT BINAN_SMS_KEY_ID BINAN_SMS_KEY_SECRET "
    "BINAN_SMS_SIGN BINAN_SMS_TEMPLATES BINAN_VAPID_KEY BINAN_PUSH_HOSTS BINAN_DB_POOL BINAN_LOG BINAN_LOG_FORMAT BINAN_METRICS_TOKEN BINAN_METRICS_PORT BINAN_WORKER BINAN_TRANSCRIBER BINAN_PRACTICE BINAN_ESTATE_ON_PAPER BINAN_REVISIT_DAYS BINAN_REVISIT_LATEST BINAN_AXB BINAN_AXB_ENDPOINT "
    "BINAN_AXB_KEY BINAN_AXB_SECRET BINAN_AXB_SCHEME BINAN_AXB_AREA BINAN_AXB_DIRECTION BINAN_AXB_HOURS BINAN_AXB_CALL_MINUTES BINAN_AXB_RECORDS_SECRET".split()
)


@dataclass(frozen=True)
class Environment:
    """Every value the system takes from outside, checked."""

    production: bool
    data: Path
    host: str
    port: int
    secret_key: str
    field_keys: tuple[dict[str, bytes], Path | None]
    backup_to: list[str]
    allowed_hosts: list[str]
    public_url: str
    database: dict
    redis_url: str
    intake_rate: int
    demo: bool
    demo_password: str
    trusted_proxies: int
    sms: str
    sms_endpoint: str
    sms_key_id: str
    sms_key_secret: str
    sms_sign: str
    sms_templates: dict[str, str]
    vapid_key: str
    push_hosts: list[str]
    log_level: str
    log_format: str
    metrics_token: str
    metrics_port: int
    worker: bool
    transcriber: str
    practice: int
    estate_on_paper: bool
    revisit: tuple[int, int]
    axb: dict[str, Any]


def read() -> Environment:
    """Read and check the process environment.

    Returns an `Environment`. Raises `UnsafeSetting` with one Chinese sentence when a value is unknown, malformed or
    unsafe in production.
    """
    unknown = sorted(name for name in os.environ if name.startswith("BINAN_") and name not in KNOWN)
    if unknown:
        raise UnsafeSetting(f"不认识的设置 {unknown[0]}，请改名或删除（可用的名称见 docs/operations.md）。")
    env = Env()
    try:
        return _typed(env)
    except EnvError as fault:
        raise UnsafeSetting(f"设置的值不对：{fault}。") from fault


def _typed(env: Env) -> Environment:
    kind = env.str("BINAN_ENV", "development")
    if kind not in ("development", "production"):
        raise UnsafeSetting(f"BINAN_ENV 只能是 development 或 production，现在是“{kind}”。")
    production = kind == "production"
    data = Path(env.str("BINAN_DATA", str(ROOT / "var"))).resolve()
    host, port = env.str("HOST", "127.0.0.1"), env.int("PORT", 8000)
    found = Environment(
        production=production,
        data=data,
        host=host,
        port=port,
        secret_key=env.str("SECRET_KEY", "") or kept(data, "secret_key", production),
        field_keys=field_keys(env, data, production),
        backup_to=backup_to(env.list("BINAN_BACKUP_TO", [])),
        allowed_hosts=env.list("ALLOWED_HOSTS", [] if production else ["*"]),
        public_url=env.str("BINAN_PUBLIC_URL", "" if production else f"http://{host}:{port}").rstrip("/"),
        database=_database(env.str("DATABASE_URL", ""), data, env.int("BINAN_DB_POOL", 8)),
        redis_url=env.str("REDIS_URL", ""),
        intake_rate=env.int("BINAN_INTAKE_RATE", 20),
        demo=env.bool("BINAN_DEMO", not production),
        demo_password=env.str("BINAN_DEMO_PASSWORD", ""),
        trusted_proxies=env.int("BINAN_TRUSTED_PROXIES", 0),
        sms=env.str("BINAN_SMS", "console"),
        sms_endpoint=env.str("BINAN_SMS_ENDPOINT", ""),
        sms_key_id=env.str("BINAN_SMS_KEY_ID", ""),
        sms_key_secret=env.str("BINAN_SMS_KEY_SECRET", ""),
        sms_sign=env.str("BINAN_SMS_SIGN", "滨安码"),
        sms_templates=env.dict("BINAN_SMS_TEMPLATES", {}),
        vapid_key=vapid_key(env.str("BINAN_VAPID_KEY", "") or kept(data, "vapid_key", production)),
        push_hosts=env.list("BINAN_PUSH_HOSTS", PUSH_HOSTS),
        log_level=env.str("BINAN_LOG", "INFO"),
        log_format=env.str("BINAN_LOG_FORMAT", "json" if production else "line"),
        metrics_token=env.str("BINAN_METRICS_TOKEN", ""),
        metrics_port=env.int("BINAN_METRICS_PORT", 0),
        worker=env.bool("BINAN_WORKER", True),
        transcriber=env.str("BINAN_TRANSCRIBER", "none"),
        practice=env.int("BINAN_PRACTICE", 0),
        estate_on_paper=env.bool("BINAN_ESTATE_ON_PAPER", True),
        revisit=(env.int("BINAN_REVISIT_DAYS", 15), env.int("BINAN_REVISIT_LATEST", 90)),
        axb=_axb(env, production),
    )
    _refuse_unsafe(found)
    return found


def _refuse_unsafe(found: Environment) -> None:
    rules = [
        (found.intake_rate < 0, "BINAN_INTAKE_RATE 不能是负数。"),
        (found.log_format not in ("json", "line"), "BINAN_LOG_FORMAT 只能是 json 或 line。"),
        (0 < len(found.metrics_token) < TOKEN_MIN, f"BINAN_METRICS_TOKEN 至少 {TOKEN_MIN} 个随机字符。"),
        (found.sms not in ("console", "aliyun"), "BINAN_SMS 只能是 console 或 aliyun。"),
        (found.practice not in (0, 1, 2), "BINAN_PRACTICE 只能是 0（不演练）、1（7 点到 22 点）或 2（全天）。"),
        (not 1 <= found.revisit[0] <= found.revisit[1] <= 365, "BINAN_REVISIT_DAYS 和 _LATEST 要在 1 到 365 之间。"),
        (found.transcriber not in TRANSCRIBERS, f"BINAN_TRANSCRIBER 只能是 {'、'.join(TRANSCRIBERS)}。"),
        (
            found.sms == "aliyun" and not (found.sms_endpoint and found.sms_key_id and found.sms_key_secret),
            "BINAN_SMS=aliyun 时还要设置 BINAN_SMS_ENDPOINT、BINAN_SMS_KEY_ID 和 BINAN_SMS_KEY_SECRET。",
        ),
    ]
    if found.production:
        rules += [
            (len(found.secret_key) < SECRET_KEY_MIN, f"生产环境要设置 SECRET_KEY，至少 {SECRET_KEY_MIN} 个随机字符。"),
            (
                not found.field_keys[0],
                "生产环境要设置 BINAN_FIELD_KEYS 或 BINAN_FIELD_KEYS_FILE（格式 编号:base64密钥，新的在前）。",
            ),
            (not found.allowed_hosts or "*" in found.allowed_hosts, "生产环境的 ALLOWED_HOSTS 要写明域名，不能用 *。"),
            (not found.public_url.startswith("https://"), "生产环境的 BINAN_PUBLIC_URL 要以 https:// 开头。"),
            (
                found.sms == "aliyun" and not found.sms_endpoint.startswith("https://"),
                "生产环境的 BINAN_SMS_ENDPOINT 要以 https:// 开头。",
            ),
            (any("://" in host for host in found.push_hosts), "生产环境的 BINAN_PUSH_HOSTS 只写域名，一律走 https。"),
            (found.intake_rate == 0, "生产环境不能把 BINAN_INTAKE_RATE 设为 0。"),
            (found.demo, "生产环境不能装演示数据，请去掉 BINAN_DEMO 或设为 0。"),
        ]
    for broken, sentence in rules:
        if broken:
            raise UnsafeSetting(sentence)


def _axb(env: Env, production: bool) -> dict[str, Any]:
    """Who lends private numbers (complaints/axb), and the secret that call records are signed with; "none": nobody."""
    names = (("endpoint", ""), ("key", ""), ("secret", ""), ("scheme", "AKSK"), ("area", ""), ("records_secret", ""))
    found: dict[str, Any] = {name: env.str(f"BINAN_AXB_{name.upper()}", default) for name, default in names}
    found |= {"provider": env.str("BINAN_AXB", "none"), "direction": env.int("BINAN_AXB_DIRECTION", 0)}
    found |= {"hours": env.int("BINAN_AXB_HOURS", 48), "call_minutes": env.int("BINAN_AXB_CALL_MINUTES", 60)}
    if found["provider"] not in ("none", "huawei") or found["scheme"] not in ("AKSK", "WSSE"):
        raise UnsafeSetting("BINAN_AXB 只能是 none 或 huawei，BINAN_AXB_SCHEME 只能是 AKSK 或 WSSE。")
    if found["direction"] not in (0, 1) or not 1 <= found["hours"] <= 2160 or not 0 <= found["call_minutes"] <= 1440:
        raise UnsafeSetting(
            "BINAN_AXB_DIRECTION 是 0 或 1，BINAN_AXB_HOURS 是 1 到 2160，BINAN_AXB_CALL_MINUTES 最多 1440。"
        )
    if found["provider"] != "none" and not (found["endpoint"] and found["key"] and found["secret"]):
        raise UnsafeSetting("设置了 BINAN_AXB 时还要设置 BINAN_AXB_ENDPOINT、BINAN_AXB_KEY 和 BINAN_AXB_SECRET。")
    if production and found["provider"] != "none" and not found["endpoint"].startswith("https://"):
        raise UnsafeSetting("生产环境的 BINAN_AXB_ENDPOINT 要以 https:// 开头。")
    if found["records_secret"] and len(found["records_secret"]) < RECORDS_SECRET_MIN:
        raise UnsafeSetting(f"BINAN_AXB_RECORDS_SECRET 至少 {RECORDS_SECRET_MIN} 个随机字符。")
    return found


def _database(url: str, data: Path, pool: int) -> dict:
    """SQLite beside the data, or PostgreSQL from a URL (a pool of at most `pool` connections in each process)."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(data / "binan.sqlite3"),
            "OPTIONS": {
                # IMMEDIATE: a transaction takes the write lock at once, so no late "database is locked" (trust.md 2.2).
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL: an answer given after COMMIT survives a power cut (trust.md 2.4).
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise UnsafeSetting("DATABASE_URL 只支持 postgresql://，不设置就用 SQLite。")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "binan.kit.postgres",
        # A connection that died with its server is thrown away before anybody gets it.
        "CONN_HEALTH_CHECKS": True,
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        # Short statements only: JIT costs more than it saves (trust.md 2.7).
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": pool, "timeout": 3},
            "options": "-c jit=off",
            # Statements are planned once a connection, not once a call: half of what a filing costs PostgreSQL.
            "server_side_binding": True,
            "prepare_threshold": 3,
            **options,
        },
    }
