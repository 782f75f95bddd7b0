import pytest

from crawlers.feed_tree import MOST_ITEMS
from crawlers.feeds import FeedError, parse_feed

RSS = """<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel><title>c</title><link>http://example.com/</link>{}</channel></rss>"""
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><author><name>社方</name></author>{}</feed>'
URL = "http://example.com/feeds/all.xml"


def test_an_rss_item_is_read_in_all_its_parts() -> None:
    item = """<item><title>山茶 &amp;lt;b&amp;gt;茶饮&amp;lt;/b&amp;gt;</title><link>/a?id=1</link>
    <guid isPermaLink="false">g1</guid>
    <pubDate>Fri, 15 Mar 2024 08:30:00 +0800</pubDate><dc:creator>记者</dc:creator><description>摘要</description>
    <content:encoded><![CDATA[<p>喝出<b>异物</b></p><p>已道歉</p>]]></content:encoded><slash:comments>7</slash:comments></item>"""
    (read,) = parse_feed(RSS.format(item).encode(), url=URL).items
    assert (read.title, read.url, read.id, read.author) == ("山茶 茶饮", "http://example.com/a?id=1", "g1", "记者")
    assert (read.text, read.time, read.comments) == ("喝出异物\n已道歉", "Fri, 15 Mar 2024 08:30:00 +0800", "7")


def test_an_atom_entry_is_read_in_all_its_parts() -> None:
    entry = """<entry><title type="text">a &lt; b</title><id>urn:1</id><link rel="self" href="/self"/><link href="/a"/>
    <updated>2024-03-15T09:00:00Z</updated><published>2024-03-15T08:30:00Z</published>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>一</p><p>二</p></div></content></entry>"""
    (read,) = parse_feed(ATOM.format(entry).encode(), url=URL).items
    assert (read.title, read.url, read.author) == ("a < b", "http://example.com/a", "社方")
    assert (read.text, read.time) == ("一\n二", "2024-03-15T08:30:00Z")


def test_rss_1_keeps_its_items_beside_the_channel() -> None:
    rdf = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel/><item rdf:about="http://example.com/a"><title>t</title>
    <dc:date>2024-03-15</dc:date></item></rdf:RDF>"""
    (read,) = parse_feed(rdf.encode()).items
    assert (read.url, read.time) == ("http://example.com/a", "2024-03-15")


def test_a_guid_that_is_an_address_stands_in_for_a_missing_link() -> None:
    (read,) = parse_feed(RSS.format("<item><title>t</title><guid>http://example.com/9</guid></item>").encode()).items
    assert read.url == "http://example.com/9"


def test_a_name_is_taken_from_beside_a_mail_address() -> None:
    item = "<item><title>t</title><author>desk@example.com (编辑部)</author></item>"
    assert parse_feed(RSS.format(item).encode()).items[0].author == "编辑部"


@pytest.mark.parametrize(
    "broken",
    [
        RSS.format("<item><title>山茶&nbsp;茶饮</title><link>http://example.com/a</link></item>"),
        RSS.format("<item><title>山茶 茶饮</title><link>http://example.com/a</link>").replace("</channel></rss>", ""),
        RSS.format("<item><title>山茶\x0b 茶饮</title><link>http://example.com/a</link></item>"),
    ],
)
def test_a_feed_that_is_not_well_formed_is_read_all_the_same(broken: str) -> None:
    (read,) = parse_feed(broken.encode(), url=URL).items
    assert (read.title, read.url) == ("山茶 茶饮", "http://example.com/a")


@pytest.mark.parametrize("encoding", ["gbk", "big5", "utf-8"])
@pytest.mark.parametrize("declared", ['<?xml version="1.0" encoding="utf-8"?>', '<?xml version="1.0"?>', ""])
def test_titles_survive_a_wrong_declaration(encoding: str, declared: str) -> None:
    title = "山茶茶飲被投訴，公司道歉" if encoding == "big5" else "山茶茶饮被投诉，公司道歉"
    body = (declared + RSS.format(f"<item><title>{title}</title></item>")).encode(encoding)
    feed = parse_feed(body, "application/xml; charset=iso-8859-1")
    assert (feed.items[0].title, feed.sure) == (title, False)


def test_entities_of_a_document_type_are_never_resolved() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    body = bomb + RSS.format("<item><title>t</title><description>&b;</description></item>")
    assert "aaaa" not in parse_feed(body.encode()).items[0].text
    harmless = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://example.com/rss.dtd">'
    assert len(parse_feed((harmless + RSS.format("<item><title>t</title></item>")).encode()).items) == 1


def test_more_items_than_a_poll_may_have_are_counted() -> None:
    feed = parse_feed(RSS.format("<item><title>t</title></item>" * (MOST_ITEMS + 3)).encode())
    assert (len(feed.items), feed.dropped) == (MOST_ITEMS, 3)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "web page"),
        (b"plain words", "not a feed"),
        (b'{"version": 1}', "not a feed"),
        (b'<!DOCTYPE x [<!ENTITY a "<b>]">]><rss/>', "markup of its own"),
    ],
)
def test_what_is_no_feed_says_so(body: bytes, reason: str) -> None:
    with pytest.raises(FeedError, match=reason):
        parse_feed(body)
