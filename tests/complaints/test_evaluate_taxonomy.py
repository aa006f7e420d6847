"""An engineer brings a file of texts and is told how well they are understood, with those that are not."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

RIGHT = "SAF-01 | P0 | - | 楼道里一股很重的煤气味\nNOI-01 | P2 | near | 楼上小孩天天打架子鼓\n"


def evaluated(tmp_path: Path, text: str, *more: str) -> tuple[str, int]:
    file, out = tmp_path / "texts.txt", StringIO()
    file.write_text(text, encoding="utf-8")
    try:
        call_command("evaluate_taxonomy", str(file), *more, stdout=out)
    except SystemExit as end:
        return out.getvalue(), int(end.code or 0)
    return out.getvalue(), 0


def test_a_file_whose_texts_are_all_understood_reaches_the_goal(tmp_path):
    said, code = evaluated(tmp_path, RIGHT)
    assert code == 0
    assert "共 2 条：首选正确 100.0%，前三正确 100.0%" in said
    assert "漏掉的险情：0 条" in said
    assert "虚报的险情：0 条" in said


def test_a_missed_and_an_invented_emergency_are_shown_with_their_texts(tmp_path):
    said, code = evaluated(
        tmp_path, RIGHT + "SAF-01 | P2 | - | 四楼着火了快来\nNOI-01 | P0 | - | 楼上半夜拖椅子\n", "--wrong"
    )
    assert code == 1
    assert "漏掉的险情：1 条\n  NOI-01 P0 → NOI-01 P2  楼上半夜拖椅子" in said
    assert "虚报的险情：1 条\n  SAF-01 P2 → SAF-02 P0  四楼着火了快来" in said
    assert "类别不对：1 条\n  SAF-01 P2 → SAF-02 P0  四楼着火了快来" in said


def test_a_line_of_no_matter_needs_no_urgency_and_every_other_does(tmp_path):
    said, code = evaluated(tmp_path, RIGHT + "OTH-00 | - | - | 测试测试\n")
    assert (code, "共 3 条" in said) == (0, True)
    with pytest.raises(CommandError, match="第 3 行"):
        evaluated(tmp_path, RIGHT + "NOI-01 | - | - | 楼上半夜拖椅子\n")


@pytest.mark.parametrize("between", [",", "\t"])
def test_a_sheet_of_a_stranger_is_read_with_its_head(tmp_path, between):
    rows = [
        ("category", "urgency", "text"),
        ("SAF-01", "P0", "楼道里一股很重的煤气味"),
        ("NOI-01", "P2", "楼上天天跳绳"),
    ]
    said, code = evaluated(tmp_path, "\n".join(between.join(row) for row in rows))
    assert (code, "共 2 条" in said) == (0, True)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "没有可以评测的文本"),
        (RIGHT + "XXX-01 | P0 | - | 什么", "第 3 行"),
        (RIGHT + "就一句话", "第 3 行"),
        (RIGHT + "SAF-01 | P9 | - | 什么", "第 3 行"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_line(tmp_path, text, sentence):
    with pytest.raises(CommandError, match=sentence):
        evaluated(tmp_path, text)


def test_a_missing_file_is_named():
    with pytest.raises(CommandError, match="文件打不开"):
        call_command("evaluate_taxonomy", "no-such-file.txt")
