"""A resident's text is understood: category, urgency, reasons, and which number to call first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.taxonomy import CATEGORIES, examples, learned, normalise, understand
from complaints.taxonomy.evaluation import TOP_1, evaluate
from complaints.taxonomy.features import runs
from complaints.taxonomy.notions import GRAVE, notions
from tests.complaints.texts import EVALUATION, EXAMPLES, NEAR_MISSES, SAMPLES

DANGERS = [example.text for example in EVALUATION if example.urgency == "P0" == understand(example.text).urgency]
# What was found when the evaluation part was new (docs/taxonomy.md, batches 12 to 14); the goals are 0.85, none and none.
FIRST, THREE, MISSED, INVENTED = 0.94, 0.99, 4, 10
LEVELS = {"P0", "P1", "P2", "P3"}
HIDDEN = "\u200b\u200c\u200d\u2060\ufeff\u202e\u202a\u00ad"


def is_chinese(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


def full_width(text: str) -> str:
    return "".join("\u3000" if c == " " else chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


# The tree -----------------------------------------------------------------------------------------------------------


def test_the_tree_has_every_leaf_with_a_known_urgency_and_a_first_handler():
    assert len(CATEGORIES) == 58
    for code, category in CATEGORIES.items():
        assert code == category.code
        assert category.urgency in LEVELS
        assert category.name
        assert category.handler


def test_what_is_dangerous_or_for_the_discipline_office_is_never_mediated():
    for code in ("SAF-01", "SAF-05", "SEC-02", "FAM-02", "GOV-03", "NEI-05"):
        assert not CATEGORIES[code].mediable


# The samples of the domain page -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "code", "urgency"), SAMPLES)
def test_a_sample_gets_its_category_and_urgency(text, code, urgency):
    seen = understand(text)
    assert (seen.category, seen.urgency) == (code, urgency)
    assert seen.name == CATEGORIES[code].name
    assert seen.reasons
    assert bool(seen.danger) == (urgency == "P0")


@pytest.mark.parametrize(("text", "code"), NEAR_MISSES)
def test_a_harmless_text_with_a_word_of_danger_raises_no_alarm(text, code):
    seen = understand(text)
    assert seen.urgency != "P0"
    assert seen.danger == ()
    assert seen.category == code


@pytest.mark.parametrize(
    "text",
    [
        "test 测试一下",
        "asdfghjkl;'qwer",
        "专业办理贷款无抵押当天放款,加V信 abc88888",
        "'; DROP TABLE complaints;-- <script>alert(1)</script> {{7*7}}",
        "",
        "啊" * 3000,
    ],
)
def test_spam_and_garbage_are_set_apart_without_alarm(text):
    seen = understand(text)
    assert seen.category == "OTH-00"
    assert seen.urgency == "P3"


def test_a_joke_about_a_bomb_still_goes_to_people_and_the_police():
    seen = understand("三楼有炸弹!!!哈哈哈开玩笑的")
    assert seen.urgency == "P0"
    assert seen.danger == ("110",)


def test_pictures_say_what_they_show():
    seen = understand("🔊🔊🔊😭 6幢 每晚 11点 🎤🎤")
    assert seen.category in {"NOI-01", "NOI-03"}
    assert seen.urgency == "P2"


def test_fire_is_found_behind_hidden_characters_and_a_reversed_line():
    seen = understand("着\u200b火\u200b了 快来\u202eabc")
    assert (seen.category, seen.urgency, seen.danger) == ("SAF-02", "P0", ("119",))


# Time, denial, numbers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "urgency"),
    [
        ("小区门口打架了", "SEC-01", "P0"),
        ("昨天打过架", "SEC-01", "P1"),
        ("上周小区门口打架,派出所处理过了", "SEC-01", "P1"),
        ("已报119且已扑灭", "SAF-02", "P1"),
        ("厨房已经着火了", "SAF-02", "P0"),
        ("火还没扑灭,已经打过119", "SAF-02", "P0"),
        ("我爸昨天走失的,到现在还没找到", "SEC-04", "P0"),
        ("昨天走失的老人已经找到了", "SEC-04", "P1"),
        ("从昨天晚上到现在一直有煤气味", "SAF-01", "P0"),
        ("楼道里停满充电的电瓶车,万一着火怎么办", "SAF-03", "P1"),
    ],
)
def test_time_and_doubt_decide_how_urgent_a_danger_is(text, code, urgency):
    seen = understand(text)
    assert (seen.category, seen.urgency) == (code, urgency)


@pytest.mark.parametrize("text", ["没有着火", "没有人打架", "不是煤气泄漏", "怕哪天着火", "电影里有人打架"])
def test_what_is_denied_feared_or_invented_is_no_emergency(text):
    assert understand(text).urgency != "P0"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("家里煤气泄漏了", ("119",)),
        ("有人拿刀砍人", ("110",)),
        ("我不想活了", ("110", "120")),
        ("有人晕倒了没有呼吸", ("120",)),
    ],
)
def test_the_right_number_comes_first(text, numbers):
    assert understand(text).danger == numbers


@pytest.mark.parametrize(
    "text",
    [
        "按了18它去了负二",
        "倒车蹭了人家后视镜",
        "遗嘱写了两份",
        "河埠头上盖的小屋水泥还没干",
        "股东会的公章谁来保管",
        "菜价又涨了两毛",
    ],
)
def test_a_text_without_anything_of_danger_raises_no_alarm(text):
    assert understand(text).urgency != "P0"


def test_the_weights_alone_raise_hardly_an_alarm_without_a_word_that_emergencies_are_made_of():
    calm = [e.text for e in EXAMPLES + EVALUATION if e.urgency != "P0" and GRAVE.isdisjoint(runs(normalise(e.text)))]
    alarms = [text for text in calm if understand(text).danger]
    assert len(calm) > 1500
    assert len(alarms) <= len(calm) / 500, alarms


def test_words_nobody_wrote_before_stand_for_what_others_wrote():
    assert "#child#height!" in notions(runs("那崽坐在露台女儿墙的边沿"))
    assert "#child#height!" in notions(runs("a toddler on the parapet"))
    assert not GRAVE & notions(runs("物业费涨价没有通知"))


def test_the_reason_quotes_the_words_and_says_what_they_mean():
    assert "提到“煤气味”：可能燃气泄漏" in understand("一楼有煤气味").reasons


def test_five_workers_or_a_crowd_make_a_wage_claim_a_matter_for_the_police_line():
    assert understand("老板欠我一个人两个月工资").category == "LAB-01"
    assert understand("老板欠我们八个工人两个月工资").category == "LAB-02"


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("楼上漏水,天花板滴了几滴", "P2"),
        ("楼上水管爆裂,水哗哗往下流", "P1"),
        ("路灯不亮", "P2"),
        ("路上井盖不见了", "P1"),
    ],
)
def test_the_same_category_is_more_urgent_when_more_is_at_stake(text, urgency):
    assert understand(text).urgency == urgency


def test_a_question_or_a_suggestion_is_taken_as_what_the_resident_chose():
    assert understand("退休认证在手机上怎么弄", "consult").category == "GOV-01"
    assert understand("公园里多装几盏灯", "suggest").category == "GOV-02"
    assert understand("停车费怎么收", "consult").urgency == "P3"
    assert understand("楼下着火了", "consult").urgency == "P0"


# The corpus ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "我们家水压一直上不去",
        "水压小，热水器起不来",
        "自来水有股怪味",
        "家里突然没电了，隔壁都有",
        "电压低，空调带不动",
        "燃气表不走字",
        "电视收不到台",
        "water is not coming out of the tap",
    ],
)
def test_a_supply_that_fails_at_home_is_a_matter_for_the_house_and_rings_nobody_at_night(text):
    seen = understand(text)
    assert (seen.category, seen.urgency) == ("PRO-02", "P2")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("热水器点不着火，闻到煤气味", "SAF-01"),
        ("家里突然没电，闻到焦味", "SAF-02"),
        ("水龙头漏电，手一碰就麻", "SAF-06"),
    ],
)
def test_the_same_supply_with_a_danger_in_it_still_rings(text, code):
    seen = understand(text)
    assert (seen.category, seen.urgency) == (code, "P0")


def test_the_evaluation_part_is_not_among_the_examples():
    assert len(EVALUATION) >= 300
    assert sum(example.urgency == "P0" for example in EVALUATION) >= 60
    assert sum("near" in example.marks for example in EVALUATION) >= 60
    assert {example.code for example in EXAMPLES} == set(CATEGORIES) == {example.code for example in EVALUATION}
    assert not {normalise(e.text) for e in EXAMPLES} & {normalise(e.text) for e in EVALUATION}


def test_unseen_texts_are_understood_no_worse_than_when_they_were_new():
    found = evaluate(EVALUATION)
    assert found.first >= FIRST >= TOP_1
    assert found.three >= THREE
    assert len(found.missed) <= MISSED, found.missed
    assert len(found.invented) <= INVENTED, found.invented


def test_what_it_learned_from_is_understood():
    found = evaluate(EXAMPLES)
    assert found.first >= 0.97
    assert len(found.missed) / found.number <= 0.002, found.missed
    assert len(found.invented) / found.number <= 0.006, found.invented


def test_the_weights_were_learned_from_the_examples_that_stand_beside_them():
    facts, _ = learned.parts(learned.WEIGHTS.read_bytes())
    assert facts["from"] == examples.digest(), "run manage.py learn_taxonomy"


# Anything at all ----------------------------------------------------------------------------------------------------


@given(st.text(max_size=400), st.sampled_from(["complaint", "help", "consult", "suggest", "something else"]))
def test_any_text_is_answered_from_the_tree(text, nature):
    seen = understand(text, nature)
    assert seen.category in CATEGORIES
    assert set(seen.alternatives) <= set(CATEGORIES) - {seen.category}
    assert seen.urgency in LEVELS
    assert bool(seen.danger) == (seen.urgency == "P0")
    assert seen.reasons


@given(st.text(max_size=200))
def test_normalising_leaves_nothing_hidden_and_changes_nothing_the_second_time(text):
    plain = normalise(text)
    assert not set(HIDDEN) & set(plain)
    assert "  " not in plain
    assert normalise(plain) == plain


@given(st.sampled_from(DANGERS), st.data())
def test_hidden_characters_do_not_hide_a_danger(text, data):
    at = data.draw(st.sets(st.integers(0, len(text)), max_size=8))
    hidden = data.draw(st.sampled_from(HIDDEN))
    changed = "".join(hidden * (i in at) + c for i, c in enumerate(text)) + hidden
    assert understand(changed) == understand(text)


@given(st.sampled_from(DANGERS))
def test_full_width_forms_do_not_hide_a_danger(text):
    assert understand(full_width(text)).urgency == "P0"


@given(st.sampled_from([text for text in DANGERS if is_chinese(text[0])]), st.data())
def test_spaces_between_chinese_characters_do_not_hide_a_danger(text, data):
    gaps = [i for i in range(1, len(text)) if is_chinese(text[i - 1]) and is_chinese(text[i])]
    at = data.draw(st.sets(st.sampled_from(gaps), max_size=10))
    space = data.draw(st.sampled_from([" ", "  ", "\u3000", "\t", "\u00a0"]))
    changed = "".join(space * (i in at) + c for i, c in enumerate(text))
    assert understand(changed).urgency == "P0"


@given(st.sampled_from(DANGERS), st.sampled_from(["请尽快处理。", "谢谢!", "我住江畔锦园3幢。", "电话13800138000。"]))
def test_a_polite_ending_does_not_calm_a_danger(text, ending):
    joined = text if text[-1] in "。!?!?" else text + "。"
    assert understand(joined + ending).urgency == "P0"
