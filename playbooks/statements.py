"""Statements between draft and use: two people approve one exact text until a date, and only then can it be pulled."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import product

from domain.incident import EventKind, Incident, TimelineEntry
from domain.person import Role
from domain.statement import Approval, Pull, Statement, StatementState
from playbooks.desk import Desk
from playbooks.facts import facts_of
from playbooks.statement_files import text_hash
from playbooks.template import filled, names
from playbooks.words import listed, pick, role_name

SIGNING = (Role.LEGAL, Role.PR)
"""The roles that both have to approve, by two different people."""
USUAL_LIFE = timedelta(days=180)
LONGEST_LIFE = timedelta(days=366)
"""How long an approval holds where no date is given, and how long it may at most."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one exact text stands on one day: who approved it, which roles it waits for, the last day it is valid."""

    state: StatementState
    approvers: tuple[str, ...] = ()
    waits_for: tuple[Role, ...] = ()
    valid_until: date | None = None


def standing(statement: Statement, approvals: Iterable[Approval], today: date) -> Standing:
    """Return where a statement stands; approvals of any other text, a word apart, count for nothing.

    The text is hashed anew, so an edited one can't pass for what was approved. ``valid_until`` is inclusive.
    """
    exact = text_hash(statement.lang, statement.title, statement.body)
    given = [each for each in approvals if each.statement == statement.id and each.text_hash == exact]
    valid = [each for each in given if each.valid_until >= today]
    if best := max(_pairs(valid), key=_life, default=None):
        return Standing(StatementState.APPROVED, tuple(each.person for each in best), (), _life(best))
    approvers = tuple(dict.fromkeys(each.person for each in valid if each.role in SIGNING))
    waits_for = _lacking(valid)
    if lapsed := max(_pairs(given), key=_life, default=None):
        return Standing(StatementState.EXPIRED, approvers, waits_for, _life(lapsed))
    return Standing(StatementState.HALF_APPROVED if approvers else StatementState.DRAFT, approvers, waits_for)


def approve(
    statement: Statement,
    who: str,
    role: str,
    approvals: Iterable[Approval],
    desk: Desk,
    now: datetime,
    valid_until: date | None = None,
) -> Approval:
    """Return somebody's approval of this exact text, or refuse: both roles are needed, from two different people."""
    person, today = desk.person(who), desk.today(now)
    until = valid_until or today + USUAL_LIFE
    if role not in SIGNING:
        raise desk.refusal("请以 legal（法务）或 pr（公关）的身份批准。", "Approve as legal or as pr.")
    if role not in person.roles:
        held = listed([role_name(each, desk.lang) for each in person.roles], desk.lang)
        asked = role_name(Role(role), desk.lang)
        raise desk.refusal(
            f"{who} 的角色是{held or '（无）'}，不能以{asked}身份批准。",
            f"{who} fills {held or 'no role'} and can't approve as {asked}.",
        )
    _check_life(until, today, desk)
    _check_first(statement, who, role, approvals, until, desk, today)
    exact = text_hash(statement.lang, statement.title, statement.body)
    return Approval(statement.id, exact, role, who, now, until)


def preview(statement: Statement, approvals: Iterable[Approval], facts: Mapping[str, str], today: date) -> str:
    """Return an approved text for a card, marked as not for publication, "" for any text that is not approved."""
    if standing(statement, approvals, today).state is not StatementState.APPROVED:
        return ""
    lang = statement.lang
    head = pick(lang, "【不可直接发布】", "【NOT FOR PUBLICATION】")
    text = filled(statement.body, facts, lambda name: pick(lang, f"【待补：{name}】", f"【TO FILL: {name}】"))
    return f"{head}\n{text}"


