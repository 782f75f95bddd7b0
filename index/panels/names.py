"""What the fields of panels are called."""

from collections.abc import Mapping

from index.panels.panel import Field

FIELD_NAMES: Mapping[Field, tuple[str, str]] = {
    Field.BRAND: ("品牌", "Brand"),
    Field.TONE: ("情感", "Tone"),
    Field.EMOTION: ("情绪", "Emotion"),
    Field.SOURCE: ("来源", "Source"),
    Field.PLATFORM: ("平台", "Platform"),
    Field.KIND: ("类型", "Kind"),
    Field.REGION: ("地区", "Region"),
    Field.AUTHOR: ("作者", "Author"),
    Field.CATEGORY: ("风险类别", "Risk category"),
    Field.FAMILY: ("同文", "Copies of"),
    Field.LEVEL: ("等级", "Level"),
    Field.STATE: ("状态", "State"),
    Field.RULE: ("规则", "Rule"),
    Field.TERM: ("词", "Term"),
}
