"""The crawl worker, ``python -m crawlers.worker LIMITS``: one long-lived process for all that is fetched.

Its settings live here and not in the spider, where Scrapy would silently ignore some of them. Nothing durable is in
this process: killed at any moment, it is started anew and asked again.
"""

import logging
import os
import sys
from collections.abc import Mapping

from crawlers.wire import Limits

_HANDLER = "crawlers.downloading.DeadlineHandler"
_FIXED: Mapping[str, object] = {
    "DEFAULT_REQUEST_HEADERS": {
        "Accept": "application/atom+xml,application/rss+xml,application/xml;q=0.9,text/html;q=0.8,*/*;q=0.5",
        "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
    },
    "CONCURRENT_REQUESTS": 0,
    "DOWNLOAD_DELAY": 0,
    "DOWNLOAD_WARNSIZE": 0,
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "DOWNLOAD_HANDLERS": {"http": _HANDLER, "https": _HANDLER, "file": None, "data": None, "ftp": None, "s3": None},
    "DOWNLOADER_MIDDLEWARES": {
        "crawlers.robots.RobotsMiddleware": 100,
        "crawlers.resolver.RefusalMiddleware": 610,
    },
    "ROBOTSTXT_OBEY": False,  # by the middleware above, whose knowledge grows old
    "REFERER_ENABLED": False,
    "METAREFRESH_ENABLED": False,
    "RETRY_ENABLED": False,
    "COOKIES_ENABLED": False,
    "HTTPPROXY_ENABLED": False,
    "HTTPCACHE_ENABLED": False,
    "EXTENSIONS_BASE": {},
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "LOG_LEVEL": "CRITICAL",
}
"""Polite, and without every service that Scrapy opens by default. Failures are told in answers, not in a log."""


def scrapy_settings(limits: Limits) -> Mapping[str, object]:
    """Return the settings of the process."""
    from scrapy.settings import default_settings

    resolver = "TWISTED_DNS_RESOLVER" if hasattr(default_settings, "TWISTED_DNS_RESOLVER") else "DNS_RESOLVER"
    return {
        **_FIXED,
        resolver: "crawlers.resolver.GuardedResolver",
        "FENGHUO_ALLOW": list(limits.allow),
        "FENGHUO_ROBOTS_SECONDS": limits.robots_seconds,
        "FENGHUO_ROBOTS_RETRY_SECONDS": limits.robots_retry_seconds,
        "USER_AGENT": limits.user_agent,
        "FENGHUO_PER_HOST": limits.per_host,
        "CONCURRENT_REQUESTS_PER_DOMAIN": limits.at_once,  # by the handler, for each hop anew
        "DOWNLOAD_TIMEOUT": limits.seconds,
        "DOWNLOAD_MAXSIZE": limits.body_bytes,
        "REDIRECT_MAX_TIMES": limits.redirects,
    }


def main() -> None:
    """Serve jobs from standard input until it closes; standard output carries answers and nothing else."""
    limits = Limits.load(sys.argv[1])
    source, sink = os.fdopen(os.dup(0), "rb", buffering=0), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)

    from scrapy.crawler import AsyncCrawlerProcess

    process = AsyncCrawlerProcess(dict(scrapy_settings(limits)))

    from crawlers.spider import FetchSpider

    process.crawl(FetchSpider, limits=limits, source=source, sink=sink)
    process.start(install_signal_handlers=False)


if __name__ == "__main__":
    main()
