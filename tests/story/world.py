"""The world of the stories: a monitor as its owner would set it up, a Slack on loopback, and time that is moved."""

import io
import re
import shutil
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from crawlers.clean import clean
from domain.clock import VirtualClock
from domain.incident import Incident, TimelineEntry
from domain.mention import Appended, Mention
from monitor import casebook
from monitor.appender import Arrival
from monitor.intake import store_all
from monitor.origins import pushed_origin
from monitor.watch import judge_all, next_due, work
from monitor.wiring import Monitor, open_monitor
from playbooks import actions
from sentiment.scorer import Scorer, load_scorer
from tests.loopback_slack import LoopbackSlack, Message
from tests.story.texts import Row, burst

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 3, 2, tzinfo=ZONE)
THURSDAY = datetime(2026, 3, 5, 15, 0, tzinfo=ZONE)
"""The hour at which most stories begin, after three ordinary days."""

TOKEN_ENV = "FENGHUO_STORY_SLACK_TOKEN"
SIGNING_ENV = "FENGHUO_STORY_SLACK_SIGNING"
"""Set only where a story is about what people press; without it cards have no buttons."""

CONFIGURATION = """
language: {language}
timezone: Asia/Shanghai
industry: food
store: {{path: data}}
brands:
  - {{name: 山茶茶饮, aliases: [山茶茶, Shancha], exclude: [山茶花, 山茶油]}}
people:
  - {{name: 示例值班, roles: [pr], substitute: 示例法务, slack: U0DUTY}}
  - {{name: 示例法务, roles: [legal, commander], slack: U0LEGAL}}
channels:
  - {{name: duty, type: slack, token_env: {token}, channel: C0DUTY, base_url: "{url}", signing_secret_env: {signing}}}
  - {{name: boss, type: slack, token_env: {token}, channel: C0BOSS, base_url: "{url}"}}
  - {{name: screen, type: console}}
routes: {{default: [duty, screen], operations: [screen]{quiet}}}
"""


@cache
def scorer() -> Scorer:
    """The shipped model, loaded once; the running monitor has it in a process of its own."""
    return load_scorer()


