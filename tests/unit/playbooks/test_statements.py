from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import RefusedError
from domain.incident import EventKind
from domain.person import Person, Role
from domain.statement import Approval, Audience, Stage, Statement, StatementState
from playbooks.facts import set_fact
from playbooks.handbook import Handbook
from playbooks.lines import statement_lines
from playbooks.statement_files import text_hash
from playbooks.statements import Standing, approve, preview, pull, standing
from playbooks.template import names
from tests.unit.playbooks.house import DAY, DESK, PEOPLE, PLANS, START, opened

BODY = "在{{ 门店 }}，{{ 品牌 }}正在核实，{{ 下次更新时间 }}前再说。"
TODAY = date(2026, 3, 16)


def statement(body: str = BODY, id: str = "apology") -> Statement:
    return Statement(
        id=id,
        lang="zh",
        title="致歉",
        body=body,
        stage=Stage.EARLY,
        audience=Audience.PUBLIC,
        owner="pr",
        text_hash=text_hash("zh", "致歉", body),
        categories=(),
        facts=names(body),
        prompts={"门店": "哪家门店"},
    )


DESK_WITH = replace(DESK, handbook=Handbook(PLANS, (statement(),)))


def signed(role: str, who: str, until: date = TODAY, text: Statement | None = None) -> Approval:
    text = text or statement()
    return Approval(text.id, text.text_hash, role, who, START, until)


BOTH = (signed("legal", "示例法务"), signed("pr", "示例值班"))


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(RefusedError) as caught:
        act()
    return str(caught.value)


def test_a_shipped_text_is_a_draft_that_waits_for_both_roles() -> None:
    assert standing(statement(), (), TODAY) == Standing(StatementState.DRAFT, (), (Role.LEGAL, Role.PR))


def test_one_approval_is_half_of_it() -> None:
    assert standing(statement(), BOTH[:1], TODAY) == Standing(StatementState.HALF_APPROVED, ("示例法务",), (Role.PR,))


def test_two_people_in_both_roles_approve_until_the_earlier_of_their_dates() -> None:
    approvals = (signed("legal", "示例法务", TODAY + 9 * DAY), signed("pr", "示例值班", TODAY + 5 * DAY))
    stands = standing(statement(), approvals, TODAY)
    assert stands == Standing(StatementState.APPROVED, ("示例法务", "示例值班"), (), TODAY + 5 * DAY)


def test_the_last_day_is_included_and_the_next_is_not() -> None:
    assert standing(statement(), BOTH, TODAY).state is StatementState.APPROVED
    expired = standing(statement(), BOTH, TODAY + DAY)
    assert (expired.state, expired.waits_for) == (StatementState.EXPIRED, (Role.LEGAL, Role.PR))


def test_the_day_turns_at_midnight_in_the_zone_of_the_house() -> None:
    assert DESK.today(datetime(2026, 3, 16, 15, 59, tzinfo=UTC)) == TODAY
    assert DESK.today(datetime(2026, 3, 16, 16, 0, tzinfo=UTC)) == TODAY + DAY


def test_one_person_in_both_roles_is_not_two_people() -> None:
    stands = standing(statement(), (signed("legal", "示例法务"), signed("pr", "示例法务")), TODAY)
    assert (stands.state, stands.waits_for) == (StatementState.HALF_APPROVED, (Role.PR,))


def test_an_edit_voids_every_approval() -> None:
    edited = replace(statement(), body=BODY + "了")
    assert standing(edited, BOTH, TODAY).state is StatementState.DRAFT
    assert preview(edited, BOTH, {}, TODAY) == ""


def test_approving_needs_the_role_and_says_which_one_is_lacking() -> None:
    given = approve(statement(), "示例法务", "legal", (), DESK, START)
    assert (given.role, given.person, given.valid_until) == ("legal", "示例法务", TODAY + timedelta(days=180))
    assert given.text_hash == statement().text_hash
    assert "示例法务 的角色是法务、总指挥，不能以公关身份批准" in refused(
        lambda: approve(statement(), "示例法务", "pr", (), DESK, START)
    )
    assert "legal（法务）或 pr（公关）" in refused(lambda: approve(statement(), "示例法务", "boss", (), DESK, START))
    assert "没有“路人”" in refused(lambda: approve(statement(), "路人", "pr", (), DESK, START))


def test_the_same_person_can_not_approve_twice() -> None:
    both = Person("示例双职", (Role.LEGAL, Role.PR))
    desk = replace(DESK, people=(*PEOPLE, both))
    first = approve(statement(), "示例双职", "legal", (), desk, START)
    assert "法务与公关须由两个人" in refused(lambda: approve(statement(), "示例双职", "pr", [first], desk, START))
    assert "已批准此文本至" in refused(lambda: approve(statement(), "示例双职", "legal", [first], desk, START))


def test_an_approval_can_be_extended_by_a_later_date() -> None:
    first = approve(statement(), "示例法务", "legal", (), DESK, START, TODAY + DAY)
    assert (
        approve(statement(), "示例法务", "legal", [first], DESK, START, TODAY + 9 * DAY).valid_until == TODAY + 9 * DAY
    )


@pytest.mark.parametrize("until", [TODAY - DAY, TODAY + 400 * DAY])
def test_an_approval_ends_neither_in_the_past_nor_after_more_than_a_year(until: date) -> None:
    assert "有效期须在 2026-03-16 与 2027-03-17 之间" in refused(
        lambda: approve(statement(), "示例法务", "legal", (), DESK, START, until)
    )


