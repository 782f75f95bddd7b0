"""The words that the linter stops at, in both languages, with what to write instead."""

import re
from collections.abc import Mapping
from enum import StrEnum


class LintKind(StrEnum):
    """What a reviewer stops at."""

    REFUSAL = "refusal"
    BLAME = "blame"
    PROMISE = "promise"
    SUPERLATIVE = "superlative"
    JARGON = "jargon"
    ADMISSION = "admission"
    PERSONAL_DATA = "personal_data"
    UNFILLED = "unfilled"
    CONTRADICTION = "contradiction"
    NO_CONTACT = "no_contact"
    NO_NEXT_UPDATE = "no_next_update"


ADVICE: Mapping[LintKind, tuple[str, str]] = {
    LintKind.REFUSAL: ("生硬拒绝：改说能做什么、何时做", "a flat refusal: say what can be done, and when"),
    LintKind.BLAME: ("指责顾客：只说事实与我们的做法", "blames the customer: keep to facts and to what we do"),
    LintKind.PROMISE: (
        "承诺没有时间：写明日期，或只说正在做的事",
        "a promise without a date: give one, or say what is being done",
    ),
    LintKind.SUPERLATIVE: ("绝对化用语：改为可核实的说法", "a superlative: say what can be checked"),
    LintKind.JARGON: ("内部行话：改为顾客听得懂的话", "jargon: use words that customers use"),
    LintKind.ADMISSION: ("结论早于事实：查明前只说已知情况", "goes beyond known facts: say only what is known so far"),
    LintKind.PERSONAL_DATA: ("含个人信息：删去或改用占位符", "personal data: remove it or use a placeholder"),
    LintKind.UNFILLED: ("还有未填的占位符", "a placeholder is not filled in"),
    LintKind.CONTRADICTION: ("数字与事实表不一致", "a number that contradicts the fact sheet"),
    LintKind.NO_CONTACT: ("没有联系方式：加入联系电话等占位符", "no contact: add a placeholder such as contact"),
    LintKind.NO_NEXT_UPDATE: (
        "没有下次更新时间：加入该占位符",
        "no time of the next update: add a placeholder such as next_update",
    ),
}
"""Kind → (Chinese, English)."""


def _any(*parts: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile("|".join(parts), flags)


def _words(*parts: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(parts)})\b", re.IGNORECASE)


