"""The matters of an incident: how many story lines it holds, how far each spread, which outgrew the first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from alerting.engine import Engine
from alerting.phrasing import counted
from alerting.picture import Picture
from domain.incident import Incident
from domain.mention import StoredMention

LARGE_MATTER = 10
"""Mentions from which a matter that outgrows the first one is worth telling."""


@dataclass(frozen=True, slots=True)
class Story:
    """One matter among posts: its families, largest first, and all their mentions."""

    matter: int
    families: tuple[int, ...]
    mentions: int


def stories_of(picture: Picture, posts: Iterable[StoredMention]) -> Sequence[Story]:
    """Return the matters of posts, largest first; a family that was not placed yet is of none."""
    members: defaultdict[int, set[int]] = defaultdict(set)
    for post in posts:
        if (matter := picture.matters.get(post.family)) is not None:
            members[matter].add(post.family)
    stories = [_story(picture, matter, families) for matter, families in members.items()]
    return sorted(stories, key=lambda story: (-story.mentions, story.matter))


def outgrown(picture: Picture, incident: Incident, told: Iterable[str]) -> Sequence[Story]:
    """Return the matters that are now larger than the one that the incident began with; ``told`` are left out."""
    if not incident.families:
        return ()
    stories = stories_of(picture, picture.today)
    first = picture.matters.get(incident.families[0])
    size = next((story.mentions for story in stories if story.matter == first), 0)
    most, known = max(LARGE_MATTER - 1, size), set(told)
    if first is None:
        return ()
    return [
        story for story in stories if story.matter != first and story.mentions > most and str(story.matter) not in known
    ]


def spread_of(engine: Engine, picture: Picture, posts: Sequence[StoredMention]) -> Iterator[str]:
    """Say how far the most copied text of the day spread, and how many matters the posts hold."""
    sizes = (size for post in posts if (size := picture.families.get(post.family)))
    largest = max(sizes, key=lambda size: size.copies, default=None)
    if largest and largest.copies > 1:
        reposts = counted(engine, largest.copies - 1, "次转载", "repost")
        accounts = counted(engine, largest.authors, "个账号", "account")
        sites = counted(engine, largest.sources, "个来源", "site")
        yield engine.says(
            f"传播最广的一条：1 篇、{reposts}、{accounts}、{sites}。",
            f"The widest spread: 1 story, {reposts}, {accounts}, {sites}.",
        )
    stories = stories_of(picture, posts)
    if len(stories) > 1:
        most = counted(engine, stories[0].mentions, "条提及", "mention")
        yield engine.says(
            f"内含 {len(stories)} 个事由，最大的一个有 {most}。",
            f"It holds {len(stories)} matters, the largest of {most}.",
        )


def _story(picture: Picture, matter: int, families: Iterable[int]) -> Story:
    def copies(family: int) -> int:
        size = picture.families.get(family)
        return size.copies if size else 1

    ranked = sorted(families, key=lambda family: (-copies(family), family))
    return Story(matter, tuple(ranked), sum(map(copies, ranked)))
