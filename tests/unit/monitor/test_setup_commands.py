import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from index.ledger import open_ledger
from tests.unit.monitor.commands import CONFIGURATION, CommandLine


def test_what_init_writes_passes_check_and_is_never_overwritten_unasked(bare: CommandLine) -> None:
    written = bare("init", "--brand", "山茶茶饮", "--alias", "山茶茶", "--industry", "food")
    assert (written.code, written.out) == (0, "")
    assert "fenghuo check" in written.err
    assert bare("check").code == 0
    again = bare("init", "--brand", "别的", "--alias", "别", "--industry", "food")
    assert again.code == 2
    assert "--force" in again.err
    assert bare("init", "--brand", "别的", "--alias", "别", "--industry", "food", "--force").code == 0
    assert "别的" in (bare.folder / "fenghuo.yaml").read_text(encoding="utf-8")


def test_init_asks_for_what_no_option_says(bare: CommandLine) -> None:
    asked = bare("init", stdin="山茶茶饮\n山茶茶 Shancha\nfood\n".encode())
    assert asked.code == 0, asked.err
    assert asked.out.strip() == ""
    written = yaml.safe_load((bare.folder / "fenghuo.yaml").read_text(encoding="utf-8"))
    assert written["brands"][0]["aliases"] == ["山茶茶", "Shancha"]
    assert written["industry"] == "food"


def test_init_refuses_an_industry_that_it_does_not_know_and_writes_nothing(bare: CommandLine) -> None:
    refused = bare("init", "--brand", "甲乙茶饮", "--alias", "甲乙茶", "--industry", "foo")
    assert refused.code == 2
    assert "food" in refused.err
    assert not (bare.folder / "fenghuo.yaml").exists()


def test_check_tells_every_mistake_at_once_on_stderr(bare: CommandLine) -> None:
    bare.configure(CONFIGURATION.replace("industry: food", "industry: foot").replace("type: file", "type: fail"))
    checked = bare("check")
    assert (checked.code, checked.out) == (2, "")
    assert "fenghuo.yaml:2: industry" in checked.err
    assert "fenghuo.yaml:9: sources[0].type" in checked.err
    assert "Traceback" not in checked.err


def test_warnings_of_check_are_its_result_and_no_failure(fenghuo: CommandLine) -> None:
    checked = fenghuo("check")
    assert checked.code == 0
    warnings = checked.out.splitlines()
    assert any("management" in warning for warning in warnings)
    assert f"{len(warnings)} 条提醒" in checked.err


def test_a_configuration_without_people_is_one_warning_not_nine(bare: CommandLine) -> None:
    bare.configure("brands: [{name: 山茶茶饮}]\nsources: [{name: 投递, type: file, path: inbox}]\n")
    checked = bare("check")
    assert checked.code == 0
    assert len([warning for warning in checked.out.splitlines() if warning.startswith("people:")]) == 1


@pytest.mark.parametrize(
    "command", [["sources"], ["search"], ["incidents", "list"], ["statements", "list"], ["run"], ["doctor"]]
)
def test_commands_that_need_a_configuration_say_where_to_get_one(bare: CommandLine, command: list[str]) -> None:
    refused = bare(*command)
    assert (refused.code, refused.out) == (2, "")
    assert "fenghuo init" in refused.err


def test_the_schema_needs_no_configuration_and_accepts_a_good_one(bare: CommandLine) -> None:
    printed = bare("schema")
    assert printed.code == 0
    jsonschema.validate(yaml.safe_load(CONFIGURATION), json.loads(printed.out))


def test_doctor_examines_every_part_and_fails_where_one_is_unsound(fenghuo: CommandLine) -> None:
    sound = fenghuo("doctor", "--json")
    assert sound.code == 0, sound.out
    assert {"账本", "情感模型", "监测进程", "渠道 screen", "来源 投递文件夹"} <= {row["part"] for row in sound.rows}
    fenghuo("import", str(fenghuo.write("bad.jsonl", "no json")))
    unsound = fenghuo("doctor", "--json")
    assert unsound.code == 1
    assert [row["part"] for row in unsound.rows if not row["ok"]] == ["隔离的行"]


def test_doctor_sees_a_channel_that_stays_closed(bare: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ABSENT_TOKEN", raising=False)
    slack = "  - {name: duty, type: slack, token_env: ABSENT_TOKEN, channel: C0DUTY}\nroutes:"
    bare.configure(CONFIGURATION.replace("routes:", slack))
    examined = bare("doctor", "--json")
    assert examined.code == 1
    assert [row["part"] for row in examined.rows if not row["ok"]] == ["渠道 duty"]


def test_a_file_that_may_not_be_read_is_one_sentence(fenghuo: CommandLine, tmp_path: Path) -> None:
    refused = fenghuo("import", str(tmp_path / "inbox"))
    assert refused.code == 2
    assert refused.err.count("\n") == 1


def test_a_backup_opens_as_the_ledger_it_was_made_of_and_replaces_no_file(fenghuo: CommandLine) -> None:
    fenghuo("import", "-", stdin='{"time": "2026-03-05T10:00:00+08:00", "text": "山茶茶饮不错"}\n'.encode())
    copy = fenghuo.folder / "copy.db"
    assert fenghuo("backup", str(copy)).code == 0
    ledger = open_ledger(copy)
    with ledger.read() as view:
        assert [each.mention.text for each in view.mentions.find()] == ["山茶茶饮不错"]
    ledger.close()
    again = fenghuo("backup", str(copy))
    assert again.code == 1
    assert "copy.db" in again.err