CHINESE: Mapping[LintKind, re.Pattern[str]] = {
    LintKind.REFUSAL: _any(
        "不能",
        "不行",
        "不可能",
        "无可奉告",
        "不予(?:置评|回应|理会|受理|退款|赔偿)",
        "无法(?:退款|赔偿|处理|答复|回应)",
        "没办法",
        "恕不",
        "概不",
        "拒绝(?:回应|回答|置评)",
        "与我(?:们|司|方)无关",
        "不归我们",
    ),
    LintKind.BLAME: _any(
        "(?:使用|操作|食用|保存|存放|理解)(?:方法|方式)?不当",
        "(?:您|顾客|消费者|客户|用户)(?:自己|自身|本人)(?:的)?(?:原因|问题|责任)",
        "您(?:误会|误解|搞错|记错|没有按|没按|应该早)",
        "自行(?:承担|负责)",
        "个别(?:顾客|消费者|客户|用户)",
        "恶意",
        "别有用心",
        "断章取义",
        "无理取闹",
        "碰瓷",
        "敲诈",
        "职业打假",
    ),
    LintKind.PROMISE: _any(
        "保证",
        "确保",
        "承诺",
        "一定(?:会|给|让)",
        "必将",
        "必定",
        "绝不",
        "决不",
        "永不",
        "永远",
        "全额赔",
        "[双三十百]倍赔",
        "无条件",
        "第一时间",
        "尽快",
        "尽早",
        "马上",
        "随时",
        "近期(?:将|会|内)",
        "不日",
    ),
    LintKind.SUPERLATIVE: _any(
        "最(?:好|佳|优|强|严格|安全|放心|高标准|高品质|先进|大诚意|权威|专业)",
        "第一品牌",
        "行业第一",
        "全国第一",
        "唯一",
        "绝对",
        "百分之百",
        "100 ?[%％]",
        "完美",
        "顶级",
        "史上",
        "万无一失",
        "零缺陷",
        "国家级",
        "世界级",
        "极致",
    ),
    LintKind.JARGON: _any(
        "舆情",
        "公关",
        "赋能",
        "闭环",
        "抓手",
        "客诉",
        "品控",
        "颗粒度",
        "对齐",
        "链路",
        "复盘",
        "专班",
        "预案",
        "话术",
        "首问负责",
        r"(?<![A-Za-z])(?:SKU|SOP|KPI|QA|SLA|PR|CS|VIP)(?![A-Za-z])",
    ),
    LintKind.ADMISSION: _any(
        "(?:全部|主要|全)责(?:任)?",
        "我(?:们|司|方)的(?:错|过错|过失|责任)",
        "(?:是|由于|因)我(?:们|司|方)(?:的)?(?:原因|疏忽|失误|过错)",
        "(?:我们|我司|我方)承认",
        "已(?:经)?查明",
        "经查(?:实|证)?",
        "确(?:系|为|属)",
        "违法",
        "造假",
        "中毒事件",
    ),
}
ENGLISH: Mapping[LintKind, re.Pattern[str]] = {
    LintKind.REFUSAL: _words(
        "no comment",
        "can ?not",
        "can't",
        "can’t",
        "impossible",
        "not possible",
        "unable to",
        "refuse[sd]? to",
        "decline[sd]? to",
        "won't",
        "won’t",
        "nothing to do with us",
        "not our (?:problem|concern|responsibility)",
    ),
    LintKind.BLAME: _words(
        "your (?:own )?fault",
        "misus(?:e|ed|ing)",
        "you should have",
        "you (?:misunderstood|misread|failed|forgot)",
        "improper(?:ly)? (?:use|used|stored|handling)",
        "malicious(?:ly)?",
        "a few (?:customers|people)",
        "out of context",
        "own risk",
        "blackmail",
        "troublemakers?",
    ),
    LintKind.PROMISE: _words(
        "guarantee[sd]?",
        "promis(?:e|es|ed)",
        "we will always",
        "never again",
        "ensure[sd]?",
        "make sure",
        "full compensation",
        "unconditional(?:ly)?",
        "as soon as possible",
        "asap",
        "shortly",
        "soon",
        "immediately",
        "at any time",
        "in due course",
    ),
    LintKind.SUPERLATIVE: _words(
        "the best",
        "(?:the )?highest",
        "the safest",
        "the strictest",
        "first[- ]class",
        "world[- ]class",
        "perfect(?:ly)?",
        "unique",
        "absolute(?:ly)?",
        "completely safe",
        "the only",
        "number one",
        "unrivall?ed",
        "flawless",
    ),
    LintKind.JARGON: _words(
        "stakeholders?",
        "synerg(?:y|ies)",
        "leverage[sd]?",
        "going forward",
        "reach out",
        "touch base",
        "closed loop",
        "best[- ]in[- ]class",
        "SKUs?",
        "SOPs?",
        "KPIs?",
        "QA",
        "SLA",
        "PR",
        "public opinion",
        "playbook",
        "deep dive",
        "circle back",
        "learnings",
    ),
    LintKind.ADMISSION: _words(
        "our (?:own )?(?:fault|mistake|negligence)",
        "we (?:are|were) (?:at fault|liable|to blame|negligent)",
        "we admit",
        "full responsibility",
        "(?:was|were) caused by (?:us|our)",
        "poison(?:ed|ing)",
        "it has been (?:established|proven)",
        "illegal(?:ly)?",
    ),
}
WORDS: Mapping[str, Mapping[LintKind, re.Pattern[str]]] = {"zh": CHINESE, "en": ENGLISH}
"""Language → kind → the words that are stopped at."""

_FACT_OF_TIME = r"\{\{[^}]*(?:时间|日期|时限|期限|time|date|when|deadline|update)[^}]*\}\}"
TIMED: Mapping[str, re.Pattern[str]] = {
    "zh": _any(_FACT_OF_TIME, r"\d+ ?(?:分钟|小时|日|天|个?工作日|周|月|年)", r"\d{1,2}[:：]\d{2}"),
    "en": _any(
        _FACT_OF_TIME,
        r"\d+ ?(?:minutes?|hours?|days?|working days?|weeks?|months?)",
        r"\d{1,2}:\d{2}",
        r"\b20\d\d\b",
        flags=re.IGNORECASE,
    ),
}
"""What makes a promise one with a date."""
CONTACT = re.compile("联系|电话|热线|邮箱|contact|phone|hotline|mail", re.IGNORECASE)
NEXT_UPDATE = re.compile("下次|更新时间|回复时间|回电时间|next|call_back|reply_time", re.IGNORECASE)
"""Placeholders that give a contact, and that say when we speak again."""
UNIT = re.compile(
    r"(?<![\d.:/-])(?P<number>\d[\d,]*(?:\.\d+)?) ?(?P<unit>(?![年月日时点分秒号天小周])[\u4e00-\u9fff]|"
    r"(?!(?:am|pm|minutes?|hours?|days?|weeks?|months?|working|january|february|march|april|may|june|july|august|"
    r"september|october|november|december)\b)[A-Za-z]{3,}|[%％])",
    re.IGNORECASE,
)
"""A number with what it counts (3 家, 12 stores); dates and times are no such numbers."""
