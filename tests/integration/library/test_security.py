"""Over https with security on: the documented role is enough and no more; no trust is told without any secret."""

import time
from base64 import b64encode
from collections.abc import Iterator
from hashlib import pbkdf2_hmac
from pathlib import Path

import pytest
from elasticsearch import AuthenticationException

from config.library import ElasticsearchSpec
from domain.errors import LibraryAwayError, LibraryRefusedError
from index.library.cluster import Cluster
from index.library.leftovers import count
from index.library.projector import Projector
from index.library.trimming import drop_months
from index.panels.panel import Scope
from index.ports import Ask, Ledger
from index.search.of_elasticsearch import ElasticsearchLibrary
from tests.certificates import Authority
from tests.cluster.distribution import ImpossibleError
from tests.cluster.node import Node
from tests.integration.library.stocking import differences, level, raise_incident, stock
from tests.shared import ROOT, missing
from tests.unit.index.making import NOW

KEY_ENV = "FENGHUO_LIBRARY_KEY"
PASSWORD = "correct-horse-battery"
AUTHORITY = Authority()
USERS = {"fenghuo": "fenghuo_node", "reader": "fenghuo_reader", "stranger": "nothing"}
ROUNDS = 10_000


def roles() -> str:
    """The roles as docs/library.md gives them."""
    text = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
    return text.partition("```yaml roles.yml\n")[2].partition("```")[0] + "nothing:\n  cluster: []\n"


def hashed(password: str) -> str:
    """The password as the file of users keeps it."""
    salt = b"salt of thirty-two bytes exactly"
    key = pbkdf2_hmac("sha512", password.encode(), salt, ROUNDS, 32)
    return f"{{PBKDF2}}{ROUNDS}${b64encode(salt).decode()}${b64encode(key).decode()}"


@pytest.fixture(scope="module")
def guarded() -> Iterator[Node]:
    """A node of its own with security on and users in files, that speaks https only."""
    certificate, key = AUTHORITY.signed()
    files = {
        "roles.yml": roles(),
        "users": "".join(f"{user}:{hashed(PASSWORD)}\n" for user in USERS),
        "users_roles": "".join(f"{role}:{user}\n" for user, role in USERS.items()),
        "http.pem": certificate,
        "http.key": key,
    }
    settings = {
        "discovery.type": "single-node",
        "xpack.security.enabled": "true",
        "xpack.security.http.ssl.enabled": "true",
        "xpack.security.http.ssl.certificate": "http.pem",
        "xpack.security.http.ssl.key": "http.key",
        "xpack.security.transport.ssl.enabled": "false",
    }
    try:
        node = Node(name="guarded", settings=settings, files=files, trusted=AUTHORITY.pem).start()
    except ImpossibleError as problem:
        missing(str(problem))
    yield node
    node.close()


def ca_file(folder: Path, pem: str) -> Path:
    path = folder / "ca.pem"
    path.write_text(pem, encoding="ascii")
    return path


def as_user(
    guarded: Node, tmp_path: Path, user: str | None, password: str = PASSWORD, ca: str | None = AUTHORITY.pem
) -> Cluster:
    (tmp_path / "password").write_text(password, encoding="utf-8")
    named = {"user": user, "password_file": tmp_path / "password"} if user else {}
    trust = ca_file(tmp_path, ca) if ca else None
    return Cluster(ElasticsearchSpec(url=guarded.url, ca_file=trust, **named))  # type: ignore[arg-type]


def with_key(guarded: Node, tmp_path: Path) -> Cluster:
    """As whoever has the key in ``KEY_ENV``.

    The server of the tests can't create a key: its index of keys needs ``pattern_capture`` of analysis-common.
    """
    return Cluster(ElasticsearchSpec(url=guarded.url, ca_file=ca_file(tmp_path, AUTHORITY.pem), api_key_env=KEY_ENV))