def pull(
    statement: Statement, approvals: Iterable[Approval], incident: Incident, who: str, desk: Desk, now: datetime
) -> tuple[Pull, TimelineEntry]:
    """Return the final text for an incident as the record of its use; refuse while anything about it is open."""
    desk.person(who)
    stands = standing(statement, approvals, desk.today(now))
    if stands.state is not StatementState.APPROVED:
        raise desk.refusal(*_not_approved(statement, stands))
    facts = facts_of(incident)
    if missing := [name for name in names(statement.body) if name not in facts]:
        raise desk.refusal(
            f"声明“{statement.id}”还缺 {len(missing)} 项事实：{_asked(statement, missing, 'zh')}。"
            f"请用 fenghuo incidents fact {incident.id} 补齐。",
            f"The statement “{statement.id}” lacks {len(missing)} facts: {_asked(statement, missing, 'en')}. "
            f"Give them with fenghuo incidents fact {incident.id}.",
        )
    text = filled(statement.body, facts, str)
    exact = text_hash(statement.lang, statement.title, statement.body)
    use = Pull(statement.id, exact, incident.id, who, now, text, sha256(text.encode()).hexdigest())
    details = {"statement": statement.id, "lang": statement.lang, "text_hash": exact, "filled_hash": use.filled_hash}
    return use, TimelineEntry(EventKind.STATEMENT_PULLED, now, who, details=details)


def _pairs(approvals: Sequence[Approval]) -> Iterator[tuple[Approval, Approval]]:
    """Yield every pair of a legal and a PR approval by two different people."""
    legal, pr = ([each for each in approvals if each.role == role] for role in SIGNING)
    return ((one, other) for one, other in product(legal, pr) if one.person != other.person)


def _life(pair: tuple[Approval, Approval]) -> date:
    return min(each.valid_until for each in pair)


def _lacking(valid: Sequence[Approval]) -> tuple[Role, ...]:
    """Return the roles without a valid approval; where one person gave both, the later has to be another's."""
    lacking = tuple(role for role in SIGNING if all(each.role != role for each in valid))
    return lacking or SIGNING[-1:]


def _check_life(until: date, today: date, desk: Desk) -> None:
    if not today <= until <= today + LONGEST_LIFE:
        last = today + LONGEST_LIFE
        raise desk.refusal(
            f"有效期须在 {today} 与 {last} 之间（含两端）。",
            f"The date has to be from {today} to {last}, both included.",
        )


def _check_first(
    statement: Statement,
    who: str,
    role: str,
    approvals: Iterable[Approval],
    until: date,
    desk: Desk,
    today: date,
) -> None:
    """Refuse a person's second approval of the same text: in the other role, or for no longer than the first."""
    exact = text_hash(statement.lang, statement.title, statement.body)
    for each in approvals:
        if (each.statement, each.text_hash, each.person) != (statement.id, exact, who) or each.valid_until < today:
            continue
        if each.role != role:
            raise desk.refusal(
                f"{who} 已以另一身份批准此文本，法务与公关须由两个人分别批准。",
                f"{who} approved this text in the other role; legal and PR have to be two different people.",
            )
        if each.valid_until >= until:
            raise desk.refusal(
                f"{who} 已批准此文本至 {each.valid_until}；要延长请给更晚的日期。",
                f"{who} approved this text until {each.valid_until} already; to extend it give a later date.",
            )


def _not_approved(statement: Statement, stands: Standing) -> tuple[str, str]:
    zh, en = (listed([role_name(role, lang) for role in stands.waits_for], lang) for lang in ("zh", "en"))
    if stands.state is StatementState.EXPIRED:
        return (
            f"声明“{statement.id}”的批准已于 {stands.valid_until} 到期，须由{zh}重新批准。",
            f"The approval of “{statement.id}” ended on {stands.valid_until}; {en} has to approve it again.",
        )
    return (
        f"声明“{statement.id}”尚未批准（或批准后被改动），还需{zh}批准：fenghuo statements approve {statement.id}。",
        f"The statement “{statement.id}” is not approved, or was edited since; {en} has to approve it: "
        f"fenghuo statements approve {statement.id}.",
    )


def _asked(statement: Statement, missing: Sequence[str], lang: str) -> str:
    prompts = [(name, statement.prompts.get(name, "")) for name in missing]
    form = pick(lang, "{}（{}）", "{} ({})")
    return listed([form.format(name, prompt) if prompt else name for name, prompt in prompts], lang)
