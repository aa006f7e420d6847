"""What may not be signed on a screen (电子签名法 art. 3): personal status, and cutting off water, heat, gas or power."""

from __future__ import annotations

import re
from collections.abc import Iterable

STATUS_CATEGORIES = ("FAM",)  # beginnings of category codes: 夫妻、赡养、抚养、继承
STATUS = re.compile(r"离婚|结婚|复婚|解除婚姻|婚姻关系|夫妻关系|收养|送养|继承|遗产|遗嘱|遗赠|监护权|抚养权|亲子关系")
UTILITY = re.compile(
    r"(?:停止|中断|切断|暂停|停|断)(?:对[^，。；]{0,12})?(?:供|提供)?(?:自来)?(?:水|热|气|燃气|煤气|天然气|暖气|电)(?!梯|话|脑|视|瓶|动|影|台|灯|费|价|压)"
)
ESTATE = re.compile(
    r"(?:房屋|房产|房子|住房|商铺|不动产|土地使用权|宅基地|产权|车位)[^，。；]{0,16}?(?:过户|转让|转移|赠与|出让|归[^，。；]{1,8}所有)"
)

WHY_STATUS = "协议涉及婚姻、收养、继承等人身关系（电子签名法第三条）：请打印出来，在纸上签字或者按指印。"
WHY_UTILITY = "协议涉及停止供水、供热、供气、供电（电子签名法第三条）：请打印出来，在纸上签字或者按指印。"
WHY_ESTATE = "协议涉及房地产转让：这里要求在纸上签字或者按指印，请打印出来。"


def reasons(category: str, texts: Iterable[str], *, estate: bool = True) -> list[str]:
    """Why an agreement has to be signed on paper; none when a screen will do.

    `category`: of the case. `texts`: all that the parties sign. `estate`: whether transfers of real estate need paper too; an
    older text of the law said so, the present one does not (a setting, `BINAN_ESTATE_ON_PAPER`).
    """
    said = "\n".join(texts)
    found = []
    if category.startswith(STATUS_CATEGORIES) or STATUS.search(said):
        found.append(WHY_STATUS)
    if UTILITY.search(said):
        found.append(WHY_UTILITY)
    if estate and ESTATE.search(said):
        found.append(WHY_ESTATE)
    return found