def test_the_documented_role_is_enough_for_all_that_a_node_does(ledger: Ledger, guarded: Node, tmp_path: Path) -> None:
    ids = stock(ledger, 40)
    raise_incident(ledger, ids[:2])
    cluster = as_user(guarded, tmp_path, "fenghuo")
    projector = Projector(ledger, cluster, "north")
    level(projector)
    ledger.erase(ids[5:6], "示例法务", "本人要求", NOW)
    projector.begin_again(NOW)
    level(projector)
    assert count(cluster, projector.standing()) == 39
    assert differences(ledger, cluster, "north") == []
    assert drop_months(cluster, NOW, NOW - NOW.replace(month=2)) == []
    scope = Scope(NOW.replace(year=2020), NOW.replace(year=2030))
    reader = ElasticsearchLibrary(as_user(guarded, tmp_path, "reader"), "north")
    assert reader.count(Ask(scope)).number == 39
    failed = Projector(ledger, as_user(guarded, tmp_path, "reader"), "north").step(NOW).failure
    assert isinstance(failed, LibraryRefusedError)
    assert "the user reader" in str(failed)
    assert "docs/library.md" in str(failed)


@pytest.mark.parametrize(
    ("user", "password", "told"),
    [
        ("fenghuo", "wrong-password", "refuses the login"),
        (None, "", "refuses the login"),
        ("stranger", PASSWORD, "does not allow this to the user stranger"),
    ],
)
def test_who_may_not_is_told_so_and_no_secret_is_told(
    ledger: Ledger, guarded: Node, tmp_path: Path, user: str | None, password: str, told: str
) -> None:
    stock(ledger, 2)
    failed = Projector(ledger, as_user(guarded, tmp_path, user, password), "north").step(NOW).failure
    assert isinstance(failed, LibraryRefusedError)
    assert told in str(failed)
    assert not password or password not in str(failed)


@pytest.mark.parametrize(
    ("ca", "told"),
    [
        (None, "name the certificate of who signed it as ca_file"),
        (Authority("another").pem, "check ca_file"),
        ("not a certificate", "check ca_file"),
    ],
)
def test_a_server_whose_authority_is_not_trusted_is_told_nothing_and_the_setting_is_named(
    ledger: Ledger, guarded: Node, tmp_path: Path, ca: str | None, told: str
) -> None:
    stock(ledger, 2)
    failed = Projector(ledger, as_user(guarded, tmp_path, "fenghuo", ca=ca), "north").step(NOW).failure
    assert isinstance(failed, LibraryRefusedError)
    assert f"{told} {tmp_path / 'ca.pem'}" in str(failed) if ca else told in str(failed)
    assert guarded.url in str(failed)
    assert PASSWORD not in str(failed)


@pytest.mark.parametrize("wrong", [b64encode(b"nobody:nothing-known").decode(), "not-a-key-at-all"])
def test_an_api_key_that_the_server_does_not_know_is_refused_and_not_told(
    ledger: Ledger, guarded: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    monkeypatch.setenv(KEY_ENV, wrong)
    stock(ledger, 2)
    cluster = with_key(guarded, tmp_path)
    with pytest.raises(AuthenticationException, match="unable to"):  # a key came; "missing" is what it says to nobody
        cluster.client.info()
    failed = Projector(ledger, cluster, "keyed").step(NOW).failure
    assert isinstance(failed, LibraryRefusedError)
    assert "refuses the login: check user and password, or the API key" in str(failed)
    assert wrong not in str(failed)


def test_a_server_that_was_killed_and_started_again_goes_on_where_it_was(
    ledger: Ledger, guarded: Node, tmp_path: Path
) -> None:
    stock(ledger, 30)
    cluster = as_user(guarded, tmp_path, "fenghuo")
    projector = Projector(ledger, cluster, "killed")
    level(projector)
    guarded.kill()
    stock(ledger, 30, first=100)
    assert isinstance(projector.step(NOW).failure, LibraryAwayError)
    guarded.start()
    until = time.monotonic() + 180
    while not projector.step(NOW).level:
        assert time.monotonic() < until
        projector.hurry()
        guarded.pause(0.5)
    assert differences(ledger, cluster, "killed") == []
