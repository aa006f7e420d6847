"""What is still open to the parties when mediation ends without an agreement (人民调解法 art. 26): which way, by when, where.

Only what a law says stands here, with its article. Where the office sits is not the law's to say: administrators enter it
(`models.Office`), and what is not entered is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

from mediation.legal.limits import LIMITS, Limit
from mediation.vocabulary import OfficeKind


@dataclass(frozen=True)
class Course:
    """A way. `name`: 仲裁, 诉讼 or 行政; `what`: what one does; `limit`: until when, None where the law sets none that we are
    sure of; `office`: the kind of office that takes it; `basis`: law and article of the way itself."""

    name: str
    what: str
    office: str
    basis: str
    limit: Limit | None = None

    @property
    def office_label(self) -> str:
        """Which office takes it."""
        return OfficeKind(self.office).label

    @property
    def by_when(self) -> str:
        """The time limit in words, "" for none: 一年内 counts from `limit.since`."""
        return f"从{self.limit.since}起 {self.limit.length} {self.limit.unit}内" if self.limit else ""


ART_26 = "《中华人民共和国人民调解法》第二十六条"
SUE = Course("诉讼", "向人民法院起诉", OfficeKind.COURT, "《中华人民共和国民事诉讼法》第一百二十二条", LIMITS["civil"])
ARBITRATE = Course(
    "仲裁", "申请劳动争议仲裁", OfficeKind.LABOUR_ARBITRATION, "《中华人民共和国劳动争议调解仲裁法》第五条",
    LIMITS["arbitration"],
)  # fmt: skip
SUE_AFTER_AWARD = Course(
    "诉讼", "不服仲裁裁决的，向人民法院起诉", OfficeKind.COURT, "《中华人民共和国劳动争议调解仲裁法》第五十条",
    LIMITS["after_award"],
)  # fmt: skip
INSPECT = Course(
    "行政", "向劳动保障监察机构投诉", OfficeKind.LABOUR_INSPECTION, "《劳动保障监察条例》第二十条", LIMITS["inspection"]
)
BY_CLAUSE = Course("仲裁", "合同里约定了仲裁的，申请仲裁", OfficeKind.ARBITRATION, ART_26)
NOISE = Course(
    "行政",
    "社会生活噪声劝阻、调解无效的，报告公安机关处理",
    OfficeKind.POLICE,
    "《中华人民共和国噪声污染防治法》第八十七条",
)
CONSUMER = Course(
    "行政", "向市场监督管理部门投诉（12315）", OfficeKind.MARKET, "《中华人民共和国消费者权益保护法》第三十九条"
)
HOUSING = Course("行政", "向住房和城乡建设部门反映", OfficeKind.HOUSING, ART_26)
COMPLAIN = Course("行政", "向有关行政主管部门反映（12345）", OfficeKind.HOTLINE, ART_26)

# Beginnings of category codes (domain.md §3.2) → the ways, the one to try first at the head. The longest beginning wins.
BY_CATEGORY: dict[str, tuple[Course, ...]] = {
    "LAB": (ARBITRATE, INSPECT, SUE_AFTER_AWARD),
    "NOI-01": (NOISE, SUE),
    "NOI-03": (NOISE, SUE),
    "PRO": (SUE, HOUSING),
    "CON": (CONSUMER, SUE),
    "ENT-02": (SUE, BY_CLAUSE),
    "HOU-02": (SUE, BY_CLAUSE),
    "": (SUE, COMPLAIN),
}


def ways(category: str) -> tuple[Course, ...]:
    """The ways open in a dispute of this category."""
    beginnings = [beginning for beginning in BY_CATEGORY if category.startswith(beginning)]
    return BY_CATEGORY[max(beginnings, key=len)]
