"""``fenghuo library`` as its user calls it, and a monitor whose library is away."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import monitor.language
from config.library import ElasticsearchSpec
from index.library.cluster import Cluster
from tests.cluster.proxy import Proxy
from tests.integration.test_run_process import Running, eventually
from tests.unit.monitor.commands import CommandLine, scandal

CONFIGURATION = """\
industry: food
node: north
brands: [{{name: 山茶茶饮, aliases: [山茶茶]}}]
people: [{{name: 示例值班, roles: [pr, legal, commander]}}]
channels: [{{name: screen, type: console}}]
intake: {{token_env: INTAKE_TOKEN}}
web: {{listen: "127.0.0.1:0"}}
library: {{elasticsearch: {{url: "{url}", prefix: {prefix}, timeout: 10s}}}}
"""


@pytest.fixture(autouse=True)
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monitor.language, "LANGUAGE", "zh")


@pytest.fixture
def proxy(elasticsearch_url: str) -> Iterator[Proxy]:
    with Proxy(elasticsearch_url).running() as running:
        yield running


@pytest.fixture
def fenghuo(tmp_path: Path, proxy: Proxy, prefix: str) -> CommandLine:
    command = CommandLine(tmp_path)
    command.configure(CONFIGURATION.format(url=proxy.url, prefix=prefix))
    return command


def status(fenghuo: CommandLine) -> dict[str, int]:
    answer = fenghuo("library", "status", "--json")
    assert answer.code == 0, answer.err
    return dict(json.loads(answer.out))


def test_sync_brings_it_level_and_verify_says_so(fenghuo: CommandLine, proxy: Proxy, prefix: str) -> None:
    fenghuo("import", str(fenghuo.write("posts.jsonl", *scandal(12))))
    proxy.down = True
    away = fenghuo("library", "status", "--json")
    assert (away.code, json.loads(away.out)) == (1, {"ledger": 12, "library": None, "behind": 12})
    failed = fenghuo("library", "sync", "--wait", "0")
    assert failed.code == 1
    assert "can't be reached" in failed.err
    proxy.down = False
    assert fenghuo("library", "sync").code == 0
    assert status(fenghuo) == {"ledger": 12, "library": 12, "behind": 0}
    assert fenghuo("library", "verify").code == 0
    with_prefix = Cluster(ElasticsearchSpec(url=proxy.target, prefix=prefix))
    client, names = with_prefix.client, with_prefix.names
    [hit, *_] = client.search(index=names.mentions)["hits"]["hits"]
    client.delete(index=hit["_index"], id=hit["_id"], refresh=True)
    told = fenghuo("library", "verify")
    assert told.code == 1
    assert hit["_id"] in told.out
    assert fenghuo("library", "rebuild").code == 0
    assert fenghuo("library", "verify", "--json").code == 0
    with_prefix.close()


def test_searching_is_answered_by_the_library_and_by_the_ledger_while_it_is_away(
    fenghuo: CommandLine, proxy: Proxy
) -> None:
    fenghuo("import", str(fenghuo.write("posts.jsonl", *scandal(5))))
    fenghuo("library", "sync")
    before = len(proxy.seen)
    there = fenghuo("search", "虫子", "--sort", "time", "--json")
    assert len(proxy.seen) > before
    proxy.down = True
    here = fenghuo("search", "虫子", "--sort", "time", "--json")
    assert len(here.rows) == 5
    assert [row["id"] for row in here.rows] == [row["id"] for row in there.rows]
    assert "资料库（Elasticsearch）暂不可用" in here.err
    assert there.err == ""


def test_without_a_library_the_commands_say_how_to_get_one(tmp_path: Path) -> None:
    command = CommandLine(tmp_path)
    command.configure("brands: [{name: 山茶茶饮}]\n")
    answer = command("library", "status")
    assert answer.code == 2
    assert "docs/library.md" in answer.err


def test_a_running_monitor_alerts_while_its_library_is_away_and_fills_it_afterwards(
    fenghuo: CommandLine, proxy: Proxy, tmp_path: Path
) -> None:
    proxy.down = True
    running = Running(tmp_path)
    try:
        assert running.push(*scandal(8))[0] == 202
        assert eventually(lambda: "发生了什么" in (tmp_path / "screen.txt").read_text(encoding="utf-8"))
        proxy.down = False
        assert fenghuo("library", "sync").code == 0
        assert status(fenghuo) == {"ledger": 8, "library": 8, "behind": 0}
        code, seconds = running.stop()
        assert code == 0
        assert seconds < 10
    finally:
        running.process.kill()
    assert fenghuo("library", "verify").code == 0
