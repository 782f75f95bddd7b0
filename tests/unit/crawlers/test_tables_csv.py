import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.fieldmap import FileError
from crawlers.formats import Format
from tests.unit.crawlers.exports import batches, imported, planned

HEADER = "发布时间,内容,昵称,粉丝数\n"
ROWS = '2024-03-16 11:00,"山茶茶饮，喝出异物\n客服说""稍等""",甲,1.2万\n2024-03-16 11:01,已经退款，谢谢,乙,\n'


def written(folder: Path, text: str, encoding: str = "utf-8", name: str = "rows.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "big5"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_table_is_read_in_its_own_encoding_and_with_its_own_delimiter(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    text = (HEADER + ROWS).replace(",", delimiter)
    if encoding == "big5":
        text = text.translate(str.maketrans("发时间内粉丝数饮异务谢经称", "發時間內粉絲數飲異務謝經稱"))
        text = text.replace("说", "說").replace("万", "萬").replace("过", "過")
    mentions, rejected = imported(written(tmp_path, text, encoding))
    assert rejected == []
    assert [mention.author for mention in mentions] == ["甲", "乙"]
    assert mentions[0].text.endswith('"稍等"')
    assert (mentions[0].followers, mentions[0].event_time.hour) == (12_000, 3)


def test_an_ascii_beginning_does_not_hide_the_encoding(tmp_path: Path) -> None:
    plain = "2024-03-16 11:00,all is well\n" * 4000
    mentions, rejected = imported(written(tmp_path, f"time,text\n{plain}2024-03-16,山茶茶饮的客服不理人\n", "gbk"))
    assert (len(mentions), rejected) == (4001, [])
    assert mentions[-1].text == "山茶茶饮的客服不理人"


def test_a_caption_above_the_headings_is_passed(tmp_path: Path) -> None:
    path = written(tmp_path, "品牌舆情监测报表,,,\n\n" + HEADER + ROWS)
    assert planned(path).header == 3
    assert [mention.author for mention in imported(path)[0]] == ["甲", "乙"]


def test_rows_of_another_length_are_read_where_nothing_is_lost(tmp_path: Path) -> None:
    lines = ["2024-03-16,短", "2024-03-16,长,丙,1,,,", "2024-03-16,太长,丁,1,多出来的", ",,,", ""]
    mentions, (bad,) = imported(written(tmp_path, HEADER + "\n".join(lines)))
    assert [mention.text for mention in mentions] == ["短", "长"]
    assert (bad.line, bad.field) == (4, "line")
    assert bad.reason == "has 5 cells under 4 headings"
    assert "多出来的" in bad.raw


def test_a_row_that_states_no_time_is_set_aside_in_our_keys_so_that_it_can_be_replayed(tmp_path: Path) -> None:
    _, (bad,) = imported(written(tmp_path, HEADER + "明年某天,山茶茶,甲,3\n"))
    assert (bad.line, bad.field) == (2, "time")
    assert '"text":"山茶茶"' in bad.raw


def test_bytes_of_another_encoding_cost_their_row_only(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    good = "2024-03-16,山茶茶饮的客服不理人,甲,\n".encode()
    path.write_bytes(
        HEADER.encode() + good + "2024-03-16,山茶茶,乙,\n".encode("gbk") + good.replace("甲".encode(), b"b")
    )
    mentions, (bad,) = imported(path)
    assert [mention.author for mention in mentions] == ["甲", "b"]
    assert bad.line == 3
    assert "no text in the encoding" in bad.reason


def test_an_import_goes_on_behind_the_row_where_it_stopped(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER + "".join(f'2024-03-16,"第{i}\n条",甲,\n' for i in range(1207)))
    whole = batches(path)
    assert [part.received for part in whole] == [500, 500, 207]
    rest = batches(path, after=whole[0].cursor)
    assert [part.mentions for part in rest] == [part.mentions for part in whole[1:]]
    assert batches(path, after=whole[-1].cursor) == []


def test_a_quotation_mark_that_is_never_closed_is_told_and_reading_goes_on(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER + '2024-03-16,"不闭合,甲,\n' + "2024-03-16,山茶茶,甲,\n" * 30_000)
    mentions, rejected = imported(path)
    assert len(rejected) == 1
    assert rejected[0].line == 2
    assert len(mentions) > 10_000


def test_rows_that_never_end_are_read_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(HEADER.encode() + b'b","c\n' * 400_000 + b"," * 3_000_000)
    planned(path)
    tracemalloc.start()
    _, rejected = imported(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rejected and all(row.field == "line" for row in rejected)
    assert peak < 80_000_000


def test_ten_thousand_columns_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, ",".join(["发布时间", "内容", *(f"列{i}" for i in range(9998))]) + "\n")
    with pytest.raises(FileError, match="columns and at most 1000 are read"):
        planned(path)


def test_zero_bytes_and_control_characters_are_no_part_of_a_text(tmp_path: Path) -> None:
    mentions, rejected = imported(written(tmp_path, HEADER + "2024-03-16,山\0茶\x07茶,甲\0,\n"))
    assert rejected == []
    assert (mentions[0].text, mentions[0].author) == ("山茶茶", "甲")


@pytest.mark.parametrize("name", ["rows.json", "rows.xlsx", "rows.txt", "rows"])
def test_a_wrong_name_does_not_matter(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, HEADER + ROWS, name=name)
    assert planned(path).format is Format.CSV
    assert len(imported(path)[0]) == 2


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", HEADER.encode(), HEADER.encode("gbk"), HEADER.encode("utf-16")]))
def test_any_bytes_are_read_or_refused_with_a_reason(
    tmp_path_factory: pytest.TempPathFactory, rest: bytes, header: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(header + rest)
    try:
        mentions, rejected = imported(path)
    except FileError as error:
        assert error.zh and error.en
    else:
        assert all(mention.text for mention in mentions)
        assert all(row.reason for row in rejected)
