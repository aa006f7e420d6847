"""问险情: what to ask when somebody may be in danger, four to six questions a card, and what the answers mean (as data).

A yes adds its weight, 不清楚 half of it: nobody is sent home because the caller could not see. From `P0_FROM` points it is
特急, from `P1_FROM` 紧急. Answers only ever raise a case by themselves; to lower it is 改分类, with its reason. The numbers
are those of domain.md §3.2, §3.4 and §3.5 and no others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from complaints.vocabulary import Urgency

YES, NO, UNKNOWN = "yes", "no", "unknown"
ANSWERS = ((YES, "是"), (NO, "否"), (UNKNOWN, "不清楚"))
P0_FROM, P1_FROM = 10, 4  # points


@dataclass(frozen=True)
class Question:
    """One thing to ask. `weight`: points of a yes; `calls`: the numbers to ring then, the first one first."""

    key: str
    text: str
    weight: int
    calls: tuple[str, ...] = ()


@dataclass(frozen=True)
class Card:
    """The questions of one family of dangers; `categories`: of the tree (domain.md §3.2)."""

    name: str
    title: str
    categories: tuple[str, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Verdict:
    """What the answers come to: points, how urgent that is, whom to ring, and the questions answered with yes."""

    points: int
    urgency: str
    calls: tuple[str, ...]
    because: tuple[str, ...]


HURT = Question("hurt", "是否有人受伤", 10, ("120",))
WEAK = Question("weak", "是否有孩子、老人或病人", 4)
NOW = Question("now", "是否还在继续", 6)


def _ask(key: str, text: str, weight: int, *calls: str) -> Question:
    return Question(key, text, weight, calls)


CARDS: tuple[Card, ...] = (
    Card("fire", "火情、冒烟", ("SAF-02", "SAF-03"), (
        _ask("flame", "是否看得见明火", 10, "119"), _ask("smoke", "是否有烟或焦味", 6, "119"), HURT,
        _ask("inside", "里面是否还有人没出来", 10, "119"), _ask("fuel", "旁边是否有气瓶、电瓶或汽油", 6, "119"), WEAK,
    )),
    Card("gas", "燃气泄漏", ("SAF-01",), (
        _ask("smell", "是否还闻得到气味", 10, "119"), _ask("unwell", "是否有人头晕、恶心或叫不醒", 10, "120", "119"),
        _ask("open", "阀门和门窗是否没有关、没有开", 4), _ask("spark", "附近是否有明火或有人开关电器", 10, "119"), WEAK,
    )),
    Card("fight", "打架、持械", ("SEC-01",), (
        NOW, _ask("weapon", "是否持刀或持械", 10, "110"), HURT, _ask("many", "是否五个人以上", 6, "110"),
        _ask("drunk", "是否喝了酒或情绪失控", 4, "110"), WEAK,
    )),
    Card("self_harm", "轻生、自伤", ("SAF-05",), (
        _ask("said", "是否说过不想活", 10, "110"), _ask("means", "身边是否有药、刀、绳，或人在高处", 10, "110", "119"),
        _ask("hurt", "是否已经受伤或服药", 10, "120"), _ask("alone", "是否一个人", 6, "110"), _ask("before", "以前是否有过", 4),
    )),
    Card("missing", "老人、孩子走失", ("SEC-04",), (
        _ask("child", "是否孩子，或有失智、疾病的老人", 10, "110"), _ask("long", "是否一小时以上没有消息", 6, "110"),
        _ask("water", "附近是否有水边、工地或大路", 6, "110"), _ask("taken", "是否可能被人带走", 10, "110"),
        _ask("cold", "天气是否冷、热或下雨", 4), _ask("phone", "是否没带手机，或打不通", 2),
    )),
    Card("body", "溺水、坠落、触电", ("SAF-06",), (
        HURT, _ask("awake", "是否叫不醒，或没有呼吸", 10, "120"), _ask("stuck", "是否还困在水里、高处或被压住", 10, "119", "120"),
        _ask("live", "是否还有电、水或会再塌", 6, "119"), WEAK,
    )),
    Card("home", "家庭暴力、孩子受侵害", ("SEC-02", "FAM-02"), (
        NOW, HURT, _ask("weapon", "是否持刀或持械", 10, "110"), _ask("locked", "是否出不来，或被拿走手机", 10, "110"),
        _ask("child", "是否有孩子在场或受害", 10, "110"), _ask("before", "以前是否有过", 4),
    )),
    Card("wages", "讨薪", ("LAB-02", "LAB-01"), (
        _ask("many", "现场是否五个人以上", 10, "110"), _ask("height", "是否有人要跳、爬高或堵路", 10, "110", "119"),
        _ask("quarrel", "是否推搡或吵起来", 6, "110"), HURT, _ask("long", "是否拖欠一个月以上", 2, "12333"),
    )),
    Card("lift", "电梯困人", ("PRO-04",), (
        _ask("inside", "里面是否有人", 10, "96333", "119"), _ask("unwell", "里面是否有人不舒服", 10, "120", "119"), WEAK,
        _ask("dark", "里面是否没有灯、很闷", 4, "96333"), _ask("fell", "是否突然下坠或夹了人", 10, "119", "120"),
    )),
)  # fmt: skip
BY_CATEGORY = {category: card for card in CARDS for category in card.categories}


def fault(category: str, answers: Any) -> str:
    """What is wrong with the answers to the card of a category; "" for nothing. Every question is answered."""
    card = BY_CATEGORY.get(category)
    if card is None:
        return "这一类没有险情要问。"
    known = {value for value, _ in ANSWERS}
    keys = {question.key for question in card.questions}
    if not isinstance(answers, Mapping) or set(answers) != keys or not all(one in known for one in answers.values()):
        return "请把每个问题都选上；问不到的选“不清楚”。"
    return ""


def verdict(card: Card, answers: Mapping[str, str]) -> Verdict:
    """What the answers to a card come to."""
    yes = [question for question in card.questions if answers.get(question.key) == YES]
    unknown = [question for question in card.questions if answers.get(question.key) == UNKNOWN]
    points = sum(question.weight for question in yes) + sum(question.weight for question in unknown) // 2
    urgency = Urgency.P0 if points >= P0_FROM else Urgency.P1 if points >= P1_FROM else Urgency.P2
    calls = dict.fromkeys(number for question in yes for number in question.calls)
    return Verdict(points, str(urgency), tuple(calls), tuple(question.text for question in yes))
