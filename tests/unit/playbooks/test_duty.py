from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.person import Person, Role
from playbooks.duty import chain, is_on_duty, on_duty, owner, unfilled_roles
from tests.unit.playbooks.house import FOOD, MEDIA, OTHER, PEOPLE, SHANGHAI, START

NIGHT = Person("夜班", (Role.PR,), hours=("21:00", "09:00"))


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-16T{clock}:00+08:00").astimezone(UTC)


def test_hours_are_read_in_the_zone_of_the_house() -> None:
    day = Person("日班", (Role.PR,), hours=("09:00", "21:00"))
    assert is_on_duty(day, at("09:00"), SHANGHAI)
    assert is_on_duty(day, at("20:59"), SHANGHAI)
    assert not is_on_duty(day, at("21:00"), SHANGHAI)
    assert not is_on_duty(day, at("08:59"), SHANGHAI)


def test_a_night_shift_runs_past_midnight() -> None:
    assert is_on_duty(NIGHT, at("23:30"), SHANGHAI)
    assert is_on_duty(NIGHT, at("03:00"), SHANGHAI)
    assert not is_on_duty(NIGHT, at("09:00"), SHANGHAI)


def test_hours_until_midnight_may_be_written_as_24() -> None:
    late = Person("晚班", (Role.PR,), hours=("18:00", "24:00"))
    assert is_on_duty(late, at("23:59"), SHANGHAI)
    assert not is_on_duty(late, at("00:00"), SHANGHAI)


@given(st.integers(0, 24 * 60 - 1), st.times(), st.times())
def test_a_day_shift_and_its_night_shift_share_the_day_without_gap_or_overlap(
    minute: int, one: object, two: object
) -> None:
    first, second = f"{one:%H:%M}", f"{two:%H:%M}"
    if first == second:
        return
    now = START + timedelta(minutes=minute)
    day, night = (Person("x", (), hours=hours) for hours in ((first, second), (second, first)))
    assert is_on_duty(day, now, SHANGHAI) != is_on_duty(night, now, SHANGHAI)


def test_off_duty_hands_the_role_to_the_substitute() -> None:
    assert owner(PEOPLE, Role.PR, at("10:00"), SHANGHAI) == "示例值班"
    assert owner(PEOPLE, Role.PR, at("03:00"), SHANGHAI) == "示例替补"


def test_somebody_else_of_the_role_on_duty_comes_before_a_substitute() -> None:
    assert owner((*PEOPLE, NIGHT), Role.PR, at("03:00"), SHANGHAI) == "夜班"


def test_substitutes_of_substitutes_are_asked_in_turn_and_a_circle_ends() -> None:
    hours = ("09:00", "10:00")
    people = (
        Person("甲", (Role.TECH,), substitute="乙", hours=hours),
        Person("乙", (), substitute="丙", hours=hours),
        Person("丙", (), substitute="甲"),
    )
    assert owner(people, Role.TECH, at("03:00"), SHANGHAI) == "丙"
    circle = (people[0], Person("乙", (), substitute="甲", hours=hours))
    assert owner(circle, Role.TECH, at("03:00"), SHANGHAI) == "甲"


def test_when_everybody_is_off_the_first_of_the_role_is_woken() -> None:
    alone = (Person("甲", (Role.TECH,), hours=("09:00", "18:00")),)
    assert owner(alone, Role.TECH, at("03:00"), SHANGHAI) == "甲"


def test_a_role_that_nobody_has_rings_nobody() -> None:
    assert owner(PEOPLE, Role.TECH, START, SHANGHAI) == ""
    assert on_duty(PEOPLE, [Role.TECH, Role.PR, Role.SPOKESPERSON], START, SHANGHAI) == ("示例值班",)


def test_the_escalation_chain_passes_over_roles_that_nobody_fills() -> None:
    assert chain(PEOPLE, (Role.PR, Role.TECH, Role.MANAGEMENT)) == (Role.PR, Role.MANAGEMENT)


def test_unfilled_roles_are_named_with_what_asks_for_them() -> None:
    people = tuple(person for person in PEOPLE if person.name not in ("示例产品", "示例总经理"))
    found = unfilled_roles((FOOD, MEDIA, OTHER), people, (Role.PR, Role.MANAGEMENT))
    assert found == {Role.PRODUCT: ("food_safety",), Role.MANAGEMENT: ("escalation",)}
