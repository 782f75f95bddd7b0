"""What columns are called: in exports of Chinese and English systems, and in those of social-media collectors.

For each key of ours the names that mean it, best first: where a table has columns of several tiers, the first tier
counts; two columns of one tier are ambiguous and a person decides. Names are compared folded and without punctuation.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.mention import Kind

TIERS: Mapping[str, tuple[str, ...]] = {
    "time": (
        "time 发布时间 发表时间 发文时间 发帖时间 发博时间 评论时间 投诉时间 受理时间 publish_time published "
        "published_at publish_date pub_date pub_time pub_ts create_time created_time created_at posted_at",
        "时间 日期 发布日期 发表日期 date datetime timestamp create_date_time",
    ),
    "text": (
        "text 正文 全文 文本 内容 微博内容 微博正文 文章内容 帖子内容 评论内容 投诉内容 正文内容 标题微博内容 content "
        "content_text body full_text comment_text message tweet",
        "摘要 内容摘要 描述 简介 desc description summary abstract 事件描述",
    ),
    "title": ("title 标题 题目 文章标题 新闻标题 帖子标题 视频标题 headline subject 主题",),
    "url": (
        "url 链接 网址 原文链接 原文地址 文章链接 微博链接 帖子链接 链接地址 地址 link permalink href note_url "
        "aweme_url content_url article_url",
        "video_url 视频链接",
    ),
    "author": (
        "author 作者 发布者 发布人 发帖人 评论人 投诉人 博主 作者名称 author_name",
        "昵称 用户昵称 作者昵称 微博昵称 nickname user_nickname screen_name",
        "用户名 用户 账号 账号名称 user_name username",
    ),
    "source": (
        "source 媒体 媒体名称 来源媒体 站点 站点名称 来源网站 网站名称 网站 贴吧名称 source_name site media tieba_name",
        "来源 信息来源 文章来源 数据来源",
    ),
    "platform": ("platform 平台 平台名称 来源平台 发布平台", "渠道 channel"),
    "kind": ("kind 媒体类型 来源类型 信息类型 站点类型 media_type source_type",),
    "followers": ("followers 粉丝数 粉丝量 粉丝 作者粉丝数 博主粉丝数 fans fans_count followers_count follower_count",),
    "views": (
        "views 阅读数 阅读量 阅读 view_count views_count read_count",
        "播放数 播放量 播放 观看数 观看量 play_count video_play_count viewd_count viewed_count",
        "浏览数 浏览量 浏览 点击数 点击量 曝光量 impressions",
    ),
    "likes": (
        "likes 点赞数 点赞量 点赞 赞数 获赞数 赞同数 赞 like_count likes_count liked_count comment_like_count "
        "voteup_count total_liked digg_count favourites",
    ),
    "reposts": (
        "reposts 转发数 转发量 转发 repost_count reposts_count forward_count total_forwards retweets retweet_count",
        "分享数 分享量 分享 shares share_count shared_count video_share_count",
    ),
    "comments": (
        "comments 评论数 评论量 评论 回复数 回复量 跟帖数 回帖数 comment_count comments_count video_comment "
        "total_comments total_replay_num reply_count replies",
        "sub_comment_count 子评论数",
    ),
    "region": (
        "region 地区 地域 发布地区 省份 province",
        "ip属地 ip归属地 ip地区 发布属地 ip_location",
        "所在地 城市 location city",
    ),
    "product": ("product 产品 产品名称 商品 商品名称 涉及产品 product_name",),
    "verified": ("verified 认证 是否认证 是否加v is_verified",),
    "brands": ("brands 品牌 品牌名称 brand",),
    "lang": ("lang 语言 语种 language",),
    "parent": ("parent 父贴 原帖 parent_id",),
    "id": (
        "comment_id 评论id",
        "aweme_id note_id content_id article_id dynamic_id 微博id 文章id 帖子id mid weibo_id",
        "video_id 视频id",
        "id 编号 唯一标识 guid uuid",
    ),
}

KIND_WORDS: Mapping[Kind, str] = {
    Kind.NEWS: "新闻 网站 网媒 新闻网站 客户端 app 新闻app 报刊 纸媒 电子报 广播 电视 政务 外媒",
    Kind.SOCIAL: "微博 微信 公众号 微信公众号 自媒体 社交 小红书 头条号 博客",
    Kind.FORUM: "论坛 贴吧 问答 知乎 bbs 社区",
    Kind.VIDEO: "视频 短视频 抖音 快手 b站 哔哩哔哩",
    Kind.COMMENT: "评论 跟帖",
    Kind.REVIEW: "点评 评价 商品评价",
    Kind.TREND: "热搜 热榜 榜单",
    Kind.COMPLAINT: "投诉 投诉平台",
}
"""What exports write as the kind of a place; any other word is kept in ``extra`` beside the kind of the import."""

COMMENT_ID = "comment_id"
POST_IDS = ("aweme_id", "note_id", "video_id", "content_id", "article_id")
"""What names the post under which a comment of such an export stands."""


@dataclass(frozen=True, slots=True)
class Export:
    """The exports of one platform, known by their columns: any of ``signs``, all the names of one sign present."""

    platform: str
    name: str
    kind: Kind
    signs: tuple[str, ...]


EXPORTS = (
    Export("douyin", "抖音", Kind.VIDEO, ("aweme_id",)),
    Export("tieba", "百度贴吧", Kind.FORUM, ("tieba_name", "tieba_id")),
    Export("zhihu", "知乎", Kind.FORUM, ("content_id content_url", "content_id voteup_count", "content_id comment_id")),
    Export(
        "weibo", "微博", Kind.SOCIAL, ("note_id create_date_time", "note_id comments_count", "note_id shared_count")
    ),
    Export(
        "bilibili",
        "哔哩哔哩",
        Kind.VIDEO,
        (
            "video_id video_play_count",
            "video_id video_comment",
            "video_id video_danmaku",
            "video_id parent_comment_id",
            "video_id like_count",
            "article_id last_modify_ts",
            "dynamic_id pub_ts",
        ),
    ),
    Export("kuaishou", "快手", Kind.VIDEO, ("video_id viewd_count", "video_id video_play_url", "video_id comment_id")),
    Export("xiaohongshu", "小红书", Kind.SOCIAL, ("note_id collected_count", "note_id tag_list", "note_id comment_id")),
)
"""MediaCrawler-style exports, in the order in which they are tried: names are shared, the surest signs come first."""

NOT_KEPT = (
    "user_id user_unique_id short_user_id sec_uid creator_hash avatar user_avatar user_signature sign sex gender "
    "user_link user_url_token profile_url tieba_link xsec_token add_ts last_modify_ts image_list pictures cover_url "
    "video_cover_url video_download_url video_play_url music_download_url note_download_url"
)
"""Columns of those exports that are not kept in ``extra``: accounts of persons, pictures, traces of collecting."""
