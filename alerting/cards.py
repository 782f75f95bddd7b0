"""The incident's card: what happened, why it fired, what to do, what may be said, how to see more.

What comes from posts is masked and cut here; channels escape it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from alerting.engine import Engine
from alerting.facts import posts_of, times_usual
from alerting.organic import doubts_told
from alerting.phrasing import counted, number
from alerting.picture import Picture
from alerting.stories import spread_of
from alerting.wording import why_criterion, why_rule
from domain.clock import DAY, HOUR
from domain.facts import Fact
from domain.incident import Incident, SignalRef
from domain.level import CriterionMet
from domain.mention import Mention, StoredMention
from domain.notice import Card, Post, StatementLine, StepLine
from domain.step import Step, StepState
from text.excerpt import excerpt, one_line
from text.mask import mask

MOST_POSTS = 3
POST_LENGTH = 140
NAME_LENGTH = 40
MOST_RULES = 6
MOST_CRITERIA = 4
MOST_STEPS = 6
MOST_STATEMENTS = 3

RISING = 1.2
"""An hour with so many times the mentions of the hour before it is rising."""

PAST_PEAK = 0.5
"""An hour with less than this share of the busiest one is past the peak."""


def card_of(
    engine: Engine,
    incident: Incident,
    picture: Picture,
    statements: Sequence[StatementLine],
    blind: Sequence[str],
    *,
    on_duty: Sequence[str] = (),
    whole: bool = False,
) -> Card:
    """Compose the card of a stored incident; ``blind`` are sentences about sources that don't deliver.

    It shows the next steps and the statements they use; ``whole`` shows all of both.
    """
    level = engine.level_of(incident)
    steps, offered = _shown(incident, statements, whole)
    return Card(
        incident=incident.id,
        brand=incident.brand,
        category=engine.category_name(incident.category),
        level=level.id,
        level_name=engine.says(level.name, level.name_en),
        rank=incident.rank,
        top_rank=engine.scale.top,
        title=incident.title,
        state=incident.state.value,
        drill=incident.drill,
        happened=tuple(_happened(engine, incident, picture)),
        posts=tuple(_representative(incident, picture)),
        blind=tuple(blind),
        why=tuple(_why(engine, incident)),
        steps=tuple(_step(step, picture.now) for step in steps),
        statements=tuple(offered),
        more=tuple(_more(engine, incident, len(incident.steps) - len(steps), len(statements) - len(offered))),
        acknowledged=_acknowledged(engine, incident),
        at=picture.now,
        lang=engine.lang,
        on_duty=tuple(on_duty),
    )


def _happened(engine: Engine, incident: Incident, picture: Picture) -> Iterator[str]:
    yield _volume(engine, picture)
    yield _tone(engine, picture)
    yield _course(engine, picture)
    if picture.posts:
        yield _first(engine, picture.posts[-1].mention)
    yield _spread(engine, incident)
    posts = posts_of(picture, incident)
    yield from spread_of(engine, picture, posts or picture.posts)
    yield from doubts_told(engine, posts)
    if len(incident.categories) > 1:
        names = [engine.category_name(category) for category in incident.categories]
        yield engine.says(f"涉及类别：{'、'.join(names)}。", f"Categories: {', '.join(names)}.")


def _volume(engine: Engine, picture: Picture) -> str:
    """Say the hour's number against the usual."""
    mentions = counted(engine, picture.hour.mentions, "条提及", "mention")
    usual = number(round(picture.usual.mean, 1))
    times = times_usual(picture)
    multiple = (
        engine.says(f"（{number(round(times))} 倍）", f" ({number(round(times))} times that)") if times >= 2 else ""
    )
    learning = "" if picture.usual.hours_used else engine.says("（历史还短，为估计值）", " (an estimate so far)")
    return engine.says(
        f"过去 1 小时 {mentions}，平时约 {usual} 条{multiple}{learning}。",
        f"{mentions} in the last hour, usually about {usual}{multiple}{learning}.",
    )


def _tone(engine: Engine, picture: Picture) -> str:
    """Say the day's number and how much of it is negative, with the denominator."""
    day = picture.day
    mentions = counted(engine, day.mentions, "条提及", "mention")
    waiting = engine.says(f"，{day.waiting} 条待判读", f", {day.waiting} not scored yet") if day.waiting else ""
    return engine.says(
        f"过去 24 小时 {mentions}：已判读 {day.scored} 条中 {day.negative} 条负面{waiting}。",
        f"{mentions} in the last 24 hours: {day.negative} negative of {day.scored} scored{waiting}.",
    )


def _course(engine: Engine, picture: Picture) -> str:
    """Say whether it still rises."""
    now, before, (peak_end, peak) = picture.hour.mentions, picture.before.mentions, picture.peak
    earlier = counted(engine, before, "条", "mention")
    if now >= RISING * max(1, before):
        return engine.says(f"仍在上升：前一小时 {earlier}。", f"Still rising: {earlier} in the hour before.")
    if now < PAST_PEAK * peak:
        hour = f"{engine.clock(peak_end - HOUR)}–{peak_end.astimezone(engine.zone):%H:%M}"
        most = counted(engine, peak, "条", "mention")
        return engine.says(f"已过峰值：{hour} 最多，{most}。", f"Past its peak: {most} at {hour}.")
    return engine.says(f"与前一小时相近：前一小时 {earlier}。", f"Much as the hour before: {earlier}.")


