"""``fenghuo sources add``, OPML and ``init`` as their users type them, on loopback sites; canaries see nobody."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.integration.crawl_sites import FEED, Reply, Site
from tests.integration.test_crawl_guard import Canary, canary
from tests.unit.monitor.commands import CommandLine
from tests.unit.monitor.conftest import bare

__all__ = ["bare", "canary"]

HTML = {"Content-Type": "text/html; charset=utf-8"}
CONFIGURATION = """\
# 我的配置，不要动注释
network: {allow: [127.0.0.1/32]}
brands: [{name: 山茶茶饮, aliases: [山茶]}]
sources:
  - {name: 收件箱, type: file, path: inbox}   # 投递

# 结尾的注释
levels: four
"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>食品安全</title>
<entry><title>抽检结果</title><updated>2026-03-05T10:00:00Z</updated></entry></feed>"""
LIST = '{"data": [{"word": "山茶茶饮 异物", "hot": 3}]}'


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture
def fenghuo(bare: CommandLine) -> CommandLine:
    bare.configure(CONFIGURATION)
    return bare


def sources(folder: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = yaml.safe_load((folder / "fenghuo.yaml").read_text(encoding="utf-8"))["sources"]
    return found


def test_a_page_shows_its_feeds_and_the_first_is_written_with_all_comments_kept(
    fenghuo: CommandLine, site: Site
) -> None:
    page = '<link rel="alternate" type="application/atom+xml" href="/food.atom"><a href="/all/rss">RSS</a>'
    site.paths |= {"/": Reply(page.encode(), headers=HTML), "/food.atom": Reply(ATOM.encode()), "/all/rss": Reply(FEED)}
    added = fenghuo("sources", "add", f"{site.address}/", "--every", "10m", "--json")
    assert added.code == 0, added.err
    assert [(row["title"], row["items"], row["example"]) for row in added.rows] == [
        ("食品安全", 1, "抽检结果"),
        ("127.0.0.1", 1, "news"),
    ]
    written = (fenghuo.folder / "fenghuo.yaml").read_text(encoding="utf-8")
    new = f"  - {{name: 食品安全, type: feed, url: '{site.address}/food.atom', every: 10m}}\n"
    assert written == CONFIGURATION.replace("# 投递\n", f"# 投递\n{new}")
    assert fenghuo("crawl", "食品安全").code == 0


def test_a_site_that_declares_none_is_asked_at_the_usual_paths(fenghuo: CommandLine, site: Site) -> None:
    site.paths |= {"/a": Reply(b"<html><p>x</p></html>", headers=HTML), "/atom.xml": Reply(ATOM.encode())}
    shown = fenghuo("sources", "add", f"{site.address}/a", "--show", "--json")
    assert [row["url"] for row in shown.rows] == [f"{site.address}/atom.xml"]
    assert len(sources(fenghuo.folder)) == 1


def test_sitemaps_and_json_feeds_are_found_too_and_can_be_crawled(fenghuo: CommandLine, site: Site) -> None:
    item = '{"id": "1", "title": "山茶新品"}'
    told = f'{{"version": "https://jsonfeed.org/version/1.1", "title": "山茶站", "items": [{item}]}}'
    urls = "<urlset><url><loc>http://example.com/a</loc><lastmod>2026-01-01</lastmod></url></urlset>"
    site.paths |= {"/feed.json": Reply(told.encode()), "/sitemap.xml": Reply(urls.encode())}
    for path, kind in (("/feed.json", "json"), ("/sitemap.xml", "sitemap")):
        added = fenghuo("sources", "add", f"{site.address}{path}", "--json")
        assert [(row["type"], row["items"]) for row in added.rows] == [(kind, 1)]
    crawled = fenghuo("crawl", "山茶站", "--json")
    assert [row["stored"] for row in crawled.rows] == [1]


def test_an_address_with_a_gap_is_tried_by_the_first_name_and_written_with_the_gap(
    fenghuo: CommandLine, site: Site
) -> None:
    site.paths["/s?q=%E5%B1%B1%E8%8C%B6%E8%8C%B6%E9%A5%AE"] = Reply(ATOM.encode())
    added = fenghuo("sources", "add", f"{site.address}/s?q={{alias}}", "--name", "搜索")
    assert added.code == 0, added.err
    assert sources(fenghuo.folder)[1] == {"name": "搜索", "type": "feed", "url": f"{site.address}/s?q={{alias}}"}


def test_what_is_configured_already_is_not_added_again(fenghuo: CommandLine, site: Site) -> None:
    site.paths["/f"] = Reply(ATOM.encode())
    for _ in range(2):
        assert fenghuo("sources", "add", f"{site.address}/f").code == 0
    assert len(sources(fenghuo.folder)) == 2


def test_an_address_without_a_feed_says_so_and_nothing_is_written(fenghuo: CommandLine, site: Site) -> None:
    refused = fenghuo("sources", "add", f"{site.address}/nothing")
    assert refused.code == 1
    assert "404" in refused.err and "Traceback" not in refused.err
    assert (fenghuo.folder / "fenghuo.yaml").read_text(encoding="utf-8") == CONFIGURATION


def test_looking_for_feeds_reaches_no_address_that_is_not_allowed(
    fenghuo: CommandLine, site: Site, canary: Canary
) -> None:
    bad = [f"http://{host}:{canary.port}/feed" for host in ("127.0.0.2", "0x7f.2", "[::1]", "2130706434", "127.2")]
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="{url}">' for url in bad)
    site.paths |= {
        "/": Reply(links.encode(), headers=HTML),
        "/to": Reply(b"", 302, {"Location": bad[0]}),
        "/sitemap.xml": Reply(f"<sitemapindex><sitemap><loc>{bad[0]}</loc></sitemap></sitemapindex>".encode()),
    }
    for address in (f"{site.address}/", f"{site.address}/to", *bad):
        fenghuo("sources", "add", address, "--show")
    assert canary.visits == 0


def test_feeds_come_in_by_opml_and_go_out_by_it(fenghuo: CommandLine) -> None:
    feeds = "".join(f'<outline text="报{n}" type="rss" xmlUrl="https://n{n}.example.com/rss"/>' for n in (1, 2, 2))
    nested = f'<outline text="新闻"><outline text="地方">{feeds}</outline></outline><outline type="rss" text="坏"/>'
    (fenghuo.folder / "in.opml").write_bytes(f"<opml><body>{nested}</body></opml>".encode("gb18030"))
    done = fenghuo("sources", "import-opml", str(fenghuo.folder / "in.opml"), "--every", "15m")
    assert done.code == 0, done.err
    assert "新增 2 个，已有 1 个，不可用 1 个" in done.err and "坏" in done.err
    assert sources(fenghuo.folder)[1] == {
        "name": "报1",
        "type": "feed",
        "url": "https://n1.example.com/rss",
        "section": "新闻/地方",
        "every": "15m",
    }
    out = fenghuo("sources", "export-opml")
    assert out.out.count("xmlUrl=") == 2 and '<outline text="新闻" title="新闻">' in out.out
    assert "另有 1 个来源不是订阅" in out.err


def offers(folder: Path, site: Site) -> str:
    path = folder / "offers.yaml"
    path.write_text(
        f"""network: {{allow: [127.0.0.1/32]}}
