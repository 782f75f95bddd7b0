"""A card as Slack blocks: five headings, the least important entries cut first until one message holds it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo

from alerting.channels.slack.blocks import (
    FIELD,
    Block,
    anchor,
    context,
    date,
    escape,
    fits,
    header,
    joined,
    mrkdwn,
    plain,
    section,
)
from alerting.channels.slack.presses import verdict_buttons
from alerting.channels.wording import (
    due_text,
    headline,
    post_origin,
    post_spread,
    post_text,
    sentence,
    statement_preview,
    statement_title,
    status,
    step_text,
)
from alerting.channels.words import Words, words_of
from domain.notice import Card, Post, StatementLine, StepLine


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a card: its title ("" goes on under the title above), its entries, and what is cut first (0)."""

    title: str
    entries: Sequence[list[Block]]
    worth: int
    dropped: int = 0

    def blocks(self, words: Words) -> list[Block]:
        """Return the part as blocks, with a note of how many entries were left out."""
        title = [section(mrkdwn(f"*{escape(self.title)}*"))] if self.title else []
        note = [context(plain(words.others.format(count=self.dropped)))] if self.dropped else []
        return [*title, *joined([block for entry in self.entries for block in entry]), *note]

    def shortened(self) -> "Part":
        """Return the part without its last entry."""
        return replace(self, entries=self.entries[:-1], dropped=self.dropped + 1)


def card_blocks(
    card: Card, zone: tzinfo, calling: str = "", repeated: str = "", *, buttons: bool = False
) -> list[Block]:
    """Return the blocks of a card, inside every limit. ``calling`` is our own markup that mentions who is on duty.

    ``buttons``: with those that say what the alarm was; a drill has none.
    """
    words = words_of(card.lang)
    top = [header(repeated + headline(card))]
    top += [section(plain(title)) for title in [sentence(card.title)] if title]
    top += [section(mrkdwn(calling))] if calling else []
    top.append(context(plain(status(card)), mrkdwn(words.as_of.format(time=date(card.at, zone)))))
    end = [verdict_buttons(card.incident, card.lang)] if buttons and not card.drill else []
    return fitted(top, parts_of(card, zone, words), words, end)


def fitted(top: list[Block], parts: list[Part], words: Words, end: Sequence[Block] = ()) -> list[Block]:
    """Return everything in one message, dropping the last entry of the least worthy part until it fits.

    Every part keeps its first entry as long as any part has more than one.
    """
    while not fits(blocks := [*top, *(block for part in parts for block in part.blocks(words)), *end]):
        order = sorted((part for part in parts if part.entries), key=lambda each: (len(each.entries) == 1, each.worth))
        if not order:
            break
        parts = [each.shortened() if each is order[0] else each for each in parts]
    return blocks


def parts_of(card: Card, zone: tzinfo, words: Words) -> list[Part]:
    """Return the parts of a card under their five headings, in the order in which they are read."""
    steps = [_step(number, step, zone, card.lang) for number, step in enumerate(card.steps, 1)]
    statements = [_statement(line, card) for line in card.statements]
    return [
        Part(words.happened, [_bullet(line) for line in card.happened], worth=6),
        Part("", [_post(post, zone, card.lang) for post in card.posts], worth=0),
        Part("", [_line(f"⚠ {words.blind}{words.colon}{sentence(blind)}") for blind in card.blind], worth=3),
        Part(words.why, [_bullet(line) for line in card.why], worth=4),
        Part(words.steps, steps or [_line(words.no_steps)], worth=5),
        Part(words.statements, statements or [_line(words.no_statements)], worth=2),
        Part(words.more, [_bullet(line) for line in card.more], worth=1),
    ]


def _line(text: str) -> list[Block]:
    return [section(plain(text))]


def _bullet(text: str) -> list[Block]:
    return _line(f"• {sentence(text)}")


def _post(post: Post, zone: tzinfo, lang: str) -> list[Block]:
    origin, spread = post_origin(post), post_spread(post, lang)
    when = " · ".join(filter(None, [date(post.at, zone), anchor(post.url, words_of(lang).original)]))
    about = [plain(origin)] if origin else []
    about += [mrkdwn(when), *([plain(spread)] if spread else [])]
    return [section(plain(f"“{post_text(post)}”")), context(*about)]


def _step(number: int, step: StepLine, zone: tzinfo, lang: str) -> list[Block]:
    due = due_text(step, date(step.due_at, zone), words_of(lang))
    return [{"type": "section", "fields": [plain(f"{number}. {step_text(step, lang)}", FIELD), mrkdwn(due)]}]


def _statement(line: StatementLine, card: Card) -> list[Block]:
    blocks = _line(f"• {statement_title(line, card.lang)}")
    if preview := statement_preview(line, card):
        label, text, pull = preview
        blocks += [section(plain(f"{label}\n{text}")), context(plain(pull))]
    return blocks