def _first(engine: Engine, mention: Mention) -> str:
    """Say where and when it began, as far as is known."""
    source, author = _name(mention.source), _name(mention.author)
    by = engine.says(f"（{author}）", f" ({author})") if author and author != source else ""
    at = engine.clock(mention.event_time)
    return engine.says(f"最早一条：{at} {source}{by}。", f"First seen: {at} on {source}{by}.")


def _spread(engine: Engine, incident: Incident) -> str:
    facts = incident.facts
    authors = counted(engine, facts.get(Fact.AUTHORS_24H, 0), "位作者", "author")
    sources = counted(engine, facts.get(Fact.SOURCES_24H, 0), "个来源", "source")
    return engine.says(
        f"24 小时内与此事有关的有 {authors}、{sources}。",
        f"About this in 24 hours: {authors} on {sources}.",
    )


def _why(engine: Engine, incident: Incident) -> Iterator[str]:
    """Yield each rule with the numbers of its gravest firing, why the level is what it is, and each criterion met.

    Criteria that hold now come first; a level that no criterion explains has its reason from a rule or a person.
    """
    latest: dict[str, SignalRef] = {}
    for ref in incident.signals:
        known = latest.get(ref.rule)
        if known is None or ref.numbers.get("count", 0) >= known.numbers.get("count", 0):
            latest[ref.rule] = ref
    for ref in list(latest.values())[:MOST_RULES]:
        yield why_rule(engine, ref)
    if incident.level_reason and all(met.level != incident.level for met in incident.criteria):
        name = engine.level_name(incident.level)
        yield engine.says(f"现为 {name}：{incident.level_reason}", f"Now {name}: {incident.level_reason}")
    for met in incident.criteria[:MOST_CRITERIA]:
        said = why_criterion(engine, met)
        yield said if _holds(incident, met) else engine.says(f"曾达到：{said}", f"Met before: {said}")
    if incident.proposed_level:
        name = engine.level_name(incident.proposed_level)
        yield engine.says(f"建议降为 {name}，由人确认。", f"Lowering to {name} is proposed; a person decides.")


def _holds(incident: Incident, met: CriterionMet) -> bool:
    return all(incident.facts.get(fact, 0.0) >= least for fact, least in met.at_least.items())


def _representative(incident: Incident, picture: Picture) -> Iterator[Post]:
    """Yield the posts that show best what it is about: one for each text, widest reach first, then the newest."""
    posts = posts_of(picture, incident) or picture.posts
    ranked = sorted(posts, key=lambda post: (post.mention.reach, post.mention.event_time), reverse=True)
    seen: set[int] = set()
    for post in ranked:
        if post.family not in seen and len(seen) < MOST_POSTS:
            seen.add(post.family)
            yield _post(post, picture)


def _post(stored: StoredMention, picture: Picture) -> Post:
    mention = stored.mention
    size = picture.families.get(stored.family)
    return Post(
        text=excerpt(mask(mention.full_text), POST_LENGTH),
        source=_name(mention.source),
        author=_name(mention.author),
        url=mention.url if mention.url.startswith(("http://", "https://")) else "",
        at=mention.event_time,
        reach=mention.reach,
        copies=size.copies if size else 1,
    )


def _step(step: Step, now: datetime) -> StepLine:
    is_open = step.state is StepState.OPEN
    return StepLine(
        id=step.id,
        title=step.title,
        role=step.role.value,
        owner=step.owner,
        due_at=step.due_at,
        done=not is_open,
        overdue=is_open and step.due_at <= now,
        statement=step.statement,
    )


def _shown(
    incident: Incident, statements: Sequence[StatementLine], whole: bool
) -> tuple[Sequence[Step], Sequence[StatementLine]]:
    """Return the steps, open ones first, and the statements to reach for: theirs, then approved ones, then the rest."""
    steps = sorted(incident.steps, key=lambda step: (step.state is not StepState.OPEN, step.due_at))
    if whole:
        return steps, statements
    used = {step.statement for step in steps[:MOST_STEPS] if step.state is StepState.OPEN}
    ranked = sorted(statements, key=lambda line: (line.id not in used, not line.preview))
    return steps[:MOST_STEPS], ranked[:MOST_STATEMENTS]


def _more(engine: Engine, incident: Incident, steps: int, statements: int) -> Iterator[str]:
    if steps or statements:
        yield engine.says(
            f"未列出的还有 {steps} 个步骤、{statements} 份声明。",
            f"Not shown: {steps} more steps and {statements} more statements.",
        )
    since = f"{(incident.detected_at - DAY).astimezone(engine.zone):%Y-%m-%d}"
    show = f"fenghuo incidents show {incident.id}"
    search = f"fenghuo search --brand {incident.brand} --since {since}"
    acknowledge = f"fenghuo incidents ack {incident.id} --as "
    yield engine.says(f"全部细节与时间线：{show}", f"All details and the timeline: {show}")
    yield engine.says(f"相关提及：{search}", f"The mentions: {search}")
    if not incident.is_acknowledged:
        yield engine.says(f"确认接手：{acknowledge}姓名", f"To take it on: {acknowledge}NAME")


def _acknowledged(engine: Engine, incident: Incident) -> str:
    given = incident.acknowledgement
    if given is None:
        return ""
    at = engine.clock(given.at)
    if given.lapsed:
        return engine.says(f"{given.person} {at} 的接手已失效", f"{given.person}'s of {at} has lapsed")
    return engine.says(f"{given.person} {at} 确认接手", f"{given.person} took it on at {at}")


def _name(name: str) -> str:
    return excerpt(mask(one_line(name)), NAME_LENGTH) if name else ""
