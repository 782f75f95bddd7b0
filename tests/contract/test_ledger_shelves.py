"""Small nouns: sources, quarantine, statements, progress."""

from dataclasses import replace
from datetime import date

from domain.clock import HOUR
from domain.mention import Rejected
from domain.source import SourceState
from domain.statement import Approval, Pull
from index.ports import Ledger
from tests.unit.index.making import NOW


def test_a_source_is_fresh_until_it_was_polled(ledger: Ledger) -> None:
    state = SourceState(
        "食品新闻", etag='"x"', next_due=NOW + HOUR, last_ok=NOW, failures=2, cursor='{"line":3}', items=9
    )
    with ledger.write() as transaction:
        assert transaction.sources.get("食品新闻") == SourceState("食品新闻")
        transaction.sources.put(state)
        transaction.sources.put(SourceState("另一个"))
        transaction.sources.put(replace(state, failures=0))
        assert transaction.sources.get("食品新闻") == replace(state, failures=0)
        assert {each.name for each in transaction.sources.all()} == {"食品新闻", "另一个"}


def test_a_row_in_quarantine_is_kept_once_until_it_is_dropped(ledger: Ledger) -> None:
    bad = Rejected("a.jsonl", 3, "time", "不是时间", '{"time": "\ud800"}')
    with ledger.write() as transaction:
        quarantine = transaction.quarantine
        quarantine.put([bad, bad, replace(bad, line=4)], NOW)
        quarantine.put([bad], NOW + HOUR)
        first, second = quarantine.find()
        assert (first.row, first.at, second.row.line) == (bad, NOW, 4)
        assert quarantine.find(after=first.id) == [second]
        assert quarantine.find(limit=1) == [first]
        assert quarantine.drop([first.id, 99]) == 1
        assert quarantine.count() == 1


def test_approvals_and_uses_are_kept_with_an_audit_link_each(ledger: Ledger) -> None:
    approval = Approval("holding", "abc", "legal", "示例法务", NOW, date(2026, 12, 31))
    pull = Pull("holding", "abc", 3, "示例值班", NOW, "全文", "def")
    with ledger.write() as transaction:
        statements = transaction.statements
        statements.approve(approval)
        statements.approve(replace(approval, role="pr", person="示例值班"))
        statements.approve(replace(approval, statement="other"))
        statements.record_pull(pull)
        assert [each.role for each in statements.approvals("holding")] == ["pr", "legal"]
        assert len(statements.approvals()) == 3
        assert statements.pulls() == statements.pulls(incident=3) == [pull]
        assert statements.pulls(incident=4) == []
        assert transaction.incidents.verify_audit() == 4


def test_progress_is_a_value_by_key(ledger: Ledger) -> None:
    with ledger.write() as transaction:
        transaction.progress.put("import:a", "10")
        transaction.progress.put("import:a", "20")
        assert transaction.progress.get("import:a") == "20"
        transaction.progress.put("import:a", "")
        assert transaction.progress.get("import:a") == ""
