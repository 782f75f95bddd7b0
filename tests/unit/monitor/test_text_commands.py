import json
from pathlib import Path

from tests.unit.monitor.commands import CommandLine


def test_score_answers_each_line_with_one_object_in_order_without_a_configuration(bare: CommandLine) -> None:
    lines = "太好喝了，推荐\n\n喝出虫子，恶心，投诉\r\n".encode() + b"\xff\n"
    scored = bare("score", stdin=lines)
    assert scored.code == 0, scored.err
    assert [row["text"] for row in scored.rows] == ["太好喝了，推荐", "", "喝出虫子，恶心，投诉", "\ufffd"]
    assert [row["label"] for row in scored.rows] == ["positive", None, "negative", None]


def test_a_long_file_gives_as_many_objects_as_it_has_lines(bare: CommandLine, tmp_path: Path) -> None:
    texts = ["好喝", "长" * 200_000, *(f"第{number}条，难喝" for number in range(9_000)), "末行没有换行"]
    file = tmp_path / "texts.txt"
    file.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(texts).encode())
    assert [row["text"] for row in bare("score", str(file)).rows] == texts


def test_score_explains_which_words_moved_it(bare: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "texts.txt"
    file.write_text("喝出虫子，恶心", encoding="utf-8")
    (row,) = bare("score", str(file), "--explain").rows
    assert row["explain"]["words"]


def test_a_model_that_is_none_is_refused_in_one_sentence(bare: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "own.model"
    file.write_text("something else")
    refused = bare("score", "--model", str(file), stdin=b"x\n")
    assert (refused.code, refused.out, refused.err.count("\n")) == (1, "", 1)


def test_match_tells_hits_and_misses_and_why(bare: CommandLine) -> None:
    texts = "奶茶店被约谈\n只有奶茶\n".encode()
    explained = bare("match", "(监管 OR 约谈) AND 奶茶", "-", "--json", stdin=texts)
    assert [row["hit"] for row in explained.rows] == [True, False]
    told = bare("match", "(监管 OR 约谈) AND 奶茶", stdin=texts).out.splitlines()
    assert told[0] == "✓ 奶茶店被约谈"
    assert "✗ 只有奶茶" in told


def test_a_query_that_can_not_be_read_names_the_column(bare: CommandLine) -> None:
    refused = bare("match", "奶茶 AND", stdin=b"")
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    assert "第 7 列" in refused.err


def test_a_file_that_is_missing_is_named(bare: CommandLine) -> None:
    for command in (["score", "nowhere.txt"], ["match", "奶茶", "nowhere.txt"]):
        refused = bare(*command)
        assert (refused.code, refused.out) == (2, "")
        assert "nowhere.txt" in refused.err


def test_a_model_of_ones_own_is_trained_examined_and_used(bare: CommandLine, tmp_path: Path) -> None:
    rows = [
        json.dumps({"text": f"{what}，第{number}次{when}", "label": label}, ensure_ascii=False)
        for number in range(60)
        for what, label, when in (("这家店灵得不得了", "pos", "来"), ("这家店拉胯得很", "neg", "去"))
    ]
    labelled, model = tmp_path / "own.jsonl", tmp_path / "own.model"
    labelled.write_text("\n".join(rows), encoding="utf-8")
    trained = bare("sentiment", "train", str(labelled), "--out", str(model), "--json")
    assert trained.code == 0, trained.err
    assert {row["domain"] for row in trained.rows} == {"own"}
    examined = bare("sentiment", "evaluate", str(labelled), "--model", str(model), "--json")
    assert examined.rows[0]["auc"] > 0.95
    assert bare("score", "--model", str(model), stdin="这家店拉胯得很\n".encode()).rows[0]["label"] == "negative"
    assert "AUC" in bare("sentiment", "evaluate", str(labelled)).out


def test_too_few_texts_to_learn_from_are_refused(bare: CommandLine, tmp_path: Path) -> None:
    labelled = tmp_path / "few.jsonl"
    labelled.write_text('{"text": "好", "label": "pos"}\n', encoding="utf-8")
    refused = bare("sentiment", "train", str(labelled), "--out", str(tmp_path / "own.model"))
    assert refused.code == 2
    assert not (tmp_path / "own.model").exists()