def test_a_preview_marks_itself_and_what_is_missing() -> None:
    assert preview(statement(), BOTH, {"品牌": "山茶茶饮"}, TODAY) == (
        "【不可直接发布】\n在【待补：门店】，山茶茶饮正在核实，【待补：下次更新时间】前再说。"
    )


def test_an_english_preview_marks_itself_in_english() -> None:
    text = replace(statement("At {{ store }}."), lang="en")
    approvals = [signed("legal", "a"), signed("pr", "b")]
    approvals = [replace(each, text_hash=text_hash("en", text.title, text.body)) for each in approvals]
    assert preview(text, approvals, {}, TODAY) == "【NOT FOR PUBLICATION】\nAt 【TO FILL: store】."


def test_a_pull_is_refused_while_a_fact_is_missing_and_names_each() -> None:
    message = refused(lambda: pull(statement(), BOTH, opened(), "示例值班", DESK, START))
    assert "还缺 2 项事实：门店（哪家门店）、下次更新时间" in message and "fenghuo incidents fact 12" in message


def test_a_pull_gives_the_final_text_and_records_who_when_and_which() -> None:
    case = opened()
    for name, value in (("门店", "示例路店"), ("下次更新时间", "3月16日 18:00")):
        case = set_fact(case, "示例值班", name, value, DESK, START).incident
    use, entry = pull(statement(), BOTH, case, "示例值班", DESK, START)
    assert use.filled == "在示例路店，山茶茶饮正在核实，3月16日 18:00前再说。"
    assert (use.incident, use.person, use.at, use.text_hash) == (12, "示例值班", START, statement().text_hash)
    assert (entry.kind, entry.details["filled_hash"]) == (EventKind.STATEMENT_PULLED, use.filled_hash)


def test_a_draft_an_edited_and_an_expired_text_are_not_pulled() -> None:
    assert "还需法务、公关批准" in refused(lambda: pull(statement(), (), opened(), "示例值班", DESK, START))
    edited = replace(statement(), body=BODY + "了")
    assert "尚未批准（或批准后被改动）" in refused(lambda: pull(edited, BOTH, opened(), "示例值班", DESK, START))
    assert "已于 2026-03-16 到期" in refused(lambda: pull(statement(), BOTH, opened(), "示例值班", DESK, START + DAY))
    assert "没有“路人”" in refused(lambda: pull(statement(), BOTH, opened(), "路人", DESK, START))


def test_a_fact_is_text_and_never_read_as_a_template() -> None:
    text = statement("{{ 门店 }}")
    approvals = [signed("legal", "示例法务", text=text), signed("pr", "示例值班", text=text)]
    case = replace(opened(), fact_sheet={"门店": "{{ 品牌 }}"})
    assert pull(text, approvals, case, "示例值班", DESK, START)[0].filled == "{{ 品牌 }}"


def test_a_card_says_for_whom_a_draft_waits() -> None:
    (line,) = statement_lines(opened(), (), DESK_WITH, START)
    assert (line.id, line.state, line.preview) == ("apology", "draft", "")
    assert line.waits_for == ("法务（示例法务）", "公关（示例值班）")
    assert line.missing == ("门店", "下次更新时间")


def test_a_card_shows_an_approved_text_as_a_preview_with_its_approvers() -> None:
    (line,) = statement_lines(opened(), BOTH, DESK_WITH, START)
    assert line.preview.startswith("【不可直接发布】")
    assert (line.state, line.approvers, line.valid_until) == ("approved", ("示例法务", "示例值班"), "2026-03-16")


NAMES = ("示例法务", "示例值班", "示例客服")
TEXTS = st.sampled_from([BODY, BODY + " ", BODY.replace("核实", "核对")])
GIVEN = st.lists(
    st.builds(
        lambda role, who, days, body: signed(role, who, TODAY + days * DAY, statement(body)),
        st.sampled_from(["legal", "pr", "tech"]),
        st.sampled_from(NAMES),
        st.integers(-3, 3),
        TEXTS,
    ),
    max_size=6,
)


@settings(max_examples=300, deadline=None)
@given(GIVEN, TEXTS, st.integers(0, 3), st.booleans())
def test_no_path_gives_the_text_of_an_unapproved_expired_or_edited_template(
    approvals: list[Approval], body: str, days: int, forged: bool
) -> None:
    text = statement(body)
    text = replace(text, text_hash=statement().text_hash) if forged else text
    now, today = START + days * DAY, TODAY + days * DAY
    valid = {
        (each.role, each.person)
        for each in approvals
        if each.text_hash == text_hash("zh", "致歉", body) and each.valid_until >= today
    }
    allowed = any(one != other and {("legal", one), ("pr", other)} <= valid for one, other in product(NAMES, NAMES))
    case = replace(opened(), fact_sheet={"门店": "一店", "下次更新时间": "18:00"})
    desk = replace(DESK, handbook=Handbook(PLANS, (text,)))
    (line,) = statement_lines(case, approvals, desk, now)
    assert bool(line.preview) == bool(preview(text, approvals, case.fact_sheet, today)) == allowed
    if allowed:
        assert pull(text, approvals, case, "示例值班", desk, now)[0].filled
    else:
        refused(lambda: pull(text, approvals, case, "示例值班", desk, now))
