"""A search feed with ``{alias}``: each name is asked for, each row fails alone, and one text is one mention."""

import json
from pathlib import Path

from domain.clock import SystemClock
from monitor.collecting import collect_once
from monitor.searching import source_rows
from monitor.wiring import open_monitor
from tests.integration.crawl_sites import Reply, Site

ITEM = "<item><title>山茶茶饮出新品</title><link>http://example.com/1</link></item>"
FEED = f'<rss version="2.0"><channel>{ITEM}</channel></rss>'.encode()


def test_a_search_feed_is_asked_for_each_name_and_its_mentions_bear_the_configured_name(tmp_path: Path) -> None:
    site = Site()
    site.paths |= {
        "/s?q=%E5%B1%B1%E8%8C%B6%E8%8C%B6%E9%A5%AE": Reply(FEED),
        "/s?q=%E5%B1%B1%E8%8C%B6%E8%8C%B6": Reply(FEED),
        "/s?q=Shancha": Reply(b"", 503),
    }
    document = {
        "network": {"allow": ["127.0.0.1/32"]},
        "brands": [{"name": "山茶茶饮", "aliases": ["山茶茶", "Shancha"]}],
        "sources": [{"name": "搜索", "type": "feed", "url": f"{site.address}/s?q={{alias}}"}],
    }
    (tmp_path / "fenghuo.yaml").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    with open_monitor(tmp_path, SystemClock()) as monitor:
        told = {row["source"]: row for row in collect_once(monitor, ["搜索"])}
        with monitor.ledger.read() as view:
            stored = [each.mention for each in view.mentions.find()]
        failures = {row["name"]: row["failures"] for row in source_rows(monitor)}
    site.close()
    assert sorted(site.asked) == sorted(site.paths)
    assert [(each.title, each.source) for each in stored] == [("山茶茶饮出新品", "搜索")]
    assert failures == {"搜索 · 山茶茶饮": 0, "搜索 · 山茶茶": 0, "搜索 · Shancha": 1}
    assert "503" in str(told["搜索 · Shancha"]["error"])
