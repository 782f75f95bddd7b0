"""A small invented house for the tests of this room: its scale, people, plans and a calendar without week-ends."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.deadline import DeadlineKind
from domain.incident import Incident
from domain.level import Level, Scale
from domain.person import Person, Role
from domain.step import Playbook, StepSpec
from playbooks.casework import open_case
from playbooks.desk import Desk
from playbooks.handbook import Handbook

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 3, 16, 2, 0, tzinfo=UTC)
"""Monday, 10:00 in Shanghai."""
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

SCALE = Scale(
    "four",
    (
        Level("general", 1, "一般", "General", 24 * HOUR, 7, "客服", "customer service"),
        Level("important", 2, "重要", "Important", 8 * HOUR, 5, "业务", "business"),
        Level("urgent", 3, "紧急", "Urgent", 2 * HOUR, 3, "部门", "heads", 2 * HOUR, 24 * HOUR),
        Level("major", 4, "重大", "Major", 30 * MINUTE, 2, "管理层", "management", 2 * HOUR, 24 * HOUR),
    ),
)
PEOPLE = (
    Person("示例值班", (Role.PR, Role.SPOKESPERSON), substitute="示例替补", hours=("09:00", "21:00")),
    Person("示例替补", ()),
    Person("示例法务", (Role.LEGAL, Role.COMMANDER)),
    Person("示例客服", (Role.CUSTOMER_SERVICE,)),
    Person("示例产品", (Role.PRODUCT,)),
    Person("示例总经理", (Role.MANAGEMENT,)),
)


def step(id: str, role: Role = Role.PR, within: timedelta = HOUR, **more: object) -> StepSpec:
    return StepSpec(id, f"步骤 {id}", f"{id} 有记录", role, within, **more)  # type: ignore[arg-type]


FOOD = Playbook(
    "food_safety",
    "zh",
    "食品安全",
    ("food_safety",),
    (
        step("call_back", Role.CUSTOMER_SERVICE, settles=DeadlineKind.FIRST_RESPONSE, statement="apology"),
        step("secure_batch", Role.PRODUCT, 4 * HOUR),
        step("holding", settles=DeadlineKind.HOLDING, statement="holding"),
        step("convene", Role.COMMANDER, HOUR, top=1),
        step("answer", settles=DeadlineKind.ANSWER, statement="answer"),
    ),
    ("apology", "report"),
)
MEDIA = Playbook(
    "media",
    "zh",
    "媒体",
    ("media",),
    (
        step("desk", settles=DeadlineKind.FIRST_RESPONSE),
        step("questions", Role.SPOKESPERSON, 3 * HOUR),
    ),
    (),
)
OTHER = Playbook("other", "zh", "其他", ("other",), (step("look", settles=DeadlineKind.FIRST_RESPONSE),), ())


def days_after(start: datetime, days: int) -> datetime:
    return start + days * DAY


PLANS = (OTHER, MEDIA, FOOD)
ENGLISH = tuple(replace(playbook, lang="en") for playbook in PLANS)
DESK = Desk(Handbook((*PLANS, *ENGLISH), ()), SCALE, PEOPLE, SHANGHAI, days_after)


def incident(level: str = "important", category: str = "food_safety", **more: object) -> Incident:
    rank = SCALE.get(level).rank
    return Incident("山茶茶饮", category, level, rank, START, id=12, version=1, categories=(category,), **more)  # type: ignore[arg-type]


def opened(level: str = "important", category: str = "food_safety", desk: Desk = DESK) -> Incident:
    return open_case(incident(level, category), desk, START)


def at_level(case: Incident, level: str) -> Incident:
    return replace(case, level=level, rank=SCALE.get(level).rank)
