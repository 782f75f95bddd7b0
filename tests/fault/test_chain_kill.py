"""kill -9 anywhere between a file and the chat: nothing is lost, nothing is doubled, nothing stays unjudged."""

import json
import multiprocessing
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from domain.clock import VirtualClock
from domain.notice import NoticeKind
from index.ledger import open_ledger
from index.ports import Ledger, View
from monitor.wiring import LEDGER_FILE
from tests.fault.chain_child import run_chain
from tests.loopback_slack import LoopbackSlack

pytestmark = pytest.mark.kill

NOW = datetime(2026, 3, 5, 7, 0, tzinfo=UTC)
SEEDS = (7141, 7142, 7143, 7144, 7145)
KILLS = 6
"""Kills of one house; all houses together see thirty."""
LONGEST_LIFE = 0.4
"""Seconds a process lives once it is at work: about what it needs for the files it finds."""
FILES, LINES = 2 * (KILLS + 1), 43

CONFIGURATION = """
industry: food
store: {{path: data}}
brands: [{{name: 山茶茶饮, aliases: [山茶茶]}}, {{name: 白鲸咖啡}}, {{name: 星野面包}}]
people:
  - {{name: 示例值班, roles: [pr], slack: U0DUTY}}
  - {{name: 示例法务, roles: [legal, commander], slack: U0LEGAL}}
channels: [{{name: duty, type: slack, token_file: token, channel: C0DUTY, base_url: "{url}"}}]
routes: {{default: [duty], operations: []}}
"""
SAID = (
    "中午路过山茶茶，排队的人不多，第{}号。",
    "山茶茶奶茶里喝出虫子，第{}个人了，店员说是茶叶渣。",
    "白鲸咖啡会员数据泄露，第{}条记录里有我的手机号。",
    "星野面包的吐司今天买到第{}袋，松软。",
    "白鲸咖啡客户信息泄露，第{}位顾客接到骗术电话。",
    "喝完山茶茶上吐下泻，第{}位，怀疑食物中毒。",
)
UNRELATED = "公园的花开了，第{}次散步。"

context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["tests.fault.chain_child"])


@dataclass
class House:
    """A folder with a configuration and files to import, and the Slack that its processes post to."""

    folder: Path
    slack: LoopbackSlack
    lives: int = 0

    @property
    def files(self) -> list[Path]:
        return sorted(self.folder.glob("*.jsonl"))

    def process(self, files: Sequence[Path]) -> BaseProcess:
        """Start a process on these files, ten minutes after the last one, and wait until it is at work."""
        self.lives += 1
        ready = context.Event()
        start = NOW + self.lives * timedelta(minutes=10)
        process = context.Process(target=run_chain, args=(str(self.folder), [*map(str, files)], start, ready))
        process.start()
        assert ready.wait(30)
        return process

    def ledger(self) -> Ledger:
        return open_ledger(self.folder / "data" / LEDGER_FILE)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with LoopbackSlack(clock=VirtualClock(NOW + timedelta(days=1))) as slack:
        slack.latency = 0.02
        (tmp_path / "token").write_text(slack.token)
        (tmp_path / "fenghuo.yaml").write_text(CONFIGURATION.format(url=slack.url), encoding="utf-8")
        for number in range(FILES):
            rows = [json.dumps(row(number * LINES + n), ensure_ascii=False) for n in range(LINES)]
            rows[LINES // 2] = rows[0]
            (tmp_path / f"{number:02}.jsonl").write_text("\n".join(rows), encoding="utf-8")
        yield House(tmp_path, slack)


def row(number: int) -> dict[str, object]:
    """One line: every eighth names no brand, the others one of three, each by an author of its own."""
    text = UNRELATED if number % 8 == 7 else SAID[number * 5 // 3 % len(SAID)]
    moment = NOW - timedelta(seconds=7 * (600 - number))
    return {"id": str(number), "time": moment.isoformat(), "text": text.format(number), "author": f"作者{number}"}


def expected_authors() -> set[str]:
    numbers = (number for number in range(FILES * LINES) if number % LINES != LINES // 2 and number % 8 != 7)
    return {f"作者{number}" for number in numbers}


def killed(process: BaseProcess, after: float) -> bool:
    """Kill a process some seconds from now; return whether it was still at work."""
    process.join(after)
    at_work = process.is_alive()
    process.kill()
    process.join()
    return at_work


@pytest.mark.parametrize("seed", SEEDS)
def test_killed_anywhere_the_chain_loses_nothing_and_doubles_nothing(house: House, seed: int) -> None:
    chance = random.Random(seed)
    interrupted = 0
    for life in range(1, KILLS + 1):
        interrupted += killed(house.process(house.files[: 2 * life]), chance.uniform(0, LONGEST_LIFE))
    last = house.process(house.files)
    last.join(60)
    assert last.exitcode == 0
    assert interrupted >= KILLS // 3
    ledger = house.ledger()
    assert list(ledger.check()) == []
    with ledger.read() as view:
        assert stored_authors(view) == Counter(expected_authors())
        assert view.marks.count() == 0
        assert view.incidents.verify_audit() > 0
        assert open_cases(view) == {("山茶茶饮", "food_safety"): 1, ("白鲸咖啡", "privacy"): 1}
        assert Counter(house.slack.keys()) == told(view)
    ledger.close()
    assert "可能重复" not in "".join(house.slack.visible())


def stored_authors(view: View) -> Counter[str]:
    found: Counter[str] = Counter()
    after = None
    while page := view.mentions.find(after=after, limit=200):
        found.update(each.mention.author for each in page)
        after = page[-1].seq
    return found


def open_cases(view: View) -> Counter[tuple[str, str]]:
    return Counter((case.brand, case.category) for case in view.incidents.find(open_only=True))


def told(view: View) -> Counter[str]:
    """The key of everything that makes a message of its own; edits change the card."""
    history = view.outbox.history(limit=1000)
    assert all(state in ("delivered", "replaced") for _, state, _ in history)
    return Counter(notice.key for notice, _, _ in history if notice.kind is not NoticeKind.EDIT)
