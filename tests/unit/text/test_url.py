import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.url import canonical_url, site


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://News.Example.COM:80/A?b=2&a=1#top", "http://news.example.com/A?a=1&b=2"),
        ("https://example.com:443", "https://example.com/"),
        ("https://example.com:8443/x", "https://example.com:8443/x"),
        ("https://user:secret@example.com/x", "https://example.com/x"),
        (
            "https://example.com/x?utm_source=a&UTM_Medium=b&spm=1.2&from=singlemessage&share_token=t",
            "https://example.com/x",
        ),
        ("https://example.com/x?id=7&gclid=1&fbclid=2&scm=3&vd_source=4", "https://example.com/x?id=7"),
        (
            "https://例子.中国/新闻?题=虫 子",
            "https://xn--fsqu00a.xn--fiqs8s/%E6%96%B0%E9%97%BB?%E9%A2%98=%E8%99%AB%20%E5%AD%90",
        ),
        ("https://example.com/%e6%96%b0", "https://example.com/%E6%96%B0"),
        ("https://example.com/a%2fb?x=%2f", "https://example.com/a%2Fb?x=%2F"),
        ("https://example.com./x?&&a", "https://example.com/x?a"),
        ("http://[2001:DB8::1]:80/x", "http://[2001:db8::1]/x"),
        (
            "https://mp.weixin.qq.com/s?__biz=B&mid=1&idx=2&sn=f&chksm=c&scene=27&from=timeline",
            "https://mp.weixin.qq.com/s?__biz=B&idx=2&mid=1&sn=f",
        ),
        ("  https://example.com/x  ", "https://example.com/x"),
        ("ftp://example.com/", ""),
        ("javascript:alert(1)", ""),
        ("//example.com/x", ""),
        ("https:///x", ""),
        ("https://exa mple.com/", ""),
        ("https://example.com:99999/", ""),
        ("https://[::1/", ""),
        (f"https://{'a' * 70}例.com/", ""),
        ("不是网址", ""),
        ("", ""),
    ],
)
def test_one_page_has_one_address(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


def test_the_site_is_the_host_without_www() -> None:
    assert site("https://www.example.com/x") == "example.com"
    assert site("http://m.example.com:8080") == "m.example.com"
    assert site("mailto:a@example.com") == ""


@given(st.one_of(st.text(), st.text("ahtps:/?#[]@.%&=中 1\ud800").map(lambda rest: f"https://example.com{rest}")))
def test_any_text_has_an_address_that_is_its_own_canonical_form_or_none(url: str) -> None:
    canonical = canonical_url(url)
    assert canonical_url(canonical) == canonical
    assert canonical.isascii()
    assert not canonical or canonical.startswith(("http://", "https://"))


@given(st.text("abz019/:@!$'()*+,;~?.=&-_#%中", max_size=40))
def test_an_address_is_the_same_in_whatever_case_its_scheme_is_written(rest: str) -> None:
    assert canonical_url(f"https://example.com/{rest}") == canonical_url(f"HTTPS://example.com/{rest}")
