"""Rules: when counts of a topic become a signal."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from domain.outlet import Outlets


class RuleType(StrEnum):
    """How a rule judges; ``Rule`` says what each of them asks for."""

    KEYWORD = "keyword"
    VOLUME = "volume"
    GROWTH = "growth"
    RATIO = "ratio"
    REACH = "reach"
    REPOST = "repost"
    NEW_TERM = "new_term"
    FIRST = "first"
    COMPLAINT = "complaint"
    SILENCE = "silence"
    COMPOSITE = "composite"


SURGES = frozenset({RuleType.VOLUME, RuleType.GROWTH})
"""Types that may say that much is spoken without saying of what."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as configured, bound to no brand yet. Empty ``brands``, ``kinds`` or ``languages`` mean all of them.

    Every type looks at the mentions of a brand inside ``window``, narrowed by ``where`` (a query), ``kinds`` and
    ``languages``; it means an incident of ``category`` that starts at ``level``, and it is over after ``quiet`` without
    a breach. Types that count a risk count the mentions that raise ``category``, or all that ``where`` matches. What is
    suspected of being made or malicious counts as ``suspected`` (0 to 1) each.

    ``keyword``: at least ``count`` of a risk, by ``authors`` authors (unknown ones count as one) on ``sources``
    sources in ``families`` different texts, of ``intensity`` at least; a ``dynamic`` one, once two days are known,
    also more than the brand's own usual number of them (``rarity``). ``volume``: at least ``floor`` mentions, and
    improbable (tail below ``1/rarity``) under the brand's own over-dispersed baseline. ``growth``: at least
    ``floor`` of a risk (all mentions in category ``other``) that double in ``doubling`` or less. ``ratio``: at
    least ``floor`` scored mentions, of which surely (by the Wilson bound) ``share`` are negative, and ``drop`` more
    than usual. ``reach``: at least ``count`` of a risk (in category ``other``: of any risk, or negative) by
    ``authors`` authors whose reach adds up to ``reach``. ``repost``: one text that is trouble has ``count`` copies
    by ``authors`` authors; each text is judged apart. ``new_term``: a word in ``count`` mentions by ``authors``
    authors that was never said of the brand before. ``first``: something that was not seen for ``window``: a
    national ``outlet``, a ``verified`` author, one of ``reach``, a word of a ``regulator`` or of ``media``,
    whichever ``of`` names. ``complaint`` (of kind complaint): their ``rate`` is unusual as in ``volume``, a person
    ``repeat`` s one, or a ``vip`` sends ``count``. ``composite``: of the rules it names ``all_of`` and at least one
    ``any_of`` gave a signal on the brand inside ``window``, none of ``none_of`` did, and those of ``all_of`` came
    in that order where it is ``ordered``. ``silence``: for ``window`` nothing was heard ``of`` the ``brand``, of each
    ``source`` or platform it has ``named``, or of all ``intake``; without a category operations are told.
    """

    id: str
    type: RuleType
    category: str
    window: timedelta
    level: str
    name: str = ""
    name_en: str = ""
    brands: tuple[str, ...] = ()
    where: str = ""
    kinds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    count: int = 1
    authors: int = 1
    sources: int = 1
    families: int = 1
    intensity: int = 1
    dynamic: bool = False
    floor: int = 10
    rarity: float = 1e4
    doubling: timedelta = timedelta(hours=1)
    share: float = 0.5
    drop: float = 0.15
    reach: int = 1_000_000
    suspected: float = 1.0
    of: str = ""
    named: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    ordered: bool = False
    quiet: timedelta = timedelta(hours=2)
    outlets: Outlets | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class HeardSignal:
    """A signal that a composite rule remembers: whose it was, when its window ended, some of its evidence."""

    rule: str
    minute: int
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleState:
    """What the engine remembers of one rule on one brand between two judgements.

    ``raised_at`` None means quiet. While raised, ``high`` is the largest count it has told, ``told_at`` the minute in
    which it told it, and ``last_breach`` the newest minute whose window broke the rule; ``next_due`` is the next minute
    at which time alone can change it, ``waiting`` one that is judged when it is over. ``past`` are the first and last
    minutes of the episodes that are over, oldest first: they are never told again and no baseline counts them.
    ``brand`` is the key of ``state_key``. ``heard`` are the signals that a composite rule still counts, oldest first.
    A silence has been raised at the minute in which something was heard last.
    """

    rule: str
    brand: str
    raised_at: int | None = None
    last_breach: int | None = None
    high: float = 0.0
    next_due: int | None = None
    told_at: int | None = None
    past: tuple[tuple[int, int], ...] = ()
    waiting: int | None = None
    heard: tuple[HeardSignal, ...] = ()


_SEPARATOR = "\x1f"


def state_key(brand: str, subject: str) -> str:
    """Return under what the state of a rule is kept: its brand, and what it is about where it looks for something."""
    return f"{brand}{_SEPARATOR}{subject}" if subject else brand


def brand_of_key(key: str) -> str:
    """Return the brand of a key of ``state_key``."""
    return key.partition(_SEPARATOR)[0]
