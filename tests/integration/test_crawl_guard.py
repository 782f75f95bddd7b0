"""Canaries on loopback: no spelling of an address, no redirect and no robots.txt may lead the crawl worker to them."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.pool import child_environment
from crawlers.wire import HEARTBEAT, Answer, Job, Limits, Outcome
from tests.integration.crawl_sites import Answering, Reply, Site, ask, working

WRITTEN = """
127.0.0.1 127.0.0.1. 127.1 127.0.1 127.255.255.254 0.0.0.0 0 0x0 00 localhost LOCALHOST LocalHost. localhost.localdomain
ip6-localhost ip6-loopback 2130706433 02130706433 017700000001 0x7f000001 0x7F000001 0X7F000001 0x7f.0x0.0x0.0x1 0x7f.1
0177.0.0.1 0177.0.0.01 0177.0x0.0.1 00000177.0.0.1 127.000.000.001 127.0.0.0x1 127.0x000001 4294967295 0xffffffff
[::1] [0:0:0:0:0:0:0:1] [0000::0001] [::] [::127.0.0.1] [::7f00:1] [::ffff:127.0.0.1] [::ffff:7f00:1] [::FFFF:7F00:0001]
[0:0:0:0:0:ffff:127.0.0.1] [::ffff:0:127.0.0.1] [64:ff9b::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b:1::7f00:1]
[2002:7f00:1::] [2002:7f00:0001::1] [2001:0:4136:e378:8000:63bf:80ff:fffe] [fe80::1] [fe80::1%25lo] [fe80::1%lo]
[fc00::1] [fd00::1] [ff02::1]
１２７.０.０.１ ①②⑦.⓪.⓪.① 127。0。0。1 127．0．0．1 127｡0｡0｡1 ⓛⓞⓒⓐⓛⓗⓞⓢⓣ %31%32%37.0.0.1 127%2e0.0.1
user:word@127.0.0.1 user@127.0.0.1
127.0.0.1%23@example.invalid example.invalid@127.0.0.1 169.254.169.254 10.0.0.1 192.168.0.1 100.100.100.200 172.16.0.1
"""
SPELLINGS = WRITTEN.split()


class Canary:
    """Listens on a port of every loopback address, or of one, and notes who comes."""

    def __init__(self, host: str = "", port: int = 0) -> None:
        self.visits = 0
        if host:
            self._socket = socket.create_server((host, port))
        else:
            self._socket = socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True)
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.visits += 1
            connection.close()

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def canary() -> Iterator[Canary]:
    canary = Canary()
    yield canary
    canary.close()


def test_without_the_guard_many_spellings_would_reach_the_canary(canary: Canary) -> None:
    jobs = [Job(host, f"http://{host}:{canary.port}/feed") for host in SPELLINGS[:40]]
    with working(Limits(seconds=5.0, allow=["127.0.0.0/8", "0.0.0.0/8", "::1/128"])) as worker:
        ask(worker, *jobs)
    assert canary.visits > 20


def test_no_spelling_of_an_address_reaches_a_canary(canary: Canary) -> None:
    assert len(SPELLINGS) >= 60
    jobs = [Job(host, f"http://{host}:{canary.port}/feed") for host in SPELLINGS]
    with working(Limits(seconds=5.0)) as worker:
        answers = ask(worker, *jobs)
    assert {answer.outcome for answer in answers.values()} == {Outcome.FAILED}
    assert canary.visits == 0
    assert "not public" in answers["127.0.0.1"].error


@pytest.mark.skipif(sys.platform == "darwin", reason="only Linux answers on all of 127.0.0.0/8")
def test_no_redirect_and_no_robots_txt_leads_to_a_canary(canary: Canary) -> None:
    site, robots = Site("127.0.0.2"), Site("127.0.0.2")
    for number, host in enumerate(SPELLINGS):
        target = f"http://{host}:{canary.port}/feed".encode().decode("latin-1")
        site.paths[f"/{number}"] = Reply(b"", 302, {"Location": target})
    robots.paths |= {
        "/robots.txt": Reply(b"", 301, {"Location": f"http://127.0.0.1:{canary.port}/r"}),
        "/feed": Reply(),
    }
    jobs = [Job(host, f"{site.address}/{number}") for number, host in enumerate(SPELLINGS)]
    with working(Limits(seconds=5.0, allow=["127.0.0.2/32"])) as worker:
        answers = ask(worker, *jobs, Job("robots", f"{robots.address}/feed"))
    site.close()
    robots.close()
    assert {answer.outcome for answer in answers.values()} == {Outcome.FAILED}
    assert (len(site.asked), robots.asked, canary.visits) == (len(SPELLINGS), [], 0)


def leading_pages(targets: list[str]) -> dict[str, Answering]:
    """Return pages, sitemaps and lists that lead to these addresses."""
    quoted = [target.replace("&", "&amp;") for target in targets]
    html = {"Content-Type": "text/html; charset=utf-8"}

    def each(written: str, most: int = 1000) -> str:
        return "".join(written.format(target) for target in quoted[:most])

    return {
        "/list": Reply(each('<a class="l" href="{}">x</a>').encode(), headers=html),
        "/base": Reply(f'<base href="{targets[0]}"><a class="l" href="/inside">x</a>'.encode(), headers=html),
        "/map": Reply(f"<urlset>{each('<url><loc>{}</loc></url>')}</urlset>".encode()),
        "/index": Reply(f"<sitemapindex>{each('<sitemap><loc>{}</loc></sitemap>', 9)}</sitemapindex>".encode()),
        "/found": Reply(each('<link rel="alternate" type="application/rss+xml" href="{}">', 20).encode(), headers=html),
        **{
            f"/next{n}": Reply(json.dumps({"data": [{"text": "x"}], "next": target}).encode())
            for n, target in enumerate(targets)
        },
    }


@pytest.mark.skipif(sys.platform == "darwin", reason="only Linux answers on all of 127.0.0.0/8")
def test_nothing_that_a_page_a_list_or_a_spider_leads_to_reaches_a_canary(canary: Canary, tmp_path: Path) -> None:
    targets = [f"http://{host}:{canary.port}/x" for host in SPELLINGS]
    site = Site("127.0.0.2")
    site.paths |= leading_pages(targets)
    (tmp_path / "leading.py").write_text(LEADING.format(targets=targets), "utf-8")
    at, pages = site.address, {"link": "a.l", "item": {}}
    spider = {"class": "leading.Leading", "folder": str(tmp_path)}
    jobs = [
        Job("list", f"{at}/list", "pages", options=pages),
        Job("base", f"{at}/base", "pages", options=pages),
        Job("map", f"{at}/map", "sitemap", options={"item": {}}),
        Job("index", f"{at}/index", "sitemap", options={"item": {}}),
        Job("found", f"{at}/found", "discover"),
        Job("spider", "", "spider", options=spider),
        *(
            Job(f"next{n}", f"{at}/next{n}", "json", options={"items": "data", "next": "next", "pages": 2})
            for n in range(len(targets))
        ),
    ]
    with working(Limits(seconds=5.0, allow=["127.0.0.2/32"])) as worker:
        answers = ask(worker, *jobs)
    site.close()
    assert set(site.asked) >= {"/list", "/base", "/map", "/index", "/found", "/next0"}
    assert [name for name, answer in answers.items() if "not public" in answer.error] >= ["base", "index"]
    assert canary.visits == 0


LEADING = """
import scrapy

