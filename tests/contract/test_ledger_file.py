"""The ledger as a file: opening, refusing, migrating, copying, and finding what is wrong."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from domain.errors import LedgerError, NewerSchemaError
from index.ledger import open_ledger
from index.ledger.schema import APPLICATION_ID, STEPS, migrate
from index.ports import Ledger
from tests.unit.index.making import NOW, entry


def filled(path: Path) -> Ledger:
    ledger = open_ledger(path)
    with ledger.write() as transaction:
        transaction.mentions.append([entry(1, "有虫子", risks=["media"]), entry(2)], NOW)
    return ledger


def stored(ledger: Ledger) -> int:
    with ledger.read() as view:
        return len(view.mentions.find())


def test_what_was_committed_is_there_after_opening_again(tmp_path: Path) -> None:
    filled(tmp_path / "ledger.db").close()
    assert stored(open_ledger(tmp_path / "ledger.db")) == 2


def test_the_file_is_written_through_at_every_commit(tmp_path: Path) -> None:
    ledger = filled(tmp_path / "ledger.db")
    with ledger.write() as transaction:
        ask = transaction.progress._connection.execute  # type: ignore[attr-defined]
        settings = {
            name: ask(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "secure_delete")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}


def test_a_newer_ledger_is_refused_and_both_versions_are_named(tmp_path: Path) -> None:
    filled(tmp_path / "ledger.db").close()
    with sqlite3.connect(tmp_path / "ledger.db") as raw:
        raw.execute("PRAGMA user_version = 99")
    with pytest.raises(NewerSchemaError, match=f"version 99.*up to version {len(STEPS)}"):
        open_ledger(tmp_path / "ledger.db")


def test_another_programs_database_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE theirs (x)")
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="another program"):
        open_ledger(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"not a database at all, but a text of some length" * 40, b"SQLite format 3\0" + b"\xff" * 4080]
)
def test_a_file_that_is_no_database_is_named_with_what_to_do(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(content)
    with pytest.raises(LedgerError, match=r"ledger\.db.*\. .*(restore|move)"):
        open_ledger(path)


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="check that the folder exists"):
        open_ledger(tmp_path / "missing" / "ledger.db")


NEXT = ("ALTER TABLE progress ADD COLUMN note TEXT NOT NULL DEFAULT ''", "CREATE TABLE extra (x INTEGER)")


def test_an_older_ledger_is_copied_and_brought_to_the_newest_version(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    filled(path).close()
    raw = sqlite3.connect(path, isolation_level=None)
    migrate(raw, path, (*STEPS, NEXT))
    assert raw.execute("PRAGMA user_version").fetchone() == (len(STEPS) + 1,)
    assert raw.execute("SELECT count(*), (SELECT count(*) FROM extra) FROM mention").fetchone() == (2, 0)
    raw.close()
    assert stored(open_ledger(tmp_path / f"ledger.db.v{len(STEPS)}")) == 2


@pytest.mark.parametrize("broken_at", range(len(NEXT) + 1))
def test_a_migration_that_breaks_leaves_the_old_version(tmp_path: Path, broken_at: int) -> None:
    path = tmp_path / "ledger.db"
    filled(path).close()
    raw = sqlite3.connect(path, isolation_level=None)
    with pytest.raises(sqlite3.Error):
        migrate(raw, path, (*STEPS, (*NEXT[:broken_at], "NOT SQL", *NEXT[broken_at:])))
    raw.close()
    ledger = open_ledger(path)
    assert stored(ledger) == 2
    assert list(ledger.check()) == []


def test_a_new_file_is_marked_as_a_ledger_and_not_copied(tmp_path: Path) -> None:
    open_ledger(tmp_path / "ledger.db").close()
    raw = sqlite3.connect(tmp_path / "ledger.db")
    assert raw.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    raw.close()
    assert [file.name for file in tmp_path.iterdir()] == ["ledger.db"]


def test_a_backup_is_whole_while_work_goes_on(tmp_path: Path) -> None:
    ledger = filled(tmp_path / "ledger.db")
    with ledger.write() as transaction:
        transaction.mentions.append([entry(3)], NOW)
        ledger.backup(str(tmp_path / "copy.db"))
    copy = open_ledger(tmp_path / "copy.db")
    assert (stored(copy), stored(ledger)) == (2, 3)
    assert list(copy.check()) == []
    with pytest.raises(LedgerError, match="exists already"):
        ledger.backup(str(tmp_path / "copy.db"))


def test_a_reading_can_not_write(tmp_path: Path) -> None:
    ledger = filled(tmp_path / "ledger.db")
    with pytest.raises(LedgerError, match="a reading can't write"), ledger.read() as view:
        view.progress.put("a", "b")
    assert stored(ledger) == 2


def test_a_second_transaction_of_the_same_thread_is_told_to_use_the_first(tmp_path: Path) -> None:
    ledger = filled(tmp_path / "ledger.db")
    with ledger.write() as transaction:
        transaction.progress.put("a", "b")
        with pytest.raises(LedgerError, match="open in this thread"), ledger.write():
            pass
    with ledger.read() as view:
        assert view.progress.get("a") == "b"


def test_readings_are_snapshots_and_may_be_nested(tmp_path: Path) -> None:
    ledger = filled(tmp_path / "ledger.db")
    with ledger.read() as before:
        with ledger.write() as transaction:
            transaction.mentions.append([entry(3)], NOW)
            with ledger.read() as beside:
                assert len(beside.mentions.find()) == 2
        with ledger.read() as after:
            assert (len(before.mentions.find()), len(after.mentions.find())) == (2, 3)


def test_a_closed_ledger_says_so(tmp_path: Path) -> None:
    ledger = filled(tmp_path / "ledger.db")
    ledger.close()
    for open_block in (ledger.read, ledger.write):
        with pytest.raises(LedgerError, match="closed"), open_block():
            pass


DAMAGE: dict[str, str] = {
    "UPDATE measure SET mentions = mentions + 1": "measure",
    "DELETE FROM measure": "measure lacks",
    "INSERT INTO measure_risk SELECT topic, minute + 1, category, 1 FROM measure_risk": "measure_risk",
    "UPDATE hour SET mentions = 9": "hour",
    "UPDATE voices SET authors = x''": "authors and sources",
    "DELETE FROM mention_topic WHERE seq = 2": "places of mentions",
    "UPDATE mention_topic SET author = 5 WHERE seq = 2": "places of mentions",
    "DELETE FROM mention_words WHERE rowid = 1": "search index",
    "UPDATE mention_words SET words = 'x' WHERE rowid = 1": "search index",
    "UPDATE mention_words_content SET c0 = 'x' WHERE id = 1": "search index is damaged",
    'UPDATE mention SET sentiment = \'{"score":0.1,"tone":"negative","model":"x"}\'': "measure",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_wrong_is_found(tmp_path: Path, damage: str) -> None:
    ledger = filled(tmp_path / "ledger.db")
    assert list(ledger.check()) == []
    with ledger.write() as transaction:
        transaction.progress._connection.execute(damage)  # type: ignore[attr-defined]
    assert any(DAMAGE[damage] in told for told in ledger.check())


def overwritten(content: bytes) -> bytes:
    half = len(content) // 2
    return content[:half] + b"\x5a" * 4096 + content[half + 4096 :]


def truncated(content: bytes) -> bytes:
    return content[: len(content) // 2]


@pytest.mark.parametrize("damage", [overwritten, truncated])
def test_a_damaged_file_is_told_in_plain_words(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "ledger.db"
    filled(path).close()
    path.write_bytes(damage(path.read_bytes()))
    try:
        told = list(open_ledger(path).check())
    except LedgerError as error:
        told = [str(error)]
    assert told
    assert any("damaged" in each or "malformed" in each for each in told)
