"""The sections of a configuration other than sources and channels, as they are written."""

from typing import Any, Literal

from pydantic import model_validator

from config.channels import Credential
from config.fields import (
    Cidr,
    Duration,
    FilePath,
    Hours,
    Identifier,
    Listen,
    Name,
    Query,
    Section,
    WebAddress,
    WorkingDays,
    said,
)
from domain.facts import Fact
from domain.mention import Kind
from domain.person import Role
from domain.rule import RuleType
from domain.topic import TopicKind


class BrandSpec(Section):
    """A brand and the words it is called by."""

    name: Name = said("品牌名称", "name of the brand")
    aliases: tuple[Name, ...] = said("别名", "other names of it", ())
    exclude: tuple[Name, ...] = said("只是含有别名、并非品牌的词", "longer words that only contain an alias", ())


class CategorySpec(Section):
    """A risk category of one's own, beside the built-in ones."""

    id: Identifier = said("类别 ID", "id of the category")
    name: Name = said("中文名称", "Chinese name")
    name_en: str = said("英文名称", "English name", "")


class TopicSpec(Section):
    """A named topic: something besides the brands that is counted."""

    name: Name = said("主题名称", "name of the topic")
    query: Query = said("查询式", "mention query")
    kind: TopicKind = said("own 可开启事件，其余进摘要", "only own opens incidents, the rest is digest", "own")
    brand: str = said("查询式里 {brand} 所指的品牌", "the brand that {brand} means in the query", "")


class PersonSpec(Section):
    """Somebody who takes part."""

    name: Name = said("姓名", "name")
    roles: tuple[Role, ...] = said("角色", "roles", min_length=1)
    substitute: str = said("替补人姓名", "name of the substitute", "")
    slack: str = said("Slack 用户 ID", "Slack user id", "")
    hours: Hours | None = said("值班时间，例如 09:00-21:00；不写为全天", "hours on duty; always if not written", None)


class LevelSpec(Section):
    """A level of an own scale."""

    id: Identifier = said("等级 ID", "id of the level")
    name: Name = said("等级名称", "name of the level")
    name_en: str = said("英文名称", "English name", "")
    rank: int = said("从 1（最轻）数起", "counts from 1, the lightest", ge=1, le=9)
    first_response: Duration = said("首次响应时限", "limit of the first response")
    resolve: WorkingDays = said("解决时限（工作日）", "limit of the solution in working days")
    who: str = said("由谁处理", "who handles it", "")
    who_en: str = said("由谁处理（英文）", "who handles it, in English", "")
    holding: Duration | None = said("先行声明时限", "limit of the holding statement", None)
    answer: Duration | None = said("完整答复时限", "limit of the full answer", None)


class CriterionSpec(Section):
    """One written criterion of a level."""

    id: Identifier = said("标准 ID", "id of the criterion")
    level: Identifier = said("达到的等级", "the level it means")
    at_least: dict[Fact, float] = said("各项事实至少达到的数值", "the least number of each fact", min_length=1)
    categories: tuple[Name, ...] = said("适用类别，空为全部", "categories it is for, all if empty", ())
    kinds: tuple[Kind, ...] = said("适用来源类型，空为全部", "kinds it is for, all if empty", ())
    source: str = said("数值的依据", "where the number is from", "own")


class RuleSpec(Section):
    """A rule. Keys that are not written are the preset's where its id is, the default otherwise."""

    id: Identifier = said("规则 ID；与预设相同则改写预设", "id; that of a preset changes the preset's")
    type: RuleType | None = said("规则类型", "type of rule", None)
    name: str | None = said("名称", "name", None)
    name_en: str | None = said("英文名称", "English name", None)
    category: Name | None = said("事件类别", "category of incident it means", None)
    level: Identifier | None = said("起始等级", "level an incident starts at", None)
    window: Duration | None = said("时间窗", "window", None)
    brands: tuple[Name, ...] | None = said("适用品牌，空为全部", "brands it is for, all if empty", None)
    where: Query | None = said("查询式，代替风险词", "mention query, instead of risk words", None)
    kinds: tuple[Kind, ...] | None = said("适用来源类型，空为全部", "kinds it is for, all if empty", None)
    languages: tuple[Identifier, ...] | None = said("适用语言，例如 zh、en，空为全部", "languages, all if empty", None)
    count: int | None = said("至少多少条", "at least so many mentions", None, ge=1)
    authors: int | None = said("至少多少位作者", "by at least so many authors", None, ge=1)
    sources: int | None = said("至少多少个来源", "on at least so many sources", None, ge=1)
    families: int | None = said("至少多少段不同内容", "in at least so many different texts", None, ge=1)
    dynamic: bool | None = said("还须超出该品牌自己的常态", "also beyond the brand's own usual", None)
    intensity: int | None = said("风险词至少多强（1–3）", "least intensity of risk words", None, ge=1, le=3)
    floor: int | None = said("至少多少条才判断", "least number that is judged at all", None, ge=1)
    rarity: float | None = said("平时多少次里才有一次", "once in so many usual windows", None, gt=1)
    doubling: Duration | None = said("多久翻一番即报警", "doubles within so long", None)
    share: float | None = said("负面占比至少多少（0–1）", "least share of negative mentions", None, gt=0, lt=1)
    drop: float | None = said("负面占比比平时至少高多少", "so much above the usual share", None, ge=0, lt=1)
    reach: int | None = said("触达合计至少多少人次", "least reach, added up", None, ge=1)
    suspected: float | None = said("疑似水军或恶意的每条按几条计", "what a suspected one counts", None, ge=0, le=1)
    of: Identifier | None = said("首次、投诉或失声的哪一种", "which first, complaint or silence", None)
    named: tuple[Name, ...] | None = said("这些来源或平台失声", "sources or platforms that fall silent", None)
    all_of: tuple[Name, ...] | None = said("这些规则都须触发", "all of these rules must fire", None)
    any_of: tuple[Name, ...] | None = said("这些规则至少一条触发", "at least one of these must", None)
    none_of: tuple[Name, ...] | None = said("这些规则都不得触发", "none of these may", None)
    ordered: bool | None = said("all_of 须按书写顺序触发", "all_of in the order written", None)
    quiet: Duration | None = said("安静多久算恢复", "quiet for so long is over", None)


