"""What a card says about the statements of an incident."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from domain.incident import Incident
from domain.notice import StatementLine
from domain.statement import Approval, Statement
from playbooks.desk import Desk
from playbooks.facts import facts_of
from playbooks.statements import Standing, preview, standing
from playbooks.template import names
from playbooks.words import listed, role_name


def statement_lines(
    incident: Incident, approvals: Sequence[Approval], desk: Desk, now: datetime
) -> tuple[StatementLine, ...]:
    """Return what a card says about the statements that an incident may use, in the order they are needed."""
    there = {each.id: each for each in desk.handbook.statements if each.lang == desk.lang}
    offered = [there[id] for id in incident.statements if id in there]
    return tuple(_line(statement, approvals, facts_of(incident), desk, desk.today(now)) for statement in offered)


def waits_for(stands: Standing, desk: Desk) -> tuple[str, ...]:
    """Return each role that still has to approve, with the people who may: 法务（示例法务）."""
    said = []
    for role in stands.waits_for:
        able = [each.name for each in desk.people if role in each.roles and each.name not in stands.approvers]
        nobody = desk.say("无人可批", "nobody can")
        said.append(
            desk.say("{}（{}）", "{} ({})").format(role_name(role, desk.lang), listed(able, desk.lang) or nobody)
        )
    return tuple(said)


def _line(
    statement: Statement, approvals: Sequence[Approval], facts: Mapping[str, str], desk: Desk, today: date
) -> StatementLine:
    stands = standing(statement, approvals, today)
    return StatementLine(
        id=statement.id,
        title=statement.title,
        state=stands.state,
        approvers=stands.approvers,
        waits_for=waits_for(stands, desk),
        valid_until=stands.valid_until.isoformat() if stands.valid_until else "",
        preview=preview(statement, approvals, facts, today),
        missing=tuple(name for name in names(statement.body) if name not in facts),
    )
