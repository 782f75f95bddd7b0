"""Language by script: cheap, and honest about what script alone can't tell."""

import re
from functools import cache

from opencc import OpenCC

HANS = "zh-Hans"
HANT = "zh-Hant"
HAN = "zh"
JAPANESE = "ja"
KOREAN = "ko"
ENGLISH = "en"
UNKNOWN = "und"

_SCRIPTS = {
    "h": re.compile("[\u4e00-\u9fff\u3400-\u4dbf\uf900-\ufaff\U00020000-\U0003ffff]"),
    "k": re.compile("[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]"),
    "g": re.compile("[\uac00-\ud7a3\u1100-\u11ff\u3131-\u318e]"),
    "l": re.compile(r"[^\W\d_]"),
}
"""Han, kana, hangul, and all other letters."""
_LATIN_WORD = re.compile("[a-z]+(?:['’][a-z]+)?")
_NOISE = re.compile(r"https?://\S+|[@#][\w-]+", re.ASCII)
_ENGLISH_LIST = (
    "about after again always and another any are awesome awful bad be been best better but by can can't could did "
    "didn't does doesn't don't ever every finally first for free from get good got great have help her his "
    "horrible how i i'm if isn't it it's its just know last late like love made make more much my need never new "
    "not now off or our out please really right she should some sorry still terrible thank thanks that the "
    "their them then there they thing this those through time today too up very watching were what when where which "
    "who why will with won't work worst would yeah yes you you're your"
)
_ENGLISH_ALONE = frozenset(_ENGLISH_LIST.split())
_SHARED_LIST = "a all am an as at do go had has he in is me no of on over so to up us was we were"
_SHARED = frozenset(_SHARED_LIST.split())
_EXAMINED = 2000


def language(text: str) -> str:
    """Return ``zh-Hans``, ``zh-Hant``, ``zh`` (no character tells which), ``ja``, ``ko``, ``en`` or ``und``.

    The first 2,000 characters decide. A text is Han when a third of its letters are; kana make it Japanese. Latin text
    is English when at least one word in eight is a frequent English word, one of them not shared by other languages.
    """
    seen = text[:_EXAMINED]
    if "@" in seen or "#" in seen or "://" in seen:
        seen = _NOISE.sub(" ", seen)
    kinds = seen.translate(_KINDS).count
    simplified, traditional, kana, hangul = kinds("s"), kinds("t"), kinds("k"), kinds("g")
    han = kinds("h") + simplified + traditional
    letters = han + kana + hangul + kinds("l")
    if not letters:
        return UNKNOWN
    if 3 * hangul >= letters:
        return KOREAN
    if 3 * (han + kana) >= letters:
        return JAPANESE if 10 * kana >= han + kana else _chinese(simplified - traditional)
    return ENGLISH if _is_english(seen.lower(), letters) else UNKNOWN


def _chinese(balance: int) -> str:
    """Return which Chinese it is; the more frequent kind of telling characters decides."""
    if balance == 0:
        return HAN
    return HANS if balance > 0 else HANT


class _Kinds(dict[int, str]):
    """What each character is: s t h for Han (only Simplified, only Traditional, either), k g l, or a space; filled as
    characters are met.
    """

    def __missing__(self, code: int) -> str:
        character = chr(code)
        kind = next((kind for kind, script in _SCRIPTS.items() if script.match(character)), " ")
        if kind == "h":
            simplified, traditional = _telling()
            kind = "s" if character in simplified else "t" if character in traditional else "h"
        self[code] = kind
        return kind


_KINDS = _Kinds()


@cache
def _telling() -> tuple[frozenset[str], frozenset[str]]:
    """Return the characters that only Simplified and that only Traditional texts use.

    Converting changes them, and the other side's character set (GB 2312; the frequent half of Big5) lacks them: 后 and
    里 are written by both sides and tell nothing.
    """
    han = [chr(code) for code in range(0x4E00, 0xA000)]
    simplified, traditional = _changed(han, "s2t"), _changed(han, "t2s")
    frequent_big5 = {each for each in han if (code := each.encode("big5", "ignore")) and code[0] <= 0xC6}
    gb2312 = {each for each in han if each.encode("gb2312", "ignore")}
    return frozenset(simplified - frequent_big5), frozenset(traditional - gb2312)


def _changed(characters: list[str], conversion: str) -> set[str]:
    """Return the characters that a conversion of OpenCC changes."""
    converted = OpenCC(conversion).convert("\n".join(characters)).split("\n")
    return {one for one, other in zip(characters, converted, strict=True) if one != other}


def _is_english(text: str, letters: int) -> bool:
    """Say whether lower-cased text is mostly Latin with enough frequent English words, one of them only English."""
    words = _LATIN_WORD.findall(text)
    if 2 * sum(map(len, words)) < letters:
        return False
    english = sum(word in _ENGLISH_ALONE for word in words)
    return english > 0 and 8 * (english + sum(word in _SHARED for word in words)) >= len(words)
