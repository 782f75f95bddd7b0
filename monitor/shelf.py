"""The statement library for the command line: where each text stands, approving, pulling."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from domain.change import Change
from domain.statement import Approval, Audience, Stage, Statement, StatementState
from index.ports import Transaction
from monitor.casebook import case_of, settle
from monitor.wiring import Monitor
from playbooks.lines import waits_for
from playbooks.statements import approve, pull, standing
from playbooks.template import names
from playbooks.words import role_name

STATES = {
    StatementState.DRAFT: ("草稿", "draft"),
    StatementState.HALF_APPROVED: ("待另一方批准", "half approved"),
    StatementState.APPROVED: ("已批准", "approved"),
    StatementState.EXPIRED: ("已过期", "expired"),
}
STAGES = {Stage.EARLY: ("前期", "early"), Stage.MIDDLE: ("中期", "middle"), Stage.LATE: ("后期", "late")}
AUDIENCES = {
    Audience.PUBLIC: ("公众", "public"),
    Audience.MEDIA: ("媒体", "media"),
    Audience.CUSTOMERS: ("客户", "customers"),
    Audience.REGULATORS: ("监管", "regulators"),
    Audience.STAFF: ("员工", "staff"),
    Audience.PARTNERS: ("合作方", "partners"),
}
Row = dict[str, object]


def statement_rows(monitor: Monitor) -> list[Row]:
    """Return the statements of the configured language with where each stands today."""
    desk = monitor.desk
    with monitor.ledger.read() as view:
        approvals = view.statements.approvals()
    here = [each for each in desk.handbook.statements if each.lang == desk.lang]
    return [_row(monitor, each, approvals) for each in here]


def _row(monitor: Monitor, statement: Statement, approvals: Sequence[Approval]) -> Row:
    desk = monitor.desk
    stands = standing(statement, approvals, desk.today(monitor.clock.now()))
    return {
        "id": statement.id,
        "title": statement.title,
        "stage": statement.stage,
        "stage_shown": desk.say(*STAGES[statement.stage]),
        "audience": statement.audience,
        "audience_shown": desk.say(*AUDIENCES[statement.audience]),
        "categories": statement.categories,
        "state": stands.state,
        "state_shown": desk.say(*STATES[stands.state]),
        "approvers": stands.approvers,
        "waits_shown": [role_name(role, desk.lang) for role in stands.waits_for],
        "waits_for": waits_for(stands, desk),
        "valid_until": stands.valid_until.isoformat() if stands.valid_until else "",
        "facts": names(statement.body),
        "file": statement.file,
    }


def statement_page(monitor: Monitor, id: str) -> str:
    """Return a statement's text with its placeholders, headed by where it stands; for reviewers, not for use."""
    desk = monitor.desk
    statement = desk.handbook.statement(id, desk.lang)
    with monitor.ledger.read() as view:
        approvals = view.statements.approvals(id)
    stands = standing(statement, approvals, desk.today(monitor.clock.now()))
    waiting = "、".join(waits_for(stands, desk))
    prompts = [f"  {{{{ {name} }}}}  {statement.prompts.get(name, '')}" for name in names(statement.body)]
    head = [
        f"{statement.id} · {statement.title}",
        desk.say("状态：", "State: ") + desk.say(*STATES[stands.state]) + (f"（{waiting}）" if waiting else ""),
        desk.say("语气：", "Tone: ") + statement.tone,
        desk.say(
            "【仅供审阅，不可直接发布；取用请用 statements pull】",
            "[For review only; pull gives the final text]",
        ),
    ]
    return "\n".join([*head, "", statement.body.strip(), "", *prompts])


def approve_statement(monitor: Monitor, id: str, who: str, role: str, valid_until: date | None) -> str:
    """Record an approval of the current text; return what it says and whose is still needed."""
    desk, now = monitor.desk, monitor.clock.now()
    statement = desk.handbook.statement(id, desk.lang)
    with monitor.ledger.write() as tx:
        approval = approve(statement, who, role, tx.statements.approvals(id), desk, now, valid_until)
        tx.statements.approve(approval)
        _show_on_cards(tx, monitor, id, now)
        stands = standing(statement, tx.statements.approvals(id), desk.today(now))
    waiting = "、".join(waits_for(stands, desk))
    done = desk.say(
        f"{who} 已批准“{id}”（文本 {approval.text_hash[:12]}），有效至 {approval.valid_until}。",
        f"{who} approved “{id}” (text {approval.text_hash[:12]}), valid until {approval.valid_until}.",
    )
    return done + (desk.say(f"还需{waiting}。", f" Still needed: {waiting}.") if waiting else "")


def _show_on_cards(tx: Transaction, monitor: Monitor, statement: str, now: datetime) -> None:
    """Bring up to date the cards of open incidents that offer a statement."""
    offered = [case for case in tx.incidents.find(open_only=True) if statement in case.statements]
    settle(tx, monitor, [Change(case, case, ()) for case in offered], now)


def pull_statement(monitor: Monitor, id: str, incident: int, who: str) -> str:
    """Return the final text for an incident and record its use, in one transaction."""
    desk, now = monitor.desk, monitor.clock.now()
    statement = desk.handbook.statement(id, desk.lang)
    with monitor.ledger.write() as tx:
        case = case_of(tx, incident)
        use, entry = pull(statement, tx.statements.approvals(id), case, who, desk, now)
        tx.statements.record_pull(use)
        settle(tx, monitor, [Change(case, replace(case), (entry,))], now)
    return use.filled
