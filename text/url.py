"""Web addresses: one canonical form for each page, so that one page has one id."""

import re
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|[0-9a-f:.]*:[0-9a-f:.]*")
_ESCAPE = re.compile("%[0-9A-Fa-f]{2}")
_PART = r"[\w/:@!$'()*+,;~?.-]*"
_PLAIN = re.compile(
    rf"(https?)://([a-z0-9][a-z0-9.-]*[a-z])(/[\w/:@!$&'()*+,;=~.-]*)?"
    rf"(?:\?({_PART}(?:={_PART})?(?:&{_PART}(?:={_PART})?)*))?(?:#[!-~]*)?",
    re.ASCII,
)
"""Addresses of which nothing has to be changed but which parameters there are: most."""

_PATH_SAFE = "/%:@!$&'()*+,;=~"
_QUERY_SAFE = "/%:@!$'()*+,;~?[]"
_TRACKING = re.compile(
    r"utm_.*|share_.*|sharer_.*|spm(_id_from)?|scm|from|s_from|from_source|isappinstalled|(fb|g|d|y|tw|msc)clid|igshid|"
    r"wbraid|gbraid|vd_source|plat_id|shareid|weibo_id|sudaref|refer_flag|ref_src|ref_url|xtor|cmpid|ncid|wfr|bd_vid|"
    r"buvid|unique_k|_openstat|mc_[ce]id|_hs(enc|mi)|pvid|trackid|tracking_.*",
    re.IGNORECASE,
)
_IDENTIFYING = {"mp.weixin.qq.com": frozenset({"__biz", "mid", "idx", "sn"})}
"""Hosts whose articles are told by these parameters alone; all others of theirs say how the reader came."""


def canonical_url(url: str) -> str:
    """Return the canonical form of an http(s) address, "" for anything else or one that can't be read.

    Scheme and host are lower case (IDN as xn--), without credentials, default port, fragment and tracking parameters;
    the other parameters are sorted, escapes are upper case and in UTF-8 where the address had none.
    """
    if plain := _PLAIN.fullmatch(url):
        scheme, host, path, written = plain.groups()
        query = "&".join(sorted(_kept(host, written))) if written else ""
        return f"{scheme}://{host}{path or '/'}" + (f"?{query}" if query else "")
    try:
        parts = urlsplit(url.strip())
        host, port = _host(parts.hostname or ""), parts.port
    except (ValueError, UnicodeError):
        return ""
    if parts.scheme not in _PORTS or not host:
        return ""
    address = host if port in (None, _PORTS[parts.scheme]) else f"{host}:{port}"
    query = "&".join(sorted(map(_escaped_parameter, _kept(host, parts.query))))
    return f"{parts.scheme}://{address}{_escaped(parts.path, _PATH_SAFE) or '/'}" + (f"?{query}" if query else "")


def site(url: str) -> str:
    """Return the host of an http(s) address without ``www.``, "" where there is none."""
    canonical = canonical_url(url)
    return (urlsplit(canonical).hostname or "").removeprefix("www.") if canonical else ""


def _host(host: str) -> str:
    """Return a host in lower-case ASCII, "" if it can't be one; an IPv6 address in its brackets."""
    bare = host.rstrip(".").lower()
    plain = bare if bare.isascii() else bare.encode("idna").decode()
    if not _HOST.fullmatch(plain):
        return ""
    return f"[{plain}]" if ":" in plain else plain


def _kept(host: str, query: str) -> Iterator[str]:
    """Yield the parameters that say which page it is."""
    identifying = _IDENTIFYING.get(host)
    for parameter in query.split("&"):
        name = parameter.partition("=")[0]
        if name in identifying if identifying else name and not _TRACKING.fullmatch(name):
            yield parameter


def _escaped_parameter(parameter: str) -> str:
    return "=".join(_escaped(part, _QUERY_SAFE) for part in parameter.split("=", 1))


def _escaped(part: str, safe: str) -> str:
    """Return a part with upper-case escapes and everything else that needs it escaped."""
    return quote(_ESCAPE.sub(lambda match: match.group().upper(), part), safe=safe, errors="replace")