class Leading(scrapy.Spider):
    name = "leading"

    async def start(self):
        for url in {targets}:
            try:
                yield scrapy.Request(url)
            except ValueError:
                pass
"""

REBINDING = """
import itertools, socket, sys
turns = itertools.cycle(["127.0.0.2", "127.0.0.1"])
asked = socket.getaddrinfo

def changing(host, port, *rest, **more):
    return asked(next(turns) if host == "rebinding.example" else host, port, *rest, **more)

socket.getaddrinfo = changing
from crawlers.worker import main
main()
"""


@pytest.mark.skipif(sys.platform == "darwin", reason="only Linux answers on all of 127.0.0.0/8")
def test_a_name_that_is_bound_anew_between_two_questions_never_leads_to_a_canary() -> None:
    site = Site("127.0.0.2")
    port = int(site.address.rpartition(":")[2])
    canary = Canary("127.0.0.1", port)
    site.paths |= {path: Reply(headers={"Connection": "close"}) for path in ("/feed", "/robots.txt")}
    jobs = [Job(f"{n}", f"http://rebinding.example:{port}/feed") for n in range(12)]
    command = [
        sys.executable,
        "-P",
        "-c",
        REBINDING,
        Limits(seconds=5.0, allow=["127.0.0.2/32"], robots_retry_seconds=0.0).dump(),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=child_environment()) as process:
        assert process.stdin and process.stdout
        outcomes = []
        for job in jobs:
            process.stdin.write(job.dump())
            process.stdin.flush()
            line = next(line for line in process.stdout if line != HEARTBEAT)
            outcomes.append(Answer.load(line).outcome)
        process.stdin.close()
    site.close()
    canary.close()
    assert {Outcome.READ, Outcome.FAILED} == set(outcomes)
    assert len(site.asked) == outcomes.count(Outcome.READ)
    assert canary.visits == 0
