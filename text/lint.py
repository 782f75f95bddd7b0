"""Warnings about queries and brand words that can be read but will surprise whoever wrote them."""

from collections.abc import Iterator

from domain.query import And, Field, Near, Node, Not, Or, Phrase
from domain.topic import Brand
from text.required import required
from text.tokens import joined, phrase_words

_LONG = 12
_MEANT_AS_OPERATOR = frozenset({"and", "or", "not", "near", "或者", "并且", "而且"})
_NEGATED = "非"
_NOT_NEGATED = (
    *("非常", "非法", "非洲", "非遗", "非凡", "非典", "非要", "非但"),
    *("非得", "非议", "非礼", "非标", "非农", "非正", "非官方"),
)
"""Words that begin like an exclusion and are none."""

_MESSAGES = {
    "short": (
        "「{word}」太短，会命中大量无关内容：请换成更长的词，或在同一查询里加上语境词。",
        "“{word}” is so short that it will hit much that is unrelated: use a longer word, or add words of its context.",
    ),
    "number": (
        "「{word}」只是数字，会命中价格、日期和订单号：请加上语境词。",
        "“{word}” is a mere number and will hit prices, dates and order numbers: add words of its context.",
    ),
    "long": (
        "「{word}」很长，只有一字不差的原文才会命中：请拆成几个短词，用 AND 或 NEAR/8 连接。",
        "“{word}” is long and only hits texts that repeat it word for word: join shorter words by AND or NEAR/8.",
    ),
    "operator": (
        "「{word}」会被当作普通词查找：表示逻辑请写大写的 AND、OR、NOT 或单独的 且、或、非。",
        "“{word}” is looked for as a word: as an operator write AND, OR, NOT in capitals.",
    ),
    "negated": (
        "「{word}」会被当作普通词查找：要排除请写 -{other}，或在 非 后面留空格。",
        "“{word}” is looked for as a word: to exclude it write -{other}, or leave a space behind 非.",
    ),
    "negative": (
        "查询只写了不要什么，几乎所有内容都会命中：请至少写一个必须出现的词。",
        "The query only says what is not wanted, so nearly everything matches: write a word that must occur.",
    ),
    "negative_or": (
        "OR 的一边只有排除条件，几乎所有内容都会命中：排除条件请写在括号外，例如 (A OR B) -C。",
        "One side of OR only excludes, so nearly everything matches: exclude outside the brackets, as in (A OR B) -C.",
    ),
    "slow": (
        "查询里没有任何必须出现的词，每条内容都要逐一检查：请加上一个词，会快得多。",
        "No word must occur, so every mention has to be examined: add a word to make it much faster.",
    ),
    "empty": (
        "「{word}」里没有可查找的字词，永远不会命中：请改写或删除。",
        "“{word}” has nothing in it that can be looked for and never hits: change or remove it.",
    ),
    "twice": (
        "「{word}」与「{other}」折叠后相同，留一个即可。",
        "“{word}” and “{other}” are the same once folded; one is enough.",
    ),
    "excluded": (
        "「{word}」同时是别名和排除词，永远不会命中：请从一处删除。",
        "“{word}” is both an alias and excluded, so it never hits: remove it from one of them.",
    ),
    "idle": (
        "排除词「{word}」不包含任何名称或别名，不起作用：排除词应是更长的词，例如 山茶花 之于 山茶。",
        "The excluded word “{word}” contains no name or alias and does nothing: exclude longer words.",
    ),
}


def lint_query(node: Node, lang: str = "zh") -> list[str]:
    """Return warnings about a query, each once, in Chinese or (``lang="en"``) English."""
    faults = (*_whole(node), *_parts(node, alone=True))
    return list(dict.fromkeys(_say(fault, lang, word, word.removeprefix(_NEGATED)) for fault, word in faults))


def lint_brand(brand: Brand, lang: str = "zh") -> list[str]:
    """Return warnings about a brand's name, aliases and excluded words, each once."""
    seen: dict[tuple[str, ...], str] = {}
    found: list[str] = []
    for word in dict.fromkeys((brand.name, *brand.aliases)):
        words = phrase_words(word)
        found += [_say(fault, lang, word) for fault in _word_faults(words)]
        if words in seen:
            found.append(_say("twice", lang, word, seen[words]))
        seen.setdefault(words, word)
    for word in brand.exclude:
        words = phrase_words(word)
        if words in seen:
            found.append(_say("excluded", lang, word))
        elif not any(_contains(words, each) for each in seen):
            found.append(_say("idle", lang, word))
    return list(dict.fromkeys(found))


def _whole(node: Node) -> Iterator[tuple[str, str]]:
    """Yield the faults of a query as a whole."""
    if _only_excludes(node):
        yield "negative", ""
    elif not required(node):
        yield "slow", ""


def _parts(node: Node, alone: bool) -> Iterator[tuple[str, str]]:
    """Yield the faults of a query's parts; a short word is one only where it stands ``alone``, without context."""
    match node:
        case Phrase(text, prefix):
            if alone and not prefix:
                yield from ((fault, text) for fault in _word_faults(phrase_words(text)))
            if text.lower() in _MEANT_AS_OPERATOR:
                yield "operator", text
            if text.startswith(_NEGATED) and len(text) > 2 and not text.startswith(_NOT_NEGATED):
                yield "negated", text
        case And(parts):
            others = sum(not _only_excludes(part) for part in parts) > 1
            for part in parts:
                yield from _parts(part, alone and not others)
        case Or(parts):
            if 0 < sum(map(_only_excludes, parts)) < len(parts):
                yield "negative_or", ""
            for part in parts:
                yield from _parts(part, alone)
        case Not(part):
            yield from _parts(part, alone=False)
        case Field(name, inner):
            yield from _parts(inner, alone and name == "title")
        case Near(left, right):
            yield from (*_parts(left, alone=False), *_parts(right, alone=False))


def _word_faults(words: tuple[str, ...]) -> Iterator[str]:
    """Yield what is wrong with words that are looked for without any context."""
    if not words:
        yield "empty"
    elif all(word.isdecimal() for word in words):
        yield "number"
    elif len(words) == 1 and len(words[0]) <= 2:
        yield "short"
    elif len(words) > _LONG:
        yield "long"


def _only_excludes(node: Node) -> bool:
    """Say whether a query asks for nothing, so that a text about anything can match."""
    match node:
        case Not():
            return True
        case And(parts) | Or(parts):
            return all(map(_only_excludes, parts))
        case Field(_, inner):
            return _only_excludes(inner)
        case _:
            return False


def _contains(outer: tuple[str, ...], inner: tuple[str, ...]) -> bool:
    """Say whether words contain others in a row."""
    return joined(inner) in joined(outer)


def _say(fault: str, lang: str, word: str, other: str = "") -> str:
    """Return a message in one of the two languages."""
    chinese, english = _MESSAGES[fault]
    return (english if lang.startswith("en") else chinese).format(word=word, other=other)
