"""Risk categories: what a crisis is about. Ids are shared by rules, playbooks, statements, events and panels."""

from types import MappingProxyType

NAMES = MappingProxyType(
    {
        "food_safety": ("食品安全", "Food safety"),
        "injury": ("人身伤害", "Personal injury"),
        "privacy": ("隐私与数据安全", "Privacy and data security"),
        "fraud": ("欺诈", "Fraud"),
        "counterfeit": ("假冒伪劣", "Counterfeit goods"),
        "finance_safety": ("资金安全", "Safety of funds"),
        "logistics": ("物流配送", "Logistics"),
        "refund": ("退款退费", "Refunds"),
        "quality": ("产品质量", "Product quality"),
        "service": ("服务态度", "Service"),
        "outage": ("系统故障", "Outage"),
        "discrimination": ("歧视冒犯", "Discrimination"),
        "misconduct": ("员工高管失德", "Misconduct of staff"),
        "regulator": ("监管介入", "Regulator steps in"),
        "media": ("媒体曝光", "Media exposure"),
        "lawsuit": ("诉讼", "Lawsuit"),
        "collective": ("群体投诉", "Mass complaint"),
        "boycott": ("抵制", "Boycott"),
        "rumour": ("谣言", "Rumour"),
        "other": ("其他", "Other"),
    }
)
"""Category id → (Chinese name, English name). A customer may add more in the configuration."""

COURSE = frozenset({"regulator", "media", "lawsuit", "collective", "boycott", "rumour"})
"""Categories that name the course of a crisis and not its cause: they join whatever is open of the brand."""

OTHER = "other"


def joins_anything(category: str) -> bool:
    """Say whether a signal of this category joins any open incident of its brand (design: incident identity)."""
    return category == OTHER or category in COURSE
