"""Whether an open incident may rise since it was measured: by what came since, and by the counts of its brand.

Measuring reads hundreds of posts. Between two measurements the facts of a matter rise by nothing but the posts that
came, so that most of the time a few additions show that no criterion of a higher level can be met.
"""

from collections.abc import Callable

from alerting.engine import Engine
from alerting.facts import OF_BRAND, facts_of_posts, speaks_of
from alerting.picture import Camera
from domain.facts import Fact
from domain.incident import Incident
from domain.mention import StoredMention

HIGHEST = (Fact.SEVERITY, Fact.REACH_MAX, Fact.REPOSTS_MAX, Fact.VIEWS_MAX, Fact.VIEWS_VIDEO_MAX)
"""Facts that are those of one post; of all others of a matter every post adds its own."""

AS_MANY = (Fact.SUSPECTED_24H, Fact.MALICIOUS_24H, Fact.ORGANIC_24H)
"""Facts that move for many posts at once: they are never more than the posts."""


class Outlook:
    """The most that the facts of one incident's matter can be, and which criteria would raise it."""

    def __init__(self, engine: Engine, incident: Incident) -> None:
        """Begin at an incident as it was measured."""
        above = [each for each in engine.criteria if engine.scale.get(each.level).rank > incident.rank]
        fitting = [each for each in above if not each.categories or set(each.categories) & set(incident.categories)]
        self._asked = [
            (
                [(name, least) for name, least in each.at_least.items() if name not in OF_BRAND],
                [(count, each.at_least[fact]) for fact, count in OF_BRAND.items() if fact in each.at_least],
            )
            for each in fitting
        ]
        self._incident = incident
        self._outlets = engine.outlets
        self._speaks = speaks_of(incident)
        self._families = frozenset(incident.families)
        self._most = dict(incident.facts)
        self._most.update((fact, incident.facts.get(Fact.RISK_24H, 0.0)) for fact in AS_MANY)

    def hear(self, post: StoredMention, copies: Callable[[int], int]) -> None:
        """Take in a post of the brand that came since; ``copies`` counts a family in the brand's last day."""
        if not self._asked or post.family not in self._families and not self._speaks(post):
            return
        most, added = self._most, facts_of_posts([post], self._incident, self._outlets)
        for fact, value in added.items():
            known = most.get(fact, 0.0)
            most[fact] = max(known, value) if fact in HIGHEST else known + value
        most[Fact.REPEATS_24H] = most.get(Fact.REPEATS_24H, 0.0) + added[Fact.COMPLAINTS_24H]
        most.update((fact, most[Fact.RISK_24H]) for fact in AS_MANY)
        most[Fact.LARGEST_FAMILY] = max(most.get(Fact.LARGEST_FAMILY, 0.0), copies(post.family))

    def may_rise(self, camera: Camera) -> bool:
        """Say whether a criterion of a higher level may be met; the brand is only counted when it comes to that."""
        seen = camera.glance(self._incident)
        return any(
            all(self._most.get(name, 0.0) >= least for name, least in matter)
            and all(count(seen) >= least for count, least in brand)
            for matter, brand in self._asked
        )
