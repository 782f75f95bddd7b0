import json
from pathlib import Path

import pytest

from crawlers.clean import KEYS
from crawlers.fieldmap import FileError, guess, heading, read_overrides
from crawlers.headings import EXPORTS, TIERS
from tests.unit.crawlers.exports import imported, planned

VENDOR = (
    *("序号", "标题/微博内容", "發布時間（北京時間）", "媒体名称", "媒体类型", "原文链接", "作者", "粉丝数"),
    *("转发数", "评论数", "点赞数(个)", "阅读量", "IP属地", "情感属性"),
)
POSTS: dict[str, dict[str, object]] = {
    "xiaohongshu": {
        "note_id": "65f1",
        "type": "normal",
        "title": "避雷",
        "desc": "山茶茶喝出异物",
        "video_url": "",
        "time": 1710500000000,
        "last_update_time": 0,
        "user_id": "u",
        "nickname": "甲",
        "avatar": "https://a.example/1",
        "liked_count": "1.2万",
        "collected_count": "3",
        "comment_count": "4",
        "share_count": "5",
        "ip_location": "上海",
        "note_url": "https://www.xiaohongshu.com/explore/65f1",
        "last_modify_ts": 1,
    },
    "douyin": {
        "aweme_id": "73",
        "title": "山茶茶喝出异物",
        "desc": "山茶茶喝出异物",
        "create_time": 1710500000,
        "nickname": "甲",
        "liked_count": "12000",
        "comment_count": "4",
        "share_count": "5",
        "aweme_url": "https://www.douyin.com/video/73",
    },
    "kuaishou": {
        "video_id": "3x",
        "title": "山茶茶喝出异物",
        "desc": "",
        "create_time": 1710500000000,
        "nickname": "甲",
        "liked_count": "12000",
        "viewd_count": "99",
        "video_url": "https://www.kuaishou.com/short-video/3x",
    },
    "bilibili": {
        "video_id": "17",
        "title": "测评",
        "desc": "山茶茶喝出异物",
        "create_time": 1710500000,
        "nickname": "甲",
        "liked_count": 12000,
        "video_play_count": "99",
        "video_comment": "4",
        "video_share_count": "5",
        "video_url": "https://www.bilibili.com/video/av17",
    },
    "weibo": {
        "note_id": "50",
        "content": "山茶茶喝出异物",
        "create_time": 1710500000,
        "create_date_time": "2024-03-15 18:53:20",
        "nickname": "甲",
        "liked_count": "12000",
        "comments_count": "4",
        "shared_count": "5",
        "note_url": "https://m.weibo.cn/detail/50",
    },
    "tieba": {
        "note_id": "88",
        "title": "避雷",
        "desc": "山茶茶喝出异物",
        "publish_time": "2024-03-15 18:53",
        "tieba_name": "奶茶吧",
        "user_nickname": "甲",
        "total_replay_num": 4,
        "note_url": "https://tieba.baidu.com/p/88",
    },
    "zhihu": {
        "content_id": "9",
        "content_type": "answer",
        "content_text": "山茶茶喝出异物",
        "title": "如何评价",
        "desc": "",
        "content_url": "https://www.zhihu.com/question/1/answer/9",
        "created_time": "1710500000",
        "voteup_count": 12000,
        "comment_count": 4,
        "user_nickname": "甲",
    },
}


def written(folder: Path, *rows: object, name: str = "rows.json", lines: bool = False) -> Path:
    path = folder / name
    text = "\n".join(json.dumps(row) for row in rows) if lines else json.dumps(rows, ensure_ascii=False, indent=2)
    path.write_text(text, encoding="utf-8")
    return path


def test_every_heading_means_one_key_and_every_key_is_ours() -> None:
    names = [name for tiers in TIERS.values() for tier in tiers for name in {heading(each) for each in tier.split()}]
    assert set(TIERS) == KEYS
    assert len(names) == len(set(names))


def test_the_headings_of_a_monitoring_service_are_understood() -> None:
    found = {key: names[0] for key, names in guess(VENDOR, {}).columns.items()}
    assert found == {
        "time": "發布時間（北京時間）",
        "text": "标题/微博内容",
        "url": "原文链接",
        "author": "作者",
        "source": "媒体名称",
        "kind": "媒体类型",
        "followers": "粉丝数",
        "views": "阅读量",
        "likes": "点赞数(个)",
        "reposts": "转发数",
        "comments": "评论数",
        "region": "IP属地",
    }


