"""However a number is typed, many eyes do not read it; what is no number stays as it was written."""

from __future__ import annotations

import pytest

from binan.kit.masking import mask_text

MASKED = {
    "13912345678": "139****5678",
    "+8613912345678": "139****5678",
    "8613912345678": "139****5678",
    "+86 139 1234 5678": "139****5678",
    "１３９１２３４５６７８": "139****5678",
    "139.1234.5678": "139****5678",
    "139—1234—5678": "139****5678",
    "139 123 45678": "139****5678",
    "(0571)87654321": "0571****4321",
    "（0571）8765 4321": "0571****4321",
    "微信号是zhangwei99": "微信号是zh***",
    "QQ：12345678": "QQ：12***",
    "6号楼1203": "6号楼**室",
    "6幢2单元1203室": "6幢**室",
    "6-2-1203": "6-**-**",
    "浙A12345": "浙A·***345",
    "330108199001011234": "330***********1234",
}
KEPT = (
    "2024-11-28", "11-28 18:30", "每天6-8次", "1500-2000元", "3400元", "12345", "138****1234", "BA261128BNK25W", "６楼，全角的标点（都在）",
    "0571-12345", "晚上10-12点", "微信转账2000元",
)  # fmt: skip


@pytest.mark.parametrize(("typed", "shown"), MASKED.items())
def test_a_number_is_masked_however_it_is_typed(typed: str, shown: str) -> None:
    assert mask_text(f"请打{typed}。") == f"请打{shown}。"


@pytest.mark.parametrize("typed", KEPT)
def test_what_is_no_number_of_somebody_stays(typed: str) -> None:
    assert mask_text(typed) == typed
