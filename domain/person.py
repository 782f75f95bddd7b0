"""People and the roles they fill in a task force."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """A role of the task force (应急小组) or of the duty rota."""

    COMMANDER = "commander"
    SPOKESPERSON = "spokesperson"
    PR = "pr"
    LEGAL = "legal"
    PRODUCT = "product"
    TECH = "tech"
    CUSTOMER_SERVICE = "customer_service"
    REGULATOR_LIAISON = "regulator_liaison"
    MANAGEMENT = "management"
    ANALYST = "analyst"


ROLE_NAMES: Mapping[Role, tuple[str, str]] = {
    Role.COMMANDER: ("总指挥", "Commander"),
    Role.SPOKESPERSON: ("发言人", "Spokesperson"),
    Role.PR: ("公关", "PR"),
    Role.LEGAL: ("法务", "Legal"),
    Role.PRODUCT: ("产品", "Product"),
    Role.TECH: ("技术", "Tech"),
    Role.CUSTOMER_SERVICE: ("客服", "Customer service"),
    Role.REGULATOR_LIAISON: ("监管联络", "Regulator liaison"),
    Role.MANAGEMENT: ("管理层", "Management"),
    Role.ANALYST: ("舆情分析师", "Analyst"),
}
"""Role → (Chinese name, English name)."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named in the configuration. ``chat`` maps a channel type (slack) to the person's id there.

    ``substitute`` is the name of another person; ``hours`` the local on-duty hours ("09:00", "21:00"), None = always.
    """

    name: str
    roles: tuple[Role, ...]
    substitute: str = ""
    chat: Mapping[str, str] = field(default_factory=dict)
    hours: tuple[str, str] | None = None
