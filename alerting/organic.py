"""Signs that a flood is not organic (水军), and that a complaint is malicious: marked with evidence, never dropped.

A sign alone proves nothing: people do copy a text, and many have a name that the platform made. So a post is suspected
only when two signs of a flood meet in it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from statistics import fmean, pstdev
from typing import NamedTuple

from alerting.engine import Engine
from alerting.phrasing import counted
from domain.mention import Kind, Mention, StoredMention
from text.fold import fold

FEWEST = 5
"""So many posts, by so many accounts where it is about accounts, must show a sign before it is one."""

YOUNG = timedelta(days=30)
"""An account younger than this when it posted is young (``account_created`` of the row, where a source gives it)."""

SAME_ACCOUNT = 5
"""Posts from which one account floods."""

REGULAR = 0.25
"""Gaps vary by about their own length (1.0) when people post each for himself; below this a clock does."""

ENOUGH_SIGNS = 2

_MADE_NAME = re.compile(
    r"(?:手机)?用户[_-]?\w*\d{4,}|(?:wx|user|momo|id)[_-]?\w*\d{4,}|[a-z]{0,4}\d{7,}|[a-z]{5,}\d{5,}"
)
_REPOST = re.compile(r"//\s?@|^(?:转发|转自|回复@|rt\s?@)|转发微博|\bvia @")
_DEMAND = re.compile(
    r"封口费|删帖费|不(?:给|赔|打|转|付)[^。!?\n]{0,20}(?:就|否则|别怪)[^。!?\n]{0,10}"
    r"(?:曝光|发网上|发抖音|发小红书|上热搜|找媒体|找记者|差评|搞臭)"
    r"|pay (?:me|us) [^.!?\n]{0,40}\bor (?:i|we)\b[^.!?\n]{0,30}(?:expose|go viral|post (?:it|this)|to the press)"
)
_REFUSAL = re.compile(
    r"(?:拒绝|不接受|不同意)(?:你们?的?)?(?:任何|一切|所有)[^。!?\n]{0,6}(?:方案|调解|协商|补偿|和解|道歉)"
    r"|(?:refuse|reject|won't accept) (?:any|every|all) (?:offer|settlement|compensation)"
)
_ORDER_KEYS = ("order", "order_id", "batch", "订单号", "批次")


class _Wording(NamedTuple):
    """What the words of a text say; remembered, as the posts of an incident are looked at again and again."""

    reposts: bool
    demands: bool
    refuses: bool


class Sign(StrEnum):
    """What makes a post or a complaint suspicious."""

    COPIED = "copied"
    MADE_NAME = "made_name"
    YOUNG = "young"
    FEW = "few"
    RHYTHM = "rhythm"
    GAIN = "gain"
    REFUSES = "refuses"
    CONTRADICTS = "contradicts"


SIGN_NAMES: Mapping[Sign, tuple[str, str]] = {
    Sign.COPIED: ("逐字复制而非转发", "pasted, not reposted"),
    Sign.MADE_NAME: ("账号名为机器式", "accounts with generated names"),
    Sign.YOUNG: ("注册不满 30 天", "accounts younger than 30 days"),
    Sign.FEW: ("同一账号连发", "by accounts that post again and again"),
    Sign.RHYTHM: ("发布间隔规律", "at regular intervals"),
    Sign.GAIN: ("以曝光要挟索取", "asks for gain under threat of exposure"),
    Sign.REFUSES: ("拒绝一切方案", "refuses every offer"),
    Sign.CONTRADICTS: ("同一订单说法矛盾", "contradicts itself about one order"),
}


@dataclass(frozen=True, slots=True)
class Doubts:
    """What was found among posts: by sign the ids of the posts that show it, newest first."""

    flood: Mapping[Sign, tuple[str, ...]]
    malice: Mapping[Sign, tuple[str, ...]]

    @property
    def suspected(self) -> frozenset[str]:
        """Return the posts in which at least two signs of a flood meet."""
        signs = Counter(id for ids in self.flood.values() for id in ids)
        return frozenset(id for id, count in signs.items() if count >= ENOUGH_SIGNS)

    @property
    def malicious(self) -> frozenset[str]:
        """Return the complaints that ask for gain under threat, or show two other signs."""
        signs = Counter(id for ids in self.malice.values() for id in ids)
        return frozenset(self.malice.get(Sign.GAIN, ())) | {id for id, n in signs.items() if n >= ENOUGH_SIGNS}


def doubts_of(posts: Sequence[StoredMention]) -> Doubts:
    """Return the signs that posts of one incident show; everything is read from the posts themselves."""
    mentions = [post.mention for post in posts]
    flood = {
        Sign.COPIED: _copied(posts),
        Sign.MADE_NAME: _by_accounts(mentions, lambda mention: _is_made(mention.author)),
        Sign.YOUNG: _by_accounts(mentions, _is_young),
        Sign.FEW: _by_few(mentions),
        Sign.RHYTHM: _rhythmic(posts),
    }
    complaints = [each for each in mentions if each.kind is Kind.COMPLAINT or _wording(each.full_text).demands]
    malice = {
        Sign.GAIN: _ids(mention for mention in complaints if _wording(mention.full_text).demands),
        Sign.REFUSES: _ids(mention for mention in complaints if _wording(mention.full_text).refuses),
        Sign.CONTRADICTS: _contradicting(complaints),
    }
    return Doubts(_present(flood), _present(malice))


def _copied(posts: Sequence[StoredMention]) -> tuple[str, ...]:
    """Return posts that paste a text without saying that they repost it, beside at least four that do the same."""
    families: defaultdict[int, list[Mention]] = defaultdict(list)
    for post in posts:
        if (
            not post.mention.parent
            and not _wording(post.mention.full_text).reposts
            and post.mention.kind is not Kind.NEWS
        ):
            families[post.family].append(post.mention)
    return _ids(mention for copies in families.values() if len(copies) >= FEWEST for mention in copies)


def _by_accounts(mentions: Sequence[Mention], holds: Callable[[Mention], bool]) -> tuple[str, ...]:
    found = [mention for mention in mentions if mention.author and holds(mention)]
    return _ids(found) if len({_account(mention) for mention in found}) >= FEWEST else ()


def _by_few(mentions: Sequence[Mention]) -> tuple[str, ...]:
    posts = Counter(_account(mention) for mention in mentions if mention.author and mention.kind is not Kind.NEWS)
    return _ids(mention for mention in mentions if posts[_account(mention)] >= SAME_ACCOUNT)


def _rhythmic(posts: Sequence[StoredMention]) -> tuple[str, ...]:
    """Return the posts of families whose copies come at regular intervals."""
    families: defaultdict[int, list[Mention]] = defaultdict(list)
    for post in posts:
        families[post.family].append(post.mention)
    return _ids(mention for copies in families.values() if _is_regular(copies) for mention in copies)


def _is_regular(mentions: Sequence[Mention]) -> bool:
    times = sorted(mention.event_time.timestamp() for mention in mentions)
    gaps = [later - earlier for earlier, later in zip(times, times[1:], strict=False)]
    return len(gaps) >= FEWEST and min(gaps) > 0 and pstdev(gaps) < REGULAR * fmean(gaps)


def _is_young(mention: Mention) -> bool:
    stated = mention.extra.get("account_created")
    try:
        created = datetime.fromisoformat(stated) if isinstance(stated, str) else None
    except ValueError:
        return False
    if created is None:
        return False
    return timedelta(0) <= mention.event_time - (created if created.tzinfo else created.replace(tzinfo=UTC)) < YOUNG


def _contradicting(complaints: Iterable[Mention]) -> tuple[str, ...]:
    """Return complaints of one person about one order or batch that name different products or regions."""
    told: defaultdict[tuple[str, str], list[Mention]] = defaultdict(list)
    for mention in complaints:
        order = next((str(mention.extra[key]) for key in _ORDER_KEYS if mention.extra.get(key)), "")
        if mention.author and order:
            told[mention.author, order].append(mention)
    return _ids(mention for versions in told.values() if _differ(versions) for mention in versions)


def _differ(versions: Sequence[Mention]) -> bool:
    products, regions = ({getattr(each, name) for each in versions} - {""} for name in ("product", "region"))
    return len(products) > 1 or len(regions) > 1


def _present(found: Mapping[Sign, tuple[str, ...]]) -> dict[Sign, tuple[str, ...]]:
    return {sign: ids for sign, ids in found.items() if ids}


def _ids(mentions: Iterable[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mention.id for mention in mentions))


def _account(mention: Mention) -> tuple[str, str]:
    return mention.platform, mention.author


@lru_cache(maxsize=8192)
def _wording(text: str) -> _Wording:
    said = fold(text)
    return _Wording(bool(_REPOST.search(said)), bool(_DEMAND.search(said)), bool(_REFUSAL.search(said)))


@lru_cache(maxsize=8192)
def _is_made(name: str) -> bool:
    return _MADE_NAME.fullmatch(fold(name)) is not None


def doubts_told(engine: Engine, posts: Sequence[StoredMention]) -> Iterator[str]:
    """Say what is suspected of the posts, with the evidence; nothing is said where nothing is."""
    doubts = doubts_of(posts)
    if suspected := doubts.suspected:
        found, signs = f"{len(suspected)}/{len(posts)}", _told(engine, doubts.flood, suspected)
        yield engine.says(
            f"疑似非自然传播（水军）：与此事有关的 {found} 条（{signs}）。照常计数，请核实。",
            f"Suspected of not being organic: {found} posts about this ({signs}). They all count; please verify.",
        )
    if malicious := doubts.malicious:
        number, signs = counted(engine, len(malicious), "条", "post"), _told(engine, doubts.malice, malicious)
        yield engine.says(
            f"疑似恶意投诉：{number}（{signs}）。照常受理，保留证据并请法务核实。",
            f"Complaints suspected of malice: {number} ({signs}). Handle them, keep the evidence, ask legal.",
        )


def _told(engine: Engine, doubts: Mapping[Sign, tuple[str, ...]], among: frozenset[str]) -> str:
    """Return for each sign how many of these posts show it, most first."""
    counts = [(len(among.intersection(ids)), sign) for sign, ids in doubts.items()]
    named = [(*SIGN_NAMES[sign], count) for count, sign in sorted(counts, key=lambda each: -each[0]) if count]
    return engine.says("、", ", ").join(f"{engine.says(zh, en)} {count}" for zh, en, count in named)
