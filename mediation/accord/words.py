"""The words of an agreement in the making, as models, forms and pages use them."""

from __future__ import annotations

from django.db.models import TextChoices


class Kind(TextChoices):
    """What a clause is about. For money both sides may enter a secret range."""

    MONEY = "money", "钱款"
    ACT = "act", "做或不做什么"
    OTHER = "other", "其他"


class State(TextChoices):
    """Where a version of a clause stands."""

    OPEN = "open", "在商量"
    LOCKED = "locked", "双方同意"
    DROPPED = "dropped", "不再用"


class Reply(TextChoices):
    """What a party says to a clause."""

    YES = "yes", "同意"
    NO = "no", "不同意"
    CHANGE = "change", "改"


class Hand(TextChoices):
    """How a signature came about."""

    PAPER = "paper", "纸上签字或按指印"
    SCREEN = "screen", "平板上手写"
    SCAN = "scan", "上传签好的纸质协议"


class Proof(TextChoices):
    """How it was made sure who signs on a screen."""

    CODE = "code", "手机验证码"
    SEEN = "seen", "当面核对身份证件"


class Step(TextChoices):
    """One line of the trail behind a signature."""

    OPENED = "opened", "打开协议"
    READ = "read", "逐条看完"
    ASKED = "asked", "发出验证码"
    PASSED = "passed", "验证码正确"
    FAILED = "failed", "验证码不对"
    SEEN = "seen", "当面核对证件"
    SIGNED = "signed", "签字"
    REFUSED = "refused", "没有收下签字"
    SCANNED = "scanned", "上传纸质协议"
