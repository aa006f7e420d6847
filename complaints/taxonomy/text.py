"""What was typed, made comparable: one form for full width, hidden characters, stretched words and pictures."""

import re
import unicodedata

# Emoji that carry a meaning the rules need; every other emoji stays as it is.
EMOJI_WORDS = {
    "🔥": "火焰", "🚒": "消防车", "💥": "爆炸", "💣": "炸弹", "🆘": "救命", "🔪": "刀", "🩸": "流血", "🚨": "警报",
    "🔊": "音响", "📢": "喇叭", "🎤": "唱歌", "🥁": "打鼓", "🎹": "钢琴", "🐕": "狗", "🐶": "狗", "💩": "粪便",
    "🚗": "汽车", "🚲": "单车", "🗑": "垃圾", "💧": "滴水", "🛗": "电梯", "👊": "打人",
}  # fmt: skip
# Traditional characters of the words the rules look for; a whole converter would be a dependency.
_TRADITIONAL = "樓著煙氣電壞壓車門聲響鄰裝鬧難處場燒爐災險會來報嗎們過還沒個這裡裏孩兒媽爺從見錢貓馬鴨雞麼點線熱業費產權傷殺劍槍斷縫牆層關閉開"
_SIMPLIFIED = "楼着烟气电坏压车门声响邻装闹难处场烧炉灾险会来报吗们过还没个这里里孩儿妈爷从见钱猫马鸭鸡么点线热业费产权伤杀剑枪断缝墙层关闭开"
_TRADITIONAL += "樑漲漏騙偷竊盜資討薪員廠賠償醫療學師園區圍擾隱攝頭畫廣舞臺灣辦證戶婦離婚養贍遺囑繼暈墜樑觸鎖濃竄滅撲滾鋼鐵陽臟亂擺攤單廢術觀導請問謝議網絡綠樹條"
_SIMPLIFIED += "梁涨漏骗偷窃盗资讨薪员厂赔偿医疗学师园区围扰隐摄头画广舞台湾办证户妇离婚养赡遗嘱继晕坠梁触锁浓窜灭扑滚钢铁阳脏乱摆摊单废术观导请问谢议网络绿树条"
_TRANSLATION = str.maketrans(dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True)) | {"’": "'", "‘": "'", "️": None})

_CJK = r"[\u3400-\u9fff\uf900-\ufaff]"
_CHINESE_MARK = r"[\u3400-\u9fff\uf900-\ufaff,。!?;:、]"
_LONE_CHARACTER_LINES = re.compile(rf"(?<={_CJK})[^\S\n]*\n[^\S\n]*(?={_CJK}[^\S\n]*(?:\n|$))")
_LINE_END = re.compile(r"\s*[\n\r\v\f\x85\u2028\u2029]\s*")
_SPACE_IN_CHINESE = re.compile(rf"(?<={_CHINESE_MARK})\s+(?=[\S])|(?<=[\S])\s+(?={_CHINESE_MARK})")
_MARK_INSIDE_A_WORD = re.compile(rf"(?<={_CJK})[*·•.\-_~|/+^'\"`]{{1,2}}(?={_CJK})")
_SPACES = re.compile(r"\s+")
_REPEATED = re.compile(r"([^\d\s])\1{2,}")
_REPEATED_MARK = re.compile(r"([,。!?;:!?…])\1+")


def normalise(text: str) -> str:
    """Return `text` in the one form the rules read; what it means to a person does not change.

    NFKC (full-width forms), simplified characters for the words in use, danger emoji as words, no zero-width,
    bidirectional or other control characters, no spaces or single marks between Chinese characters, no runs of more
    than two of the same character (digits excepted: they are numbers), lower case.
    """
    text = unicodedata.normalize("NFKC", text)
    if not text.isprintable():
        text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cf", "Cc", "Co", "Cn", "Cs"})
    for emoji, word in EMOJI_WORDS.items():
        text = text.replace(emoji, word)
    text = text.translate(_TRANSLATION).lower()
    text = _LONE_CHARACTER_LINES.sub("", text)
    text = _LINE_END.sub(",", text.strip())
    text = _SPACE_IN_CHINESE.sub("", text)
    text = _MARK_INSIDE_A_WORD.sub("", text)
    text = _REPEATED_MARK.sub(r"\1", text)
    text = _REPEATED.sub(r"\1\1", text)
    return _SPACES.sub(" ", text).strip()
