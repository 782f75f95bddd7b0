"""The fixed words of cards and rings, in Chinese and English."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.incident import IncidentState
from domain.statement import StatementState


@dataclass(frozen=True, slots=True)
class Words:
    """Everything a channel says in its own voice in one language; what is in braces is filled in."""

    happened: str
    why: str
    steps: str
    statements: str
    more: str
    drill: str
    repeated: str
    incident: str
    updated: str
    as_of: str
    details: str
    on_duty: str
    called: str
    blind: str
    others: str
    no_steps: str
    no_statements: str
    nobody: str
    due: str
    overdue: str
    done: str
    left: str
    use: str
    waits: str
    approved: str
    valid: str
    preview: str
    missing: str
    pull: str
    reach: str
    copies: str
    original: str
    colon: str
    comma: str
    units: tuple[str, str, str]
    states: Mapping[IncidentState, str]
    approvals: Mapping[StatementState, str]


ZH = Words(
    happened="发生了什么",
    why="为什么报警",
    steps="处置步骤",
    statements="可用声明",
    more="更多",
    drill="【演练】",
    repeated="【可能重复】",
    incident="事件 {number}",
    updated="已更新",
    as_of="截至 {time}",
    details="详情：fenghuo incidents show {number}",
    on_duty="值班",
    called="请处理",
    blind="看不到的来源",
    others="…另有 {count} 条",
    no_steps="没有匹配的预案，请总指挥先定负责人与时限。",
    no_statements="没有匹配的声明，对外回复前先找法务与公关。",
    nobody="无人担任，请指派",
    due="{time} 前",
    overdue="已逾期{span}（{time} 前应完成）",
    done="已完成",
    left="（还有 {span}）",
    use="用声明 {id}",
    waits="等 {roles} 批准",
    approved="批准人 {people}",
    valid="有效期至 {date}",
    preview="预览，不可直接发布",
    missing="待补 {facts}",
    pull="取用：fenghuo statements pull {id} --incident {number} --as 姓名",
    reach="约 {number}人看到",
    copies="相同内容 {count} 条",
    original="原文",
    colon="：",
    comma="、",
    units=("天", "小时", "分钟"),
    states={
        IncidentState.DETECTED: "待接手",
        IncidentState.ACKNOWLEDGED: "已接手",
        IncidentState.CONTAINED: "已控制",
        IncidentState.RESOLVED: "已解决，待验证",
        IncidentState.VERIFIED: "已验证关闭",
        IncidentState.REVIEWED: "已复盘",
        IncidentState.MERGED: "已并入其他事件",
    },
    approvals={
        StatementState.DRAFT: "草稿，不可用",
        StatementState.HALF_APPROVED: "只有一方批准，不可用",
        StatementState.APPROVED: "已批准",
        StatementState.EXPIRED: "已过期，不可用",
    },
)

EN = Words(
    happened="What happened",
    why="Why this alarm",
    steps="What to do",
    statements="What may be said",
    more="More",
    drill="[DRILL] ",
    repeated="[possibly repeated] ",
    incident="Incident {number}",
    updated="Updated",
    as_of="as of {time}",
    details="Details: fenghuo incidents show {number}",
    on_duty="On duty",
    called="Please act",
    blind="Sources we are blind on",
    others="…{count} more",
    no_steps="No playbook fits: the commander names owners and deadlines first.",
    no_statements="No statement fits: ask legal and PR before answering in public.",
    nobody="nobody yet, assign someone",
    due="by {time}",
    overdue="overdue{span} (was due by {time})",
    done="done",
    left=" ({span} left)",
    use="use statement {id}",
    waits="waits for {roles}",
    approved="approved by {people}",
    valid="valid until {date}",
    preview="Preview, not for publication",
    missing="missing {facts}",
    pull="To use it: fenghuo statements pull {id} --incident {number} --as NAME",
    reach="seen by about {number}",
    copies="{count} copies",
    original="original",
    colon=": ",
    comma=", ",
    units=("d", "h", "min"),
    states={
        IncidentState.DETECTED: "not taken on yet",
        IncidentState.ACKNOWLEDGED: "taken on",
        IncidentState.CONTAINED: "contained",
        IncidentState.RESOLVED: "resolved, to be verified",
        IncidentState.VERIFIED: "verified and closed",
        IncidentState.REVIEWED: "reviewed",
        IncidentState.MERGED: "merged into another incident",
    },
    approvals={
        StatementState.DRAFT: "draft, not usable",
        StatementState.HALF_APPROVED: "only half approved, not usable",
        StatementState.APPROVED: "approved",
        StatementState.EXPIRED: "expired, not usable",
    },
)


def words_of(lang: str) -> Words:
    """Return the words of a language; anything but English is answered in Chinese."""
    return EN if lang.startswith("en") else ZH
