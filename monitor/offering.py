"""What ``fenghuo init`` finds for a brand: each ready source is tried once, by its name; those that answer are kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from config.offers import Offers, load_offers
from config.secret import SecretError
from config.sources import FeedSource, FileSource, JsonSource, PagesSource, SitemapSource, SpiderSource
from config.writing import Plain
from crawlers.client import fetch_all
from crawlers.collect import job_of
from crawlers.wire import Answer, Job, Limits, Outcome
from domain.source import SourceState
from monitor.language import say

SECONDS = 10.0
"""An offer that takes longer to answer is no help at three in the morning either."""


Searched = FeedSource | PagesSource | SitemapSource | JsonSource


@dataclass(frozen=True, slots=True)
class Kept:
    """Sources that answered, as they are to be written, and the sections of the configuration that go along."""

    sources: Sequence[Plain] = ()
    beside: Mapping[str, object] = field(default_factory=dict)


def try_offers(brand: str, file: Path | None, language: str, tell: Callable[[str], None]) -> Kept:
    """Fetch each offer once for a brand; ``tell`` hears of each what became of it."""
    offers = load_offers(file, language)
    offered = [each for each in offers.spec.sources if not isinstance(each, FileSource | SpiderSource)]
    jobs = [job for each in offered if (job := _job(each, brand, offers, tell))]
    if not jobs:
        return Kept()
    tell(say(f"正在试 {len(jobs)} 个现成的搜索与热榜……", f"Trying {len(jobs)} ready searches and hot lists …"))
    limits = Limits(allow=[str(each) for each in offers.spec.network.allow], seconds=SECONDS)
    answered = set()
    for answer in fetch_all(limits, jobs):
        tell(_line(answer))
        if answer.outcome is Outcome.READ:
            answered.add(answer.source)
    kept = [row for row in offers.written if row["name"] in answered]
    return Kept(kept, offers.beside if kept else {})


def _job(source: Searched, brand: str, offers: Offers, tell: Callable[[str], None]) -> Job | None:
    """Return the job of an offer, None without its token: what is asked for the brand stands for all its names."""
    base = offers.spec.rsshub.base if offers.spec.rsshub else ""
    url = next((each.url for each in source.spread([brand], base)), source.url)
    try:
        return job_of(source.model_copy(update={"url": url}), SourceState(source.name))
    except SecretError as error:
        tell(_line(Answer(source.name, Outcome.FAILED, str(error))))
        return None


def _line(answer: Answer) -> str:
    if answer.outcome is Outcome.READ:
        return say(f"  ✓ {answer.source}：{len(answer.rows)} 条", f"  ✓ {answer.source}: {len(answer.rows)} item(s)")
    return f"  ✗ {answer.source}{say('：', ': ')}{answer.error}"
