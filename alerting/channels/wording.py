"""What a card says, line by line, before any channel lays it out; every line is harmless, none is formatted."""

from datetime import datetime, timedelta

from alerting.channels.plain import cut, one_line, several_lines
from alerting.channels.words import Words, words_of
from domain.category import NAMES
from domain.notice import Card, Notice, Post, StatementLine, StepLine
from domain.person import ROLE_NAMES

LONGEST_LINE = 600
"""Characters of one sentence."""

LONGEST_POST = 280
"""Characters of one quoted post: enough to judge it, short enough to read three."""

LONGEST_PREVIEW = 1_200
"""Characters of a statement's preview; the whole text comes from ``fenghuo statements pull``."""

MARKS = ("🔴", "🟠", "🟡", "🔵")
"""Marks by distance from the top of the scale, so that the gravest is red on every scale."""


def sentence(text: str) -> str:
    """Return one harmless line of bounded length."""
    return cut(one_line(text), LONGEST_LINE)


def headline(card: Card) -> str:
    """Return level and rank first, then brand and category: ``🔴 重大 4/4 · 山茶茶饮 · 食品安全``."""
    mark = MARKS[max(0, min(card.top_rank - card.rank, len(MARKS) - 1))]
    drill = words_of(card.lang).drill if card.drill else ""
    level = f"{mark} {drill}{one_line(card.level_name)} {card.rank}/{card.top_rank}"
    return " · ".join([level, one_line(card.brand), category_name(card.category, card.lang)])


def category_name(category: str, lang: str) -> str:
    """Return a category's name in a language; one that a customer added is called by its id."""
    zh, en = NAMES.get(category, (category, category))
    return one_line(en if lang.startswith("en") else zh)


def role_name(role: str, lang: str) -> str:
    """Return a role's name in a language, or the role as given where it is none of ours."""
    zh, en = next((names for known, names in ROLE_NAMES.items() if known == role), (role, role))
    return one_line(en if lang.startswith("en") else zh)


def status(card: Card) -> str:
    """Return incident, state and who took it on: ``事件 12 · 已接手 · 示例值班 03:05 确认接手``."""
    words = words_of(card.lang)
    state = next((name for known, name in words.states.items() if known == card.state), card.state)
    parts = [words.incident.format(number=card.incident), one_line(state)]
    if card.acknowledged:
        parts.append(sentence(card.acknowledged))
    return " · ".join(parts)


def told(notice: Notice, words: Words) -> str:
    """Return the text of a notice without a card; it names its incident where its own sentences do not."""
    text = several_lines(notice.text)
    label = words.incident.format(number=notice.incident) if notice.incident else ""
    return text if label in text else f"{label} · {text}"


def summary(notice: Notice, words: Words) -> str:
    """Return the whole notice as one line for places that show no more: a phone's lock screen, a screen reader."""
    if notice.card is None:
        return sentence(told(notice, words))
    card = notice.card
    first = [sentence(each) for each in (card.title, *card.happened[:1])]
    return " · ".join(filter(None, [headline(card), *first, status(card)]))


def post_text(post: Post) -> str:
    """Return the quoted text of a post on one line."""
    return cut(one_line(post.text), LONGEST_POST)


def post_origin(post: Post) -> str:
    """Return where a post stands and who wrote it."""
    return " · ".join(cut(part, 80) for part in (one_line(post.source), one_line(post.author)) if part)


def post_spread(post: Post, lang: str) -> str:
    """Return how far a post went, "" if nothing is known: ``约 12 万人看到 · 相同内容 35 条``."""
    words = words_of(lang)
    reach = words.reach.format(number=rounded(post.reach, lang)) if post.reach > 0 else ""
    copies = words.copies.format(count=post.copies) if post.copies > 1 else ""
    return " · ".join(part for part in (reach, copies) if part)


def step_text(step: StepLine, lang: str) -> str:
    """Return what to do, who does it, and the statement to use."""
    words = words_of(lang)
    owner = one_line(step.owner) or words.nobody
    use = words.use.format(id=one_line(step.statement)) if step.statement else ""
    parts = [sentence(step.title), f"{role_name(step.role, lang)}{words.colon}{owner}", use]
    return " · ".join(part for part in parts if part)


def statement_title(line: StatementLine, lang: str) -> str:
    """Return a statement with its state and whose word it has or waits for."""
    words = words_of(lang)
    state = next((name for known, name in words.approvals.items() if known == line.state), line.state)
    parts = [f"{sentence(line.title)} ({one_line(line.id)})", one_line(state)]
    if line.approvers:
        parts.append(words.approved.format(people=words.comma.join(map(one_line, line.approvers))))
    if line.waits_for:
        parts.append(words.waits.format(roles=words.comma.join(role_name(role, lang) for role in line.waits_for)))
    if line.valid_until and line.preview:
        parts.append(words.valid.format(date=one_line(line.valid_until)))
    return " · ".join(parts)


def statement_preview(line: StatementLine, card: Card) -> tuple[str, str, str] | None:
    """Return (what it is, the text, how to get it for use) of an approved statement, None where there is no preview."""
    if not line.preview:
        return None
    words = words_of(card.lang)
    facts = words.comma.join(map(sentence, line.missing))
    label = " · ".join(part for part in (words.preview, words.missing.format(facts=facts) if facts else "") if part)
    pull = words.pull.format(id=one_line(line.id), number=card.incident)
    return label, cut(several_lines(line.preview), LONGEST_PREVIEW), pull


def rounded(number: int, lang: str) -> str:
    """Return a number of people as it is spoken before its noun: ``12 万``, ``350 ``, ``120k``."""
    english = lang.startswith("en")
    for size, unit in ((1_000_000, "M"), (1_000, "k")) if english else ((100_000_000, " 亿"), (10_000, " 万")):
        if number >= size:
            return f"{number / size:.1f}".removesuffix(".0") + unit
    return str(number) if english else f"{number} "


def span_text(span: timedelta, words: Words) -> str:
    """Return a length of time in its two largest units: ``1 小时 50 分钟``, ``1 h 50 min``."""
    minutes = int(abs(span).total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    units = zip((days, hours, rest), words.units, strict=True)
    said = [f"{number} {unit}" for number, unit in units if number]
    return " ".join(said[:2]) or f"0 {words.units[-1]}"


def due_text(step: StepLine, at: str, words: Words, now: datetime | None = None) -> str:
    """Return when a step is due, ``at`` being that instant as the channel writes times.

    With ``now`` it also says how long that is from now, which only a message that is read at once may do.
    """
    if step.done:
        return f"✅ {words.done}"
    span = span_text(step.due_at - now, words) if now else ""
    if step.overdue:
        return "❗ " + words.overdue.format(time=at, span=f" {span}" if span else "")
    return "⏰ " + words.due.format(time=at) + (words.left.format(span=span) if span else "")
