"""Matters: which story line each repost family of a brand belongs to, kept behind the append by a cursor."""

import sqlite3
from collections.abc import Collection, Mapping, Sequence

from domain.matter import MatterAct, MatterSize, Placed
from domain.mention import StoredMention
from domain.topic import brand_topic
from index.ledger import audit
from index.ledger.documents import dump, load, write_json
from index.ledger.entries import COLUMNS, stored
from index.ledger.moments import from_us
from index.ledger.tally import next_changes
from index.ledger.topics import find_key

CATCH_UP = 20_000
"""So many of the newest mentions are placed in a ledger that never placed any."""

_PAGE = 2_000
_CURSOR = "matters"
_EACH_BRAND = (
    "each_brand(name) AS (SELECT min(brand) FROM family_matter UNION ALL "
    "SELECT (SELECT min(brand) FROM family_matter WHERE brand > name) FROM each_brand WHERE name IS NOT NULL)"
)
"""The brands there are, found by leaps through the index: the cost doesn't grow with the families."""

_COLUMNS = ", ".join(f"mention.{column.strip()}" for column in COLUMNS.split(","))


class Matters:
    """Keeps ``index.ports.Matters``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def of(self, brand: str, families: Collection[int]) -> Mapping[int, int]:
        """Return the matter of each of these families that was placed already."""
        rows = self._connection.execute(
            "SELECT family, matter FROM family_matter WHERE brand = ? AND family IN (SELECT value FROM json_each(?))",
            (brand, write_json(sorted(families))),
        )
        return dict(rows.fetchall())

    def unplaced(self, limit: int) -> tuple[Sequence[StoredMention], int]:
        """Return the first mentions of families that arrived since, oldest first, and up to which arrival that is."""
        after = self.through()
        rows = self._connection.execute(
            f"SELECT {COLUMNS} FROM mention WHERE seq > ? AND seq <= ? AND novel ORDER BY seq LIMIT ?",
            (after, after + _PAGE, limit),
        )
        found = [stored(row) for row in rows]
        return found, found[-1].seq if len(found) == limit else max(after, min(after + _PAGE, self._arrived()))

    def place(self, placed: Sequence[Placed], through: int) -> None:
        """Keep where families belong; all that arrived up to number ``through`` is done."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO family_matter VALUES (?, ?, ?, ?)",
            [(each.brand, each.family, each.matter, each.seq) for each in placed],
        )
        for brand in {each.brand for each in placed}:
            self._follow(brand, [each.family for each in placed if each.brand == brand])
        self._connection.execute("INSERT OR REPLACE INTO progress VALUES (?, ?)", (_CURSOR, str(through)))

    def through(self) -> int:
        """Return up to which arrival families were placed."""
        row = self._connection.execute("SELECT value FROM progress WHERE key = ?", (_CURSOR,)).fetchone()
        return int(row[0]) if row else max(0, self._arrived() - CATCH_UP)

    def _arrived(self) -> int:
        row = self._connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'mention'").fetchone()
        return int(row[0]) if row else 0

    def newest(self, brand: str, limit: int) -> Sequence[tuple[StoredMention, int]]:
        """Return the first mentions of the newest placed families still stored, with their matters, oldest first."""
        rows = self._connection.execute(
            f"SELECT {_COLUMNS}, matter FROM family_matter JOIN mention USING (seq) "
            "WHERE brand = ? ORDER BY family_matter.family DESC LIMIT ?",
            (brand, limit),
        ).fetchall()
        return [(stored(row[:-1]), row[-1]) for row in reversed(rows)]

    def sizes(self, brand: str, limit: int) -> Sequence[MatterSize]:
        """Return the matters of a brand whose families came last, newest first."""
        counted = (
            "SELECT matter, count(*) AS families, min(seq) AS first, min(event) AS since, max(event) AS last, "
            "max(seq) AS newest FROM family_matter JOIN mention USING (seq) WHERE brand = ? GROUP BY matter "
            "ORDER BY newest DESC LIMIT ?"
        )
        rows = self._connection.execute(
            f"SELECT matter, families, (SELECT id FROM mention WHERE seq = first), since, last FROM ({counted}) "
            "ORDER BY newest DESC",
            (brand, limit),
        )
        return [
            MatterSize(matter, families, first, from_us(since), from_us(last))
            for matter, families, first, since, last in rows
        ]

    def first_mentions(self, brand: str, matter: int, limit: int) -> Sequence[StoredMention]:
        """Return the first mention of each family of a matter, newest first."""
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM family_matter JOIN mention USING (seq) "
            "WHERE brand = ? AND matter = ? ORDER BY seq DESC LIMIT ?",
            (brand, matter, limit),
        )
        return [stored(row) for row in rows]

    def next_number(self) -> int:
        """Return a number that no matter has yet."""
        (highest,) = self._connection.execute(
            f"WITH RECURSIVE {_EACH_BRAND} SELECT max("
            "coalesce((SELECT max((SELECT max(matter) FROM family_matter WHERE brand = name)) FROM each_brand), 0), "
            "coalesce((SELECT max(json_extract(body, '$.into')) FROM matter_act), 0))"
        ).fetchone()
        return int(highest) + 1

    def record(self, act: MatterAct) -> None:
        """Carry out what a person decided, and keep it with its audit link."""
        families = write_json(list(act.families))
        self._connection.execute(
            "UPDATE family_matter SET matter = ? WHERE brand = ? AND matter = ? "
            "AND family IN (SELECT value FROM json_each(?))",
            (act.into, act.brand, act.matter, families),
        )
        self._follow(act.brand, act.families)
        body = dump(act)
        row = self._connection.execute("INSERT INTO matter_act (brand, body) VALUES (?, ?)", (act.brand, body))
        assert row.lastrowid is not None
        audit.record(self._connection, "matter_act", row.lastrowid, 0, [body])

    def _follow(self, brand: str, families: Collection[int]) -> None:
        """Note the change of all mentions of these families, as the library says which matter each belongs to."""
        rows = self._connection.execute(
            "SELECT DISTINCT seq FROM mention_topic WHERE topic = ? AND family IN (SELECT value FROM json_each(?)) "
            "ORDER BY seq",
            (find_key(self._connection, brand_topic(brand)), write_json(list(families))),
        ).fetchall()
        if rows:
            change = next_changes(self._connection, len(rows))
            self._connection.executemany(
                "UPDATE mention SET change = ? WHERE seq = ?",
                [(number, seq) for number, (seq,) in enumerate(rows, start=change - len(rows) + 1)],
            )

    def acts(self, brand: str = "") -> Sequence[MatterAct]:
        """Return what people did to matters, oldest first."""
        where, values = ("WHERE brand = ?", (brand,)) if brand else ("", ())
        rows = self._connection.execute(f"SELECT body FROM matter_act {where} ORDER BY id", values)
        return [load(MatterAct, body) for (body,) in rows]
