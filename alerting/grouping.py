"""Which incident a signal belongs to: the identity of an incident, decided for all signals of one judgement at once.

One open incident per brand and category. A signal joins it while it is open, or reopens it soon after its close; a
signal most of whose evidence an open incident has already joins that one; courses of a crisis and what has no category
join whatever of the brand is open. Only evidence of its own opens a second incident. The order of signals in one
judgement does not matter.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from alerting.engine import OVERLAP, category_of
from domain.category import OTHER, joins_anything
from domain.incident import Incident
from domain.level import Scale
from domain.signal import Signal


@dataclass(frozen=True, slots=True)
class Open:
    """A new incident of a brand and category, with the signals that open it, gravest first."""

    brand: str
    category: str
    signals: tuple[Signal, ...]


@dataclass(frozen=True, slots=True)
class Join:
    """An open incident that signals join; ``category`` is what it is called from now on."""

    incident: Incident
    category: str
    signals: tuple[Signal, ...]


@dataclass(frozen=True, slots=True)
class Reopen:
    """A closed incident that signals open again."""

    incident: Incident
    signals: tuple[Signal, ...]


Move = Open | Join | Reopen


@dataclass(slots=True, eq=False)
class _Matter:
    """An incident, stored or to be, while signals are given to it."""

    category: str
    incident: Incident | None = None
    reopened: bool = False
    mentions: set[str] = field(default_factory=set)
    families: set[int] = field(default_factory=set)
    signals: list[Signal] = field(default_factory=list)

    def take(self, signal: Signal) -> None:
        """Give it a signal; one that was called ``other`` takes the name of the first cause that joins it."""
        self.signals.append(signal)
        self.mentions.update(signal.evidence)
        self.families.update(signal.families)
        category = category_of(signal.category)
        if self.category == OTHER and not joins_anything(category):
            self.category = category

    def move(self) -> Move:
        """Return what it comes to."""
        signals = tuple(self.signals)
        if self.incident is None:
            return Open(signals[0].brand, self.category, signals)
        return Reopen(self.incident, signals) if self.reopened else Join(self.incident, self.category, signals)


def assign(
    signals: Iterable[Signal],
    open_: Sequence[Incident],
    closed: Sequence[Incident],
    scale: Scale,
    overlap: float = OVERLAP,
) -> list[Move]:
    """Give every signal of one judgement to one incident; ``closed`` are those closed or merged recently."""
    by_brand: dict[str, list[Signal]] = {}
    for signal in signals:
        by_brand.setdefault(signal.brand, []).append(signal)
    moves: list[Move] = []
    for brand, found in sorted(by_brand.items()):
        mine = [each for each in (*open_, *closed) if each.brand == brand and not each.drill]
        moves += _Sorting(mine, scale, overlap).run(found)
    return moves


class _Sorting:
    """The signals of one brand on their way to incidents."""

    def __init__(self, incidents: Sequence[Incident], scale: Scale, overlap: float) -> None:
        self._scale, self._overlap = scale, overlap
        self._known = {incident.id: incident for incident in incidents}
        self._matters = [
            _Matter(each.category, each, mentions=set(each.evidence), families=set(each.families))
            for each in incidents
            if each.is_open
        ]
        self._waiting: list[Signal] = []

    def run(self, signals: Iterable[Signal]) -> list[Move]:
        """Give causes their incidents first, then what joins anything."""
        gravest = sorted(signals, key=self._weight)
        self._waiting = [each for each in gravest if not joins_anything(category_of(each.category))]
        self._settle(self._home)
        self._settle(self._reopened)
        while self._waiting:
            body = min(self._bodies(self._waiting), key=lambda found: self._weight(found[0]))
            self._waiting = [signal for signal in self._waiting if signal not in body]
            self._open(body)
            self._settle(self._home)
        for signal in gravest:
            if joins_anything(category_of(signal.category)):
                self._place(signal)
        return [matter.move() for matter in self._matters if matter.signals]

    def _weight(self, signal: Signal) -> tuple[int, float, str, str]:
        """Return the order in which signals lead: highest level, most mentions."""
        number = signal.numbers.get("count", len(signal.evidence))
        return -self._scale.get(signal.level).rank, -number, signal.category, signal.id

    def _settle(self, find: Callable[[Signal], _Matter | None]) -> None:
        """Give signals to what ``find`` names, then to whatever has their evidence, until nothing moves any more.

        All of a round are looked up before any is given, so that none profits from standing earlier in the list.
        """
        self._round(find)
        while self._round(lambda signal: self._home(signal) or self._holder(signal)):
            pass

    def _round(self, find: Callable[[Signal], _Matter | None]) -> bool:
        found = [(signal, find(signal)) for signal in self._waiting]
        self._waiting = [signal for signal, matter in found if matter is None]
        for signal, matter in found:
            if matter is not None:
                matter.take(signal)
        return len(self._waiting) < len(found)

    def _home(self, signal: Signal) -> _Matter | None:
        """Return the open matter of a signal's category, or the one that an incident of it was merged into."""
        category = category_of(signal.category)
        for matter in self._matters:
            if matter.category == category:
                return matter
        heirs = {heir.id for heir in self._heirs(category)}
        return next((each for each in self._matters if each.incident and each.incident.id in heirs), None)

    def _heirs(self, category: str) -> list[Incident]:
        """Return what became of the closed incidents of a category, newest first: themselves, or what took them in."""
        gone = [each for each in self._known.values() if not each.is_open and each.category == category]
        return [heir for each in sorted(gone, key=lambda each: -each.id) if (heir := self._heir(each)) is not None]

    def _heir(self, incident: Incident) -> Incident | None:
        heir: Incident | None = incident
        for _ in self._known:
            if heir is None or not heir.merged_into:
                return heir
            heir = self._known.get(heir.merged_into)
        return None

    def _reopened(self, signal: Signal) -> _Matter | None:
        """Return the matter that a signal opens again, None where nothing of its category was closed lately."""
        if (home := self._home(signal)) is not None:
            return home
        heir = next(iter(self._heirs(category_of(signal.category))), None)
        if heir is None:
            return None
        matter = _Matter(heir.category, heir, True, set(heir.evidence), set(heir.families))
        self._matters.append(matter)
        return matter

    def _holder(self, signal: Signal) -> _Matter | None:
        """Return the matter that has most of a signal's evidence, if it has enough of it."""
        best = max(self._matters, key=lambda matter: self._rank(signal, matter), default=None)
        return best if best is not None and _share(signal, best.mentions, best.families) >= self._overlap else None

    def _rank(self, signal: Signal, matter: _Matter) -> tuple[float, int, int]:
        incident = matter.incident
        share = _share(signal, matter.mentions, matter.families)
        return share, incident.rank if incident else self._scale.top, incident.id if incident else 0

    def _place(self, signal: Signal) -> None:
        """Give a course, or what has no category, its own incident, else any that is open; open one only if none is."""
        matter = self._home(signal) or max(self._matters, key=lambda each: self._rank(signal, each), default=None)
        if matter is not None:
            matter.take(signal)
        elif (again := self._reopened(signal)) is not None:
            again.take(signal)
        else:
            self._open([signal])

    def _open(self, body: Sequence[Signal]) -> None:
        matter = _Matter(category_of(body[0].category))
        for signal in body:
            matter.take(signal)
        self._matters.append(matter)

    def _bodies(self, signals: Sequence[Signal]) -> list[list[Signal]]:
        """Part signals into bodies of evidence: one category is one body, and so is what mostly rests on the same."""
        bodies: list[list[Signal]] = []
        for signal in signals:
            near = [body for body in bodies if any(self._is_one(signal, other) for other in body)]
            bodies = [body for body in bodies if body not in near]
            bodies.append(sorted([signal, *(each for body in near for each in body)], key=self._weight))
        return bodies

    def _is_one(self, one: Signal, other: Signal) -> bool:
        if one.category == other.category:
            return True
        shares = (
            _share(one, set(other.evidence), set(other.families)),
            _share(other, set(one.evidence), set(one.families)),
        )
        return max(shares) >= self._overlap


def _share(signal: Signal, mentions: set[str], families: set[int]) -> float:
    """Return how much of a signal's evidence is among these, by mention or by family, whichever is more."""
    by_mention = _part(set(signal.evidence), mentions)
    return max(by_mention, _part(set(signal.families), families))


def _part(ours: set[str] | set[int], theirs: set[str] | set[int]) -> float:
    return len(ours & theirs) / len(ours) if ours else 0.0
