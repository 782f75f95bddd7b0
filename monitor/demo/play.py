"""Plays the demo: a store of its own, loopback sites, a real monitor, and a summary at the end."""

import json
import os
import secrets
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml

from monitor.caselist import incident_rows
from monitor.cli.output import note
from monitor.demo.sites import FEED_SITES, PUSHED_SITE, DemoSites, Publication, Script, read_script
from monitor.language import LANGUAGE, say
from monitor.pagelink import page_link
from monitor.runner import Runner
from monitor.shelf import approve_statement
from monitor.wiring import Monitor, open_monitor

TOKEN_ENV = "FENGHUO_DEMO_INTAKE_TOKEN"
LEAD = timedelta(seconds=3)
AFTER = timedelta(seconds=12)
"""How long the demo goes on after the last post, so that its card is brought up to date."""
APPROVED = ("holding_food_safety", "script_food_safety")


def play(slack_channel: str, store: Path | None) -> None:
    """Play the scripted crisis on the real clock; everything it writes is in ``store``, or gone afterwards."""
    with _folder(store) as folder:
        script = read_script(datetime.now(UTC) + LEAD)
        sites = DemoSites(script, lambda: datetime.now(UTC))
        sites.start()
        os.environ[TOKEN_ENV] = secrets.token_urlsafe(24)
        (folder / "fenghuo.yaml").write_text(_configuration(script, sites, slack_channel), encoding="utf-8")
        note(_opening(script))
        try:
            with open_monitor(folder) as monitor:
                _approve(monitor)
                _watch(monitor, script)
                note(_closing(monitor, folder if store else None))
        finally:
            sites.close()


@contextmanager
def _folder(store: Path | None) -> Iterator[Path]:
    if store is not None:
        store.mkdir(parents=True, exist_ok=True)
        yield store
        return
    with tempfile.TemporaryDirectory(prefix="fenghuo-demo-") as folder:
        yield Path(folder)


def _configuration(script: Script, sites: DemoSites, slack_channel: str) -> str:
    channels: list[dict[str, str]] = [{"name": "screen", "type": "console"}]
    if slack_channel and os.environ.get("SLACK_BOT_TOKEN"):
        channels.append({"name": "duty", "type": "slack", "token_env": "SLACK_BOT_TOKEN", "channel": slack_channel})
    feeds = [
        {
            "name": script.sites[site]["name"],
            "type": "feed",
            "url": sites.feed_url(site),
            "every": "1s",
            "kind": script.sites[site]["kind"],
        }
        for site in FEED_SITES
    ]
    document = {
        "language": LANGUAGE,
        "industry": "food",
        "store": {"path": "data"},
        "network": {"allow": ["127.0.0.1/32"]},
        "brands": [{"name": script.brand, "aliases": ["山茶茶"], "exclude": ["山茶花", "山茶油"]}],
        "sources": feeds,
        "people": [
            {"name": "示例值班", "roles": ["pr", "spokesperson", "customer_service"], "substitute": "示例法务"},
            {"name": "示例法务", "roles": ["legal", "commander", "regulator_liaison"]},
            {"name": "示例品控", "roles": ["product", "tech"]},
            {"name": "示例总经理", "roles": ["management"]},
        ],
        "channels": channels,
        "intake": {"token_env": TOKEN_ENV},
        "web": {"listen": "127.0.0.1:0"},
    }
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False)


def _opening(script: Script) -> str:
    return say(
        f"演示：虚构品牌“{script.brand}”。本机上的两个订阅源和一个推送接口先发布平静的一天，随后爆出食品安全事件。\n"
        "采集、匹配、判读、预警和声明都与正式运行相同；约一分钟，Ctrl-C 可随时结束。",
        f"Demo: the invented brand “{script.brand}”. Two feeds and a pushing collector on this machine publish a calm\n"
        "day and then a food-safety scandal. Everything runs as it does in earnest; about a minute, Ctrl-C ends it.",
    )


def _approve(monitor: Monitor) -> None:
    """Approve two statements in the demo's own store, and say so."""
    for statement in APPROVED:
        approve_statement(monitor, statement, "示例法务", "legal", None)
        approve_statement(monitor, statement, "示例值班", "pr", None)
    listed = "、".join(APPROVED)
    note(
        say(
            f"演示以“示例法务”和“示例值班”的名义批准了声明 {listed}（只在演示的账本里）。",
            f"The demo approved {listed} as 示例法务 (legal) and 示例值班 (PR), in its own ledger only.",
        )
    )


def _watch(monitor: Monitor, script: Script) -> None:
    ended = threading.Event()
    with Runner(monitor).running() as runner:
        link = page_link(monitor, runner.page_port)
        note(say(f"看板（只能进一次）：{link}", f"The dashboard (lets in once): {link}"))
        pushing = threading.Thread(target=_push, args=(script, runner.web_port, ended), daemon=True)
        pushing.start()
        try:
            left = script.ends_at + AFTER - datetime.now(UTC)
            runner.wait(left.total_seconds())
        finally:
            ended.set()
            pushing.join()


def _push(script: Script, port: int, ended: threading.Event) -> None:
    """Push the posts of the social site as a partner's collector would, each at its time."""
    posts = [each for each in script.publications if each.site == PUSHED_SITE]
    past = [each for each in posts if each.at <= datetime.now(UTC)]
    _post(script, past, port)
    for each in posts[len(past) :]:
        if ended.wait(max(0.0, (each.at - datetime.now(UTC)).total_seconds())):
            return
        _post(script, [each], port)


def _post(script: Script, posts: list[Publication], port: int) -> None:
    site = script.sites[PUSHED_SITE]
    rows = [
        {
            "id": str(each.number),
            "time": each.at.isoformat(),
            "text": each.text,
            "author": each.author,
            "source": site["name"],
            "kind": site["kind"],
            "followers": each.followers,
            "views": each.views,
        }
        for each in posts
    ]
    body = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/intake",
        data=body,
        headers={"Authorization": f"Bearer {os.environ[TOKEN_ENV]}"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        answer.read()


def _closing(monitor: Monitor, kept: Path | None) -> str:
    incidents = incident_rows(monitor, open_only=False)
    told = "\n".join(
        f"  #{row['id']} {row['level_shown']} {row['brand']} {row['category_shown']} {row['steps']}"
        for row in incidents
    )
    where = say(
        f"数据留在 {kept}；可用 fenghuo --config {kept} incidents show 1 查看。" if kept else "演示数据已删除。",
        f"See it with fenghuo --config {kept} incidents show 1." if kept else "Its data is gone.",
    )
    return say(
        f"演示结束。事件：\n{told}\n{where}\n下一步：fenghuo init 为自己的品牌建立配置。",
        f"The demo is over. Incidents:\n{told}\n{where}\nNext: fenghuo init sets up your own brand.",
    )
