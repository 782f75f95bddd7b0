"""How often a page says that it was read, liked, passed on and commented on, and by whom it was written.

What machines are told counts first (linked data, microdata). What only people see is taken where the page shows one
such number: a page of several has those of other articles beside its own.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import lxml.etree as etree

KEYS = ("views", "likes", "reposts", "comments")
_ACTIONS = {
    **dict.fromkeys(("readaction", "viewaction", "watchaction", "listenaction", "userpagevisits"), "views"),
    **dict.fromkeys(("userplays", "pageviews", "userviews"), "views"),
    **dict.fromkeys(("likeaction", "agreeaction", "userlikes"), "likes"),
    **dict.fromkeys(("shareaction", "usershares", "usertweets", "userplusones"), "reposts"),
    **dict.fromkeys(("commentaction", "replyaction", "writeaction", "usercomments"), "comments"),
}
_LABELS = {
    "views": "阅读|浏览|閱讀|瀏覽|播放|点击|點擊|围观",
    "likes": "点赞|點讚|按讚|赞同|获赞",
    "reposts": "转发|轉發|分享",
    "comments": "评论|評論|跟帖|回复|回帖",
}
_NUMBER = r"\d{1,3}(?:,\d{3})+|\d{1,12}(?:\.\d{1,2})?\s*[万亿wWkK]?\+?"
_SHOWN = {
    key: re.compile(
        rf"(?:^|[\s|·,，;；/])(?:{labels})(?:次数|数|量|數)?\s*[:：(（]?\s*({_NUMBER})(?=次|人|$|[\s|·,，;；/)）])"
    )
    for key, labels in _LABELS.items()
}
"""A label that stands by itself and its number: 分享3条建议 is no count."""

_AUTHOR = re.compile(r"(?:^|[\s|/])(?:作者|撰文|文)\s*[:：丨|/]\s*([\w·]{2,20})")
_BY = ("作者", "撰文", "文|", "文 |", "文丨", "文 丨", "文/", "文：", "文:")
_MARKED_AUTHOR = '//*[@rel="author" or @itemprop="author"]'


def counted(root: etree._Element, data: Mapping[str, Any], shown: str) -> dict[str, str]:
    """Return the counts of a page by our keys, as they are written: of its linked ``data``, else of what it shows."""
    found = dict(_stated(data)) | dict(_marked(root))
    for key, labels in _LABELS.items():
        if key in found or not any(label in shown for label in labels.split("|")):
            continue
        seen = {" ".join(each.split()) for each in _SHOWN[key].findall(shown)}
        if len(seen) == 1:
            found[key] = seen.pop()
    return found


def author_shown(root: etree._Element, shown: str) -> str:
    """Return who wrote a page by its markup or its words, "" where it names nobody or several."""
    marked = {" ".join("".join(each.itertext()).split()) for each in root.xpath(_MARKED_AUTHOR)[:5]} - {""}
    names = marked or set(_AUTHOR.findall(shown) if any(label in shown for label in _BY) else ())
    return names.pop()[:100] if len(names) == 1 else ""


def _stated(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what linked data says (schema.org InteractionCounter)."""
    if isinstance(data.get("commentCount"), int | str):
        yield "comments", str(data["commentCount"])
    counters = data.get("interactionStatistic")
    for each in counters[:20] if isinstance(counters, list) else [counters]:
        if not isinstance(each, dict):
            continue
        kind, number = each.get("interactionType"), each.get("userInteractionCount")
        name = str(kind.get("@type") if isinstance(kind, dict) else kind)
        key = _ACTIONS.get(name.rpartition("/")[2].lower())
        if key and isinstance(number, int | str) and not isinstance(number, bool):
            yield key, str(number)


def _marked(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield what microdata says: ``UserLikes:12``, the older way."""
    for element in root.xpath('//*[@itemprop="interactionCount"]')[:20]:
        name, _, number = (element.get("content") or "".join(element.itertext())).strip().partition(":")
        key = _ACTIONS.get(name.strip().lower())
        if key and number.strip():
            yield key, number.strip()
