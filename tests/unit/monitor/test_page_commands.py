import json
import re

import pytest

from dashboard.sessions import Sessions
from domain.clock import VirtualClock
from monitor.wiring import open_monitor
from tests.unit.index.making import NOW
from tests.unit.monitor.commands import CommandLine


def test_a_link_that_a_command_prints_lets_in_once(fenghuo: CommandLine) -> None:
    answer = fenghuo("dashboard", "link")
    assert answer.code == 0
    found = re.fullmatch(r"http://127\.0\.0\.1:8600/enter\?key=([\w-]{32})\n", answer.out)
    assert found
    assert "fenghuo run" in answer.err
    with open_monitor(fenghuo.folder, VirtualClock(NOW)) as monitor:
        assert Sessions(monitor.ledger).redeem(found[1], NOW)
        assert not Sessions(monitor.ledger).redeem(found[1], NOW)


@pytest.mark.parametrize(("lang", "title"), [("zh", "烽火 · 概览"), ("en", "Fenghuo · Overview")])
def test_the_kibana_export_is_written_line_by_line(fenghuo: CommandLine, lang: str, title: str) -> None:
    answer = fenghuo("kibana", "export", "--lang", lang, "--pages", "https://fenghuo.example/")
    assert answer.code == 0
    listed = [json.loads(line) for line in answer.out.splitlines()]
    assert title in [each["attributes"]["title"] for each in listed]
    assert "https://fenghuo.example/mentions?" in answer.out
    assert ("重大 4/4" in answer.out) is (lang == "zh")


def test_kibana_commands_tell_what_is_wrong_in_words(fenghuo: CommandLine) -> None:
    assert fenghuo("kibana", "export", "--lang", "fr").code == 2
    away = fenghuo("kibana", "import", "--url", "http://127.0.0.1:9")
    assert away.code == 1
    assert "check --url" in away.err
    unset = fenghuo("kibana", "import", "--url", "http://127.0.0.1:9", "--api-key-env", "FENGHUO_NOT_SET")
    assert unset.code == 2
    assert "FENGHUO_NOT_SET" in unset.err