@dataclass(repr=False)
class World:
    """One house: its folder, its clock, its Slack, what its screen showed, and the monitor while it runs.

    ``more`` is written at the end of its configuration when it starts, ``quiet`` into its routes.
    """

    folder: Path
    slack: LoopbackSlack
    clock: VirtualClock
    language: str = "zh"
    more: str = ""
    quiet: str = ""
    screen: io.StringIO = field(default_factory=io.StringIO)
    _running: ExitStack = field(default_factory=ExitStack)
    _monitor: Monitor | None = None

    @property
    def monitor(self) -> Monitor:
        assert self._monitor is not None, "the monitor is down"
        return self._monitor

    @property
    def now(self) -> datetime:
        return self.clock.now().astimezone(ZONE)

    def inherit(self, ledger: Path) -> None:
        """Begin with what another world of the same house has lived through."""
        shutil.copytree(ledger, self.folder / "data")

    def start(self) -> None:
        """Start the monitor on this house's configuration."""
        text = CONFIGURATION.format(
            language=self.language, token=TOKEN_ENV, url=self.slack.url, quiet=self.quiet, signing=SIGNING_ENV
        )
        (self.folder / "fenghuo.yaml").write_text(text + self.more, encoding="utf-8")
        self._monitor = self._running.enter_context(open_monitor(self.folder, self.clock, self.screen))
        self.settle()

    def stop(self) -> None:
        """End the monitor; time and people go on without it."""
        self._running.close()
        self._monitor = None

    def restart(self, after: timedelta = timedelta(0)) -> None:
        """End the monitor and start it again some time later."""
        self.stop()
        self.clock.advance(after)
        self.start()

    def arrive(self, rows: Iterable[Row], *, live: bool | None = None) -> Appended:
        """Store rows as they come in by intake, and do nothing else."""
        origin = replace(pushed_origin(self.monitor, "intake"), live=live)
        taken = [clean(row, origin, self.clock.now()) for row in rows]
        mentions = [each for each in taken if isinstance(each, Mention)]
        assert len(mentions) == len(taken)
        return store_all(self.monitor.ledger, self.monitor.reader, [Arrival(mentions)], self.clock.now())[0]

    def hear(self, rows: Sequence[Row]) -> None:
        """Let rows arrive each at its own time; the monitor works after each."""
        for row in sorted(rows, key=lambda row: str(row["time"])):
            self.pass_until(datetime.fromisoformat(str(row["time"])))
            self.arrive([row])
            self.settle()

    def flood(self, texts: Sequence[str], number: int, minutes: float = 2, **more: object) -> None:
        """Let so many posts of the last minutes arrive in one batch, and work."""
        self.arrive(burst(texts, self.now, number, minutes, **more))
        self.settle()

    def settle(self) -> None:
        """Work until nothing is left to judge, to score or to deliver now; sends take their seconds."""
        work(self.monitor, self.clock.now())
        if self._score():
            judge_all(self.monitor, self.clock.now())
        while back := self.monitor.delivery.deliver_due(self.clock.now()).come_back:
            self.clock.at = max(self.clock.at, back)

    def pass_until(self, moment: datetime) -> None:
        """Let time pass: the clock jumps from one thing that falls due to the next."""
        while (due := next_due(self.monitor)) and due <= moment:
            self.clock.at = max(self.clock.at, due)
            self.settle()
        self.clock.at = max(self.clock.at, moment)

    def wait(self, length: timedelta) -> None:
        """Let some time pass from now on."""
        self.pass_until(self.clock.at + length)
        self.settle()

    def act(self, action: casebook.Act, incident: int = 1) -> Sequence[TimelineEntry]:
        """Let a person act, and the monitor tell of it."""
        entries = casebook.act(self.monitor, incident, action)
        self.settle()
        return entries

    def do_steps(self, steps: Iterable[str], who: str = "示例值班") -> None:
        """Let somebody mark steps done, one after the other."""
        for step in steps:
            self.act(_doing(step, who))

    def incident(self, number: int = 1) -> Incident:
        with self.monitor.ledger.read() as view:
            return view.incidents.get(number)

    def incidents(self) -> list[Incident]:
        """All incidents, oldest first."""
        with self.monitor.ledger.read() as view:
            return sorted(view.incidents.find(), key=lambda incident: incident.id)

    def timeline(self, number: int = 1) -> list[str]:
        with self.monitor.ledger.read() as view:
            return [str(entry.kind) for entry in view.incidents.timeline(number)]

    @property
    def cards(self) -> list[Message]:
        """First cards in the duty channel, as they stand after their edits."""
        return [each for each in self.heard_in("C0DUTY") if not each.thread_ts]

    @property
    def rings(self) -> list[Message]:
        """What rang in the duty channel after the first cards: replies that everybody there sees."""
        return [each for each in self.heard_in("C0DUTY") if each.broadcast]

    def heard_in(self, channel: str) -> list[Message]:
        """All messages of one channel."""
        return [each for each in self.slack.messages if each.channel == channel]

    def mentioned(self, message: Message) -> set[str]:
        """Whom a message mentioned when it was posted, before any edit."""
        posts = [each.arguments for each in self.slack.requests if each.method == "chat.postMessage"]
        [posted] = [each for each in posts if each["metadata"]["event_payload"]["key"] == message.key]
        return set(re.findall(r"<@(\w+)>", str(posted["blocks"])))

    def sections(self, card: Message, headings: Sequence[str]) -> list[str]:
        """What stands under each heading of a card."""
        _, *parts = re.split("|".join(rf"\*{heading}\*" for heading in headings), card.seen)
        return parts

    def quiet_lines(self, card: Message) -> list[str]:
        """What was added to a card's thread without ringing."""
        return [each.seen for each in self.slack.messages if each.thread_ts == card.ts and not each.broadcast]

    def _score(self) -> int:
        with self.monitor.ledger.read() as view:
            waiting = view.mentions.unscored(500)
        scores = scorer().score_many([mention.full_text for mention in waiting])
        with self.monitor.ledger.write() as tx:
            return tx.mentions.settle_scores(
                {mention.id: score for mention, score in zip(waiting, scores, strict=True)}, self.clock.now()
            )


def _doing(step: str, who: str) -> casebook.Act:
    return lambda desk, case, now: actions.do_step(case, who, step, desk, now)
