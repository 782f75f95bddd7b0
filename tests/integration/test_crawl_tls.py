"""A site's certificate has to be valid: somebody in between could invent a scandal, or hide one."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.wire import Answer, Job, Limits, Outcome
from tests.certificates import Authority
from tests.integration.crawl_sites import Reply, Site, ask, working


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[tuple[Site, Path]]:
    authority, trusted, own = Authority(), tmp_path / "authority.pem", tmp_path / "site.pem"
    trusted.write_text(authority.pem, encoding="ascii")
    own.write_text("".join(authority.signed()), encoding="ascii")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own)
    site = Site(context=context)
    site.paths["/feed"] = Reply()
    yield site, trusted
    site.close()


def fetched(site: Site) -> Answer:
    with working(Limits(allow=["127.0.0.0/8"])) as worker:
        return ask(worker, Job("secure", f"{site.address}/feed"))["secure"]


def test_a_certificate_that_nobody_vouches_for_is_refused(secure: tuple[Site, Path]) -> None:
    answer = fetched(secure[0])
    assert (answer.outcome, secure[0].seen) == (Outcome.FAILED, [])
    assert "certificate" in answer.error


def test_an_authority_of_ones_own_can_be_trusted(secure: tuple[Site, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(secure[1]))
    assert fetched(secure[0]).outcome is Outcome.READ