sources:
  - {{name: 搜索, type: feed, url: "{site.address}/s?q={{alias}}", every: 10m}}
  - {{name: 热搜, type: json, url: "{site.address}/hot", kind: trend, items: data, fields: {{title: word, views: hot}}}}
  - {{name: 关门了, type: feed, url: "{site.address}/gone"}}
  - {{name: 要登录, type: json, url: "{site.address}/login", items: data}}
""",
        encoding="utf-8",
    )
    return str(path)


def test_init_tries_each_offer_once_for_the_brand_and_keeps_those_that_answer(bare: CommandLine, site: Site) -> None:
    site.paths |= {
        "/s?q=%E5%B1%B1%E8%8C%B6%E8%8C%B6%E9%A5%AE": Reply(ATOM.encode()),
        "/hot": Reply(LIST.encode()),
        "/login": Reply(b"<html>log in</html>", headers=HTML),
    }
    given = ("--brand", "山茶茶饮", "--alias", "山茶茶", "--industry", "food")
    done = bare("init", *given, "--offers", offers(bare.folder, site))
    assert done.code == 0, done.err
    assert "✓ 搜索：1 条" in done.err and "✗ 关门了" in done.err and "✗ 要登录" in done.err
    assert len(site.asked) == 4
    assert [each["name"] for each in sources(bare.folder)] == ["投递文件夹", "搜索", "热搜"]
    assert bare("check").code == 0
    crawled = bare("crawl", "热搜", "--json")
    assert [row["stored"] for row in crawled.rows] == [1]


def test_init_asks_nobody_where_it_is_told_not_to(bare: CommandLine, site: Site) -> None:
    given = ("--brand", "山茶茶饮", "--alias", "山茶茶", "--industry", "food")
    assert bare("init", *given, "--offers", offers(bare.folder, site), "--no-find").code == 0
    assert site.asked == []
    assert len(sources(bare.folder)) == 1


def test_offers_that_lead_inside_reach_nobody(bare: CommandLine, canary: Canary) -> None:
    path = bare.folder / "offers.yaml"
    path.write_text(f'sources: [{{name: a, type: feed, url: "http://127.0.0.1:{canary.port}/"}}]\n', encoding="utf-8")
    done = bare("init", "--brand", "甲乙茶饮", "--alias", "甲乙", "--industry", "food", "--offers", str(path))
    assert (done.code, canary.visits) == (0, 0)
    assert "✗ a" in done.err


@pytest.mark.parametrize("written", ["sources: [{name: a, type: fed}]", "sources: [", "surces: []"])
def test_a_list_of_offers_with_a_mistake_is_told_with_its_line(bare: CommandLine, written: str) -> None:
    path = bare.folder / "mine.yaml"
    path.write_text(written, encoding="utf-8")
    done = bare("init", "--brand", "甲乙茶饮", "--alias", "甲乙", "--industry", "food", "--offers", str(path))
    assert done.code == 2
    assert "mine.yaml:" in done.err
    assert not (bare.folder / "fenghuo.yaml").exists()


@pytest.mark.parametrize(
    "address", ["ftp://example.com/f", "https://me:secret@example.com/", "https://{alias}.cn/", "a b"]
)
def test_what_can_not_be_asked_is_told_in_one_sentence(fenghuo: CommandLine, address: str) -> None:
    refused = fenghuo("sources", "add", address)
    assert (refused.code, refused.out) == (2, "")
    assert "http" in refused.err and "Traceback" not in refused.err
    assert "secret" not in refused.err


def test_an_offer_without_its_token_is_told_and_left_out(bare: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ABSENT_TOKEN", raising=False)
    path = bare.folder / "offers.yaml"
    offer = '{name: 要令牌, type: json, url: "https://example.com/", token_env: ABSENT_TOKEN}'
    path.write_text(f"sources: [{offer}]\n", encoding="utf-8")
    done = bare("init", "--brand", "甲乙茶饮", "--alias", "甲乙", "--industry", "food", "--offers", str(path))
    assert done.code == 0, done.err
    assert "✗ 要令牌" in done.err and "ABSENT_TOKEN" in done.err
