"""The terminal as a channel: a card to be read at 3 a.m., rank first, in colour on a terminal and plain elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from io import TextIOWrapper
from itertools import count
from typing import TextIO

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from alerting.channels.base import Limits, Reconciled, Sighting
from alerting.channels.plain import link, one_line
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
    told,
)
from alerting.channels.words import Words, words_of
from config.channels import ConsoleChannel as ConsoleSpec
from config.settings import Settings
from domain.notice import Card, Delivered, Notice, NoticeKind, OutboxItem, Outcome, Post, Retry

COLOURS = ("bold white on red", "bold black on yellow", "bold yellow", "bold cyan")
"""Styles of the headline by distance from the top of the scale."""


@dataclass(frozen=True, slots=True)
class ConsoleChannel:
    """Prints notices to a stream. ``zone`` is where its readers' clocks are; a ring sounds a terminal's bell."""

    name: str
    stream: TextIO
    zone: tzinfo
    lang: str = "zh"
    width: int | None = None
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    type: str = "console"
    limits: Limits = Limits()
    can_read_back: bool = False

    def __post_init__(self) -> None:
        if isinstance(self.stream, TextIOWrapper):
            self.stream.reconfigure(errors="replace")

    def send(self, item: OutboxItem) -> Outcome:
        """Print a notice; the reference is a running number. A stream that fails is worth another try."""
        console = Console(file=self.stream, width=self.width, markup=False, highlight=False, emoji=False)
        try:
            for part in self._parts(item):
                console.print(part)
            if item.notice.rings and console.is_terminal:
                console.bell()
            self.stream.flush()
        except (OSError, ValueError) as error:
            return Retry(f"console_{type(error).__name__}", ambiguous=True)
        return Delivered(str(next(self.numbers)))

    def reconcile(self, item: OutboxItem, now: datetime) -> Reconciled:
        """Answer that it can't be told: nobody can read a terminal back."""
        return Sighting.UNKNOWN

    def check(self) -> list[str]:
        """Return nothing: there is always a terminal or a file behind a stream."""
        return []

    def _parts(self, item: OutboxItem) -> Iterator[RenderableType]:
        notice = item.notice
        words = words_of(notice.card.lang if notice.card else self.lang)
        repeated = words.repeated if item.ambiguous else ""
        if notice.card is None:
            yield self._line(notice, repeated, words)
        elif notice.kind is NoticeKind.EDIT:
            said = [status(notice.card), *map(sentence, notice.card.happened[:1])]
            yield Text(f"   {self._clock(notice.at)} {words.updated} {headline(notice.card)}")
            yield beside("", Text(" · ".join(said), style="dim"))
        else:
            yield from CardPage(notice.card, notice.people, self.zone, words).parts(repeated)

    def _line(self, notice: Notice, repeated: str, words: Words) -> Text:
        mark, style = ("🔔 ", "bold red") if notice.rings else ("   ", "")
        said = [told(notice, words), calling(words.called, notice.people, words)]
        return Text(f"{mark}{self._clock(notice.at)} {repeated}{' · '.join(filter(None, said))}", style=style)

    def _clock(self, moment: datetime) -> str:
        return moment.astimezone(self.zone).strftime("%m-%d %H:%M")


@dataclass(frozen=True, slots=True)
class CardPage:
    """One card laid out for a terminal, with times as its readers' clocks show them."""

    card: Card
    people: tuple[str, ...]
    zone: tzinfo
    words: Words

    def parts(self, repeated: str) -> Iterator[RenderableType]:
        """Yield the card from top to bottom: what a reader must know first comes first."""
        card = self.card
        style = COLOURS[max(0, min(card.top_rank - card.rank, len(COLOURS) - 1))]
        yield Text(f"\n {repeated}{headline(card)} ", style=style)
        yield from (Text(f" {line}", style="bold") for line in [sentence(card.title)] if line)
        written = card.at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M")
        duty = calling(self.words.on_duty, self.people or card.on_duty, self.words)
        yield Text(" " + " · ".join(filter(None, [status(card), duty, written])))
        for title, rows in self._sections():
            yield Text(f"\n{title}", style="bold underline")
            yield from rows
        yield Text()

    def _sections(self) -> Iterator[tuple[str, Iterator[RenderableType]]]:
        yield self.words.happened, self._happened()
        yield self.words.why, bullets(self.card.why)
        yield self.words.steps, self._steps()
        yield self.words.statements, self._statements()
        yield self.words.more, bullets(self.card.more)

    def _happened(self) -> Iterator[RenderableType]:
        yield from bullets(self.card.happened)
        for post in self.card.posts:
            yield beside("“", self._post(post))
        for blind in self.card.blind:
            yield beside("⚠", Text(f"{self.words.blind}{self.words.colon}{sentence(blind)}", style="yellow"))

    def _post(self, post: Post) -> Text:
        about = [post_origin(post), self._clock(post.at), post_spread(post, self.card.lang)]
        lines = [Text(f"{post_text(post)}”"), Text(" · ".join(filter(None, about)), style="dim")]
        return Text("\n").join([*lines, *(Text(address, style="dim") for address in [link(post.url)] if address)])

    def _steps(self) -> Iterator[RenderableType]:
        if not self.card.steps:
            yield beside("⚠", Text(self.words.no_steps, style="yellow"))
        for number, step in enumerate(self.card.steps, 1):
            style = "dim" if step.done else "bold red" if step.overdue else "green"
            due = due_text(step, self._clock(step.due_at), self.words, self.card.at)
            what = Text(step_text(step, self.card.lang), style="dim" if step.done else "")
            yield beside(f"{number}.", Text("\n").join([what, Text(due, style=style)]))

    def _statements(self) -> Iterator[RenderableType]:
        if not self.card.statements:
            yield beside("⚠", Text(self.words.no_statements, style="yellow"))
        for line in self.card.statements:
            yield beside("•", Text(statement_title(line, self.card.lang)))
            if preview := statement_preview(line, self.card):
                label, text, pull = preview
                yield beside("", Text("\n").join([Text(label, style="yellow"), Text(text), Text(pull, style="dim")]))

    def _clock(self, moment: datetime) -> str:
        local, today = moment.astimezone(self.zone), self.card.at.astimezone(self.zone).date()
        return local.strftime("%H:%M" if local.date() == today else "%m-%d %H:%M")


def open_console(spec: ConsoleSpec, settings: Settings, stream: TextIO) -> ConsoleChannel:
    """Return a configured console on a stream."""
    return ConsoleChannel(spec.name, stream, settings.timezone, settings.language)


def calling(label: str, people: tuple[str, ...], words: Words) -> str:
    """Return who is called, "" where nobody is."""
    return f"{label}{words.colon}{words.comma.join(map(one_line, people))}" if people else ""


def bullets(lines: tuple[str, ...]) -> Iterator[RenderableType]:
    """Yield sentences below one another, each behind a bullet."""
    return (beside("•", Text(sentence(line))) for line in lines)


def beside(mark: str, text: Text) -> Table:
    """Return text behind a mark; the lines it wraps into stay to the right of the mark."""
    row = Table.grid(padding=(0, 1, 0, 0))
    row.add_column(width=4, justify="right")
    row.add_column(overflow="fold")
    row.add_row(mark, text)
    return row
