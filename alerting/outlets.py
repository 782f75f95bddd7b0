"""National outlets of mainland China: one of them reporting makes a matter national."""

from urllib.parse import urlsplit

from domain.mention import Mention

_NAMES = """
新华社 新华网 新华每日电讯 人民日报 人民网 央视新闻 央视网 中央电视台 央广网 中国之声 中国新闻网 中新社
中国新闻周刊 中国日报 光明日报 光明网 经济日报 中国经济网 工人日报 法治日报 法治网 中国青年报 中青在线
中国妇女报 农民日报 科技日报 中国消费者报 中国食品安全报 中国质量报 环球时报 环球网 中国网 南方周末 财新
财新网 第一财经 澎湃新闻 界面新闻 新京报 每日经济新闻 21世纪经济报道 经济观察报 中国经营报 三联生活周刊
"""

_HOSTS = """
xinhuanet.com news.cn people.com.cn people.cn cctv.com cctv.cn cnr.cn chinanews.com chinanews.com.cn inewsweek.cn
chinadaily.com.cn gmw.cn ce.cn workercn.cn legaldaily.com.cn cyol.com huanqiu.com china.com.cn infzm.com caixin.com
yicai.com thepaper.cn jiemian.com bjnews.com.cn nbd.com.cn 21jingji.com eeo.com.cn ccn.com.cn stdaily.com
"""

NAMES = frozenset(_NAMES.split())
"""Names by which their accounts and feeds are known."""

HOSTS = frozenset(_HOSTS.split())
"""Hosts of their sites; any host below one of them is theirs."""


def outlet_of(mention: Mention) -> str:
    """Return the national outlet that published a mention, by source, author or host of its address; "" if none did."""
    for name in (mention.source.strip(), mention.author.strip()):
        if name in NAMES:
            return name
    parts = _host(mention.url).split(".")
    hosts = (".".join(parts[start:]) for start in range(len(parts) - 1))
    return next((host for host in hosts if host in HOSTS), "")


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
