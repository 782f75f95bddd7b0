"""From bytes to text, also where the encoding is declared wrongly or not at all: the rule for Chinese pages.

A wrong guess is silent elsewhere: GBK taken for Latin-1 raises nothing and matches no keyword. So what was declared is
believed only while the text looks like one, and every text that had to be guessed says so.
"""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE, lookup
from dataclasses import dataclass

_BOMS = {
    BOM_UTF8: "utf-8",
    BOM_UTF32_LE: "utf-32-le",
    BOM_UTF32_BE: "utf-32-be",
    BOM_UTF16_LE: "utf-16-le",
    BOM_UTF16_BE: "utf-16-be",
}
_UNMARKED = {b"<\0\0\0": "utf-32-le", b"\0\0\0<": "utf-32-be", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
_WIDER = {
    **dict.fromkeys(("gb2312", "gbk", "cp936", "hz"), "gb18030"),
    **dict.fromkeys(("big5", "cp950"), "big5hkscs"),
    **dict.fromkeys(("ascii", "iso8859-1"), "cp1252"),
    **dict.fromkeys(("utf_16", "utf-16", "utf_32", "utf-32"), "utf-8"),
}
"""What is meant by a name, the superset that is really in use. UTF-16 without a mark would have shown by its zeros."""

_KNOWN = re.compile(
    r"utf-?8|gb18030|big5hkscs|shift_jis|cp932|euc_jp|iso2022_jp|euc_kr|cp949|koi8-[ru]|cp125\d|iso8859-\d+|cp8\d\d|mac-.*"
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,40})[\"']", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,500}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_HEAD_BYTES = 4096
_SAMPLE_BYTES = 60_000
_LIKELY = 0.5
_APART = 0.3
"""What was declared is only sure where any other reading is so much less like a language."""

_DETECTED = ("gb18030", "big5hkscs")

_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民"
    "得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社"
    "义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并"
    "提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强"
    "這為個國時來們於對會發動過說產種後學經進著電裡現實體機當點從業應開還義間樣與關線內數氣題變條沒結問無軍員總設長頭資邊級圖統"
    "將組見計別論運農幾區強食品投诉訴质量服务務道歉客户戶网網友消费費者新闻聞记記者报報"
)
_TAUGHT = frozenset(
    character
    for encoding, rows in (("gb2312", range(0xB0, 0xD8)), ("big5", range(0xA4, 0xC7)))
    for row in rows
    for cell in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    for character in bytes((row, cell)).decode(encoding, "ignore")
    if character >= "\u4e00"
)
"""The first levels of GB 2312 and Big5, some 7,000 characters: bytes read in the wrong encoding mostly miss them."""

_PUNCTUATION = frozenset("，。、；：？！“”‘’（）《》【】…—·「」『』～")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was read in, and whether that is sure: declared or marked, and not contradicted."""

    text: str
    encoding: str
    sure: bool


def decode(body: bytes, content_type: str = "") -> Decoded:
    """Return bytes as text: by their mark, by what header or document declare, else by what reads like a language."""
    for mark, encoding in _BOMS.items():
        if body.startswith(mark):
            text = body[len(mark) :].decode(encoding, "replace")
            return Decoded(text, encoding, "\ufffd" not in text)
    for zeros, encoding in _UNMARKED.items():
        if body.startswith(zeros):
            return Decoded(body.decode(encoding, "replace"), encoding, True)
    declared = _declared(body, content_type)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _likeliest(body, declared)
    return Decoded(text, "utf-8", text.isascii() or declared[:1] in ((), ("utf-8",)))


def _likeliest(body: bytes, declared: tuple[str, ...]) -> Decoded:
    """Choose among what was declared and the Chinese encodings; damaged UTF-8 and Latin text are the last resort."""
    sample = body[:_SAMPLE_BYTES]
    candidates = dict.fromkeys((*declared, *_DETECTED, "utf-8", "cp1252"))
    scores = {each: _likeness(sample.decode(each, "replace"), each) + 0.1 * (each in declared) for each in candidates}
    best = max(scores, key=lambda each: scores[each])
    text = body.decode(best, "replace")
    clear = scores[best] >= _LIKELY and all(scores[best] - scores[each] >= _APART for each in scores if each != best)
    return Decoded(text, best, best in declared[:1] and clear and "\ufffd" not in text)


def _likeness(text: str, encoding: str) -> float:
    """Return how much the characters outside ASCII look like a language, 1 being plain Chinese."""
    outside = [character for character in text if character > "\x7f"]
    return sum(map(_worth, outside)) / len(outside) if outside else 0.0


def _worth(character: str) -> float:
    if character in _COMMON or character in _PUNCTUATION:
        return 1.0
    if character in _TAUGHT:
        return 0.6
    if "\u4e00" <= character <= "\u9fa5":
        return 0.0
    if "\u3040" <= character <= "\u30ff" or "\uac00" <= character <= "\ud7a3":
        return 0.8
    if character.isalpha() and character < "\u0600":
        return 0.5
    if character == "\ufffd" or "\ue000" <= character <= "\uf8ff" or character < "\xa0":
        return -2.0
    return 0.0


def _declared(body: bytes, content_type: str) -> tuple[str, ...]:
    """Return the encodings that the header and the document name, in the order in which they count."""
    head = body[:_HEAD_BYTES]
    found = (_CHARSET.search(content_type.encode("ascii", "ignore")), _XML.search(head), _META.search(head))
    names = (_usual(match[1].decode("ascii")) for match in found if match)
    return tuple(dict.fromkeys(name for name in names if name))


def _usual(name: str) -> str:
    """Return the encoding that a name means, "" for one that no page is written in."""
    try:
        usual = lookup(name).name
    except (LookupError, ValueError):
        return ""
    usual = _WIDER.get(usual, usual)
    return usual if _KNOWN.fullmatch(usual) else ""