def test_two_columns_that_would_do_are_for_a_person_to_decide() -> None:
    with pytest.raises(FileError, match=r"日期, 时间 may each be time.*--map time=日期\+时间"):
        guess(["日期", "时间", "内容"], {})
    assert guess(["日期", "时间", "内容"], {"time": "日期+时间"}).columns["time"] == ("日期", "时间")


def test_a_missing_column_is_told_with_those_there_are() -> None:
    with pytest.raises(FileError, match="No column for text was found.*--map text=COLUMN.*甲列, 发布时间, 评论"):
        guess(["甲列", "发布时间", "评论"], {})
    fields = guess(["甲列", "发布时间", "评论"], {"text": "评论", "author": "#1", "platform": "=微博"})
    assert fields.columns == {"time": ("发布时间",), "text": ("评论",), "author": ("甲列",)}
    row = fields.translate({"甲列": "乙", "发布时间": "2024-03-16", "评论": "好"})
    assert row == {"time": "2024-03-16", "text": "好", "author": "乙", "platform": "微博"}


def test_a_guess_can_be_taken_back() -> None:
    assert "author" not in guess(["时间", "内容", "昵称"], {"author": ""}).columns


@pytest.mark.parametrize("option", ["text", "words=内容", "=内容", ""])
def test_an_override_that_cannot_be_meant_is_refused(option: str) -> None:
    with pytest.raises(FileError, match="Write --map FIELD=COLUMN"):
        read_overrides([option])


def test_an_override_that_names_no_column_is_refused() -> None:
    with pytest.raises(FileError, match="There is no column '正文'"):
        guess(["时间", "内容"], {"text": "正文"})


def test_an_unknown_column_with_the_name_of_a_key_of_ours_is_kept_aside() -> None:
    fields = guess(["时间", "内容", "author"], {"author": "", "text": "内容"})
    assert fields.translate({"时间": "2024", "内容": "好", "author": "u1"})["_author"] == "u1"


@pytest.mark.parametrize(
    ("word", "kind"), [("微博", "social"), ("客户端", "news"), ("短视频", "video"), ("电台", "电台")]
)
def test_the_kind_of_a_place_is_read_from_its_word(word: str, kind: str) -> None:
    fields = guess(["时间", "内容", "媒体类型"], {})
    assert fields.translate({"时间": "2024", "内容": "好", "媒体类型": word})["kind"] == kind


@pytest.mark.parametrize("platform", [export.platform for export in EXPORTS])
@pytest.mark.parametrize("lines", [True, False])
def test_an_export_of_each_platform_is_taken(tmp_path: Path, platform: str, lines: bool) -> None:
    (mention,), rejected = imported(written(tmp_path, POSTS[platform], lines=lines))
    assert rejected == []
    assert (mention.platform, mention.author) == (platform, "甲")
    assert "山茶茶喝出异物" in mention.full_text
    assert f"{mention.event_time:%Y-%m-%d %H:%M}" in ("2024-03-15 10:53",)
    assert mention.url.startswith("https://")
    assert mention.likes in (12_000, None)
    assert not mention.extra.keys() & {"user_id", "avatar", "last_modify_ts"}


@pytest.mark.parametrize("platform", [export.platform for export in EXPORTS])
def test_comments_of_a_post_are_comments_apart(tmp_path: Path, platform: str) -> None:
    post = next(key for key in POSTS[platform] if key.endswith("_id"))
    sign = {"weibo": "create_date_time", "bilibili": "like_count", "tieba": "tieba_name"}.get(
        platform, "sub_comment_count"
    )
    row = {post: "1", "content": "同感", "create_time": 1710500000, "nickname": "乙", sign: "0"}
    mentions, rejected = imported(written(tmp_path, row | {"comment_id": "a"}, row | {"comment_id": "b"}))
    assert rejected == []
    assert len({mention.id for mention in mentions}) == 2
    assert {(mention.kind.value, mention.parent, mention.platform) for mention in mentions} == {
        ("comment", "1", platform)
    }


def test_rows_in_our_own_keys_are_left_as_they_are(tmp_path: Path) -> None:
    path = written(tmp_path, {"time": "2024-03-16", "text": "好", "note_id": "1", "content": "x"}, lines=True)
    assert planned(path).fields is None


def test_json_without_a_time_or_a_text_is_told_before_anything_is_stored(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="No column for time was found.*foo, bar"):
        planned(written(tmp_path, {"foo": 1, "bar": 2}))