class RulesSpec(Section):
    """Rules beside, or instead of, the industry's."""

    own: tuple[RuleSpec, ...] = said("自有或改写的规则", "rules added or changed", ())
    disable: tuple[Name, ...] = said("停用的预设规则", "ids of preset rules to switch off", ())


class OutletsSpec(Section):
    """Outlets of one's own beside the shipped ones, by the names of their feeds and accounts or by their hosts."""

    central: tuple[Name, ...] = said("中央媒体", "central state media", ())
    national: tuple[Name, ...] = said("全国性媒体", "national outlets", ())
    foreign: tuple[Name, ...] = said("境外媒体", "foreign outlets", ())
    verified: tuple[Name, ...] = said("视为认证的作者", "authors who count as verified", ())


class RiskWordSpec(Section):
    """A risk word of one's own."""

    word: Name = said("风险词", "the word")
    intensity: int = said("强度 1–3", "1 mild to 3 grave", 2, ge=1, le=3)

    @model_validator(mode="before")
    @classmethod
    def _bare_word(cls, data: Any) -> Any:
        return {"word": data} if isinstance(data, str) else data


class RouteSpec(Section):
    """A further route: who else hears of which incidents, and how quietly."""

    name: Name = said("路由名称", "name of the route")
    channels: tuple[Name, ...] = said("渠道", "channels", min_length=1)
    brands: tuple[Name, ...] = said("只听这些品牌，空为全部", "brands it hears of, all if empty", ())
    categories: tuple[Name, ...] = said("只听这些类别，空为全部", "categories it hears of, all if empty", ())
    level: Identifier | None = said("从此等级起才告知", "level from which it hears", None)
    mute: Hours | None = said("免打扰时段，结束后发摘要", "hours without rings, then a digest", None)
    at_most: int | None = said("每小时最多响几次，其余进摘要", "rings an hour, the rest in a digest", None, ge=1)
    always: Identifier | None = said("从此等级起总是提醒", "level that always rings; default top two", None)
    inhibit: bool = said("同一事由较轻的只进摘要", "a major incident holds back lesser ones", True)


class RoutesSpec(Section):
    """Who hears what."""

    own: tuple[RouteSpec, ...] = said("更多路由", "further routes", ())

    default: tuple[Name, ...] | None = said("事件告警的渠道", "channels of incidents", None)
    operations: tuple[Name, ...] | None = said("运行故障的渠道", "channels of faults of the monitor", None)
    mute: Hours | None = said("免打扰时段，例如 22:00-08:00，结束后发摘要", "hours without rings, then a digest", None)
    at_most: int | None = said("每小时最多响几次，其余进摘要", "rings an hour, the rest in a digest", None, ge=1)
    always: Identifier | None = said(
        "从此等级起总是提醒；默认最高两级", "level that always rings; default top two", None
    )
    inhibit: bool = said(
        "此等级的事件未关闭时，同一事由较轻的只进摘要", "such an incident holds back lesser ones", True
    )


class StoreSpec(Section):
    """Where the ledger is."""

    path: FilePath = said("数据文件夹", "folder of the data")


class NetworkSpec(Section):
    """Which non-public addresses fetched data may lead to."""

    allow: tuple[Cidr, ...] = said("允许的非公网地址段", "networks that are allowed", ())


class RsshubSpec(Section):
    """The user's own RSSHub."""

    base: WebAddress = said("自建 RSSHub 的地址", "address of your own RSSHub")


class IntakeSpec(Credential):
    """The door for pushed mentions; closed without a token."""

    listen: Listen | None = said("监听地址；不写则同 web", "where it listens; as web if not written", None)


class SentimentSpec(Section):
    """How tone is judged."""

    model: FilePath | None = said("自训模型文件（fenghuo sentiment train），不写用自带的", "a model of one's own", None)


class WebSpec(Section):
    """The web server."""

    listen: Listen = said("监听地址", "where it listens", "127.0.0.1:8600")
    hosts: tuple[Name, ...] = said(
        "浏览器里用的主机名（反向代理、内网域名）", "host names that browsers use (reverse proxy, intranet)", ()
    )


class RetentionSpec(Section):
    """How long what is stored is kept."""

    mentions: Duration = said("提及保留多久", "how long mentions are kept", "400d")
    unmatched: Duration = said("未命中的只留编号与分钟，保留多久", "how long ids of what named nothing", "30d")


Language = Literal["zh", "en"]
LevelPreset = Literal["four", "three"]
Industry = Literal["general", "finance", "services", "ecommerce", "food", "technology"]
