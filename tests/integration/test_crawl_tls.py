"""A site's certificate has to be valid: somebody in between could invent a scandal, or hide one."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from crawlers.wire import Answer, Job, Limits, Outcome
from tests.integration.crawl_sites import Reply, Site, ask, working


def certificate(folder: Path) -> Path:
    """Write a certificate that signs itself for 127.0.0.1, its key behind it, and return the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "site.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(made.public_bytes(Encoding.PEM) + private)
    return path


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[tuple[Site, Path]]:
    written = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(written)
    site = Site(context=context)
    site.paths["/feed"] = Reply()
    yield site, written
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
