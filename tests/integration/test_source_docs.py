"""docs/sources.md: its examples are accepted, and its spider runs and keeps its contracts."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from config.load import loads
from config.sources import FetchedSource, FileSource, SpiderSource
from crawlers.collect import job_of
from crawlers.reading import Fetched
from crawlers.spiders import SpiderError, load_spider, read_spider
from crawlers.wire import Limits, Outcome
from domain.source import SourceState
from tests.integration.crawl_sites import Reply, Site, ask, working

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = (ROOT / "docs/sources.md").read_text(encoding="utf-8")
SPIDER = "".join(re.findall(r"```python\n(.*?)```", WRITTEN, re.DOTALL))
HTML = {"Content-Type": "text/html"}
LIST = '<a class="complaint" href="/1">一</a><a class="complaint" href="/2">二</a>'
PAGE = """<h1>饮料有异物</h1><time datetime="2024-03-16T10:00:00+08:00">今天</time><span class="by">示例用户</span>
<div class="said"><p>喝到一半发现异物。</p><p>商家不予理会。</p></div>"""


def examples() -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", WRITTEN, re.DOTALL)


@pytest.mark.parametrize("example", examples())
def test_every_example_is_accepted(example: str, tmp_path: Path) -> None:
    settings = loads(f"brands: [{{name: 山茶茶饮}}]\n{example}", tmp_path).settings
    assert len(settings.sources) == 1


def test_every_type_of_source_is_described() -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("sources*.md"))
    for each in (*get_args(FetchedSource), FileSource):
        (name,) = get_args(each.model_fields["type"].annotation)
        assert f"type: {name}" in pages


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    site.paths |= {
        "/latest": Reply(LIST.encode(), headers=HTML),
        "/1": Reply(PAGE.encode(), headers=HTML),
        "/2": Reply(PAGE.encode(), headers=HTML),
    }
    yield site
    site.close()


def installed(folder: Path, site: Site) -> Path:
    (folder / "complaints.py").write_text(SPIDER.replace("https://complaints.example.com", site.address), "utf-8")
    return folder


def test_the_example_spider_runs_under_the_worker_and_reads_each_page_once(site: Site, tmp_path: Path) -> None:
    given = {
        "name": "投诉",
        "type": "spider",
        "class": "complaints.ComplaintSpider",
        "folder": installed(tmp_path, site),
    }
    source = SpiderSource.model_validate(given)
    with working(Limits(allow=["127.0.0.0/8"], seconds=5.0)) as worker:
        (answer,) = ask(worker, job_of(source, SourceState("投诉"))).values()
        assert answer.outcome is Outcome.READ, answer.error
        told = SourceState("投诉", cursor=f'{{"seen":"{answer.cursor}"}}')
        (again,) = ask(worker, job_of(source, told)).values()
    assert [row["url"] for row in answer.rows] == [f"{site.address}/1", f"{site.address}/2"]
    assert answer.rows[0]["text"] == "喝到一半发现异物。\n商家不予理会。"
    assert (again.outcome, again.rows) == (Outcome.READ, [])
    assert site.asked == ["/latest", "/1", "/2", "/latest"]
    assert "/robots.txt" in [path for path, _ in site.seen]


def test_the_example_spider_keeps_its_contracts(site: Site, tmp_path: Path) -> None:
    installed(tmp_path, site)
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = checked\n", "utf-8")
    (tmp_path / "checked.py").write_text('SPIDER_MODULES = ["complaints"]\nTELNETCONSOLE_ENABLED = False\n', "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "check"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "Ran 3 contracts" in done.stderr


@pytest.mark.parametrize(
    ("name", "why"),
    [("nowhere.Spider", "can't be loaded"), ("json.JSONDecoder", "not a spider"), ("json.Nothing", "can't be loaded")],
)
def test_a_class_that_is_no_spider_is_a_failure_that_says_so(name: str, why: str) -> None:
    with pytest.raises(SpiderError, match=why):
        load_spider(name)


def test_a_spider_may_ask_for_pages_only(tmp_path: Path) -> None:
    body = "import scrapy\nclass Posting(scrapy.Spider):\n    name = 'p'\n    def parse(self, response):\n"
    body += "        yield scrapy.Request(response.url, method='POST', body='x')\n"
    (tmp_path / "posting.py").write_text(body, "utf-8")
    options = {"class": "posting.Posting", "folder": str(tmp_path)}
    with pytest.raises(SpiderError, match="other than GET"):
        read_spider(Fetched(b"<p>x</p>", "text/html", "http://example.com/", options))
