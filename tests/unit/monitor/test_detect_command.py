from pathlib import Path

import pytest

from tests.unit.monitor.commands import CommandLine


def test_detect_answers_each_row_with_its_own_timestamp(bare: CommandLine, tmp_path: Path) -> None:
    series = tmp_path / "series.csv"
    times = [f"2026-03-16 {minute // 12:02}:{minute % 12 * 5:02}:00" for minute in range(200)]
    series.write_text("timestamp,value\n" + "".join(f"{time},{500 if time == times[-1] else 3}\n" for time in times))
    answer = bare("detect", str(series))
    assert answer.code == 0, answer.err
    head, *rows = answer.out.splitlines()
    assert head == "timestamp,anomaly_score"
    assert [row.split(",")[0] for row in rows] == times
    scores = [float(row.split(",")[1]) for row in rows]
    assert scores[-1] > 0.9 and max(scores[:-1]) < 0.5


def test_detect_reads_standard_input_and_columns_in_any_order(bare: CommandLine) -> None:
    answer = bare("detect", "-", stdin=b"value,timestamp\n1,2026-03-16T09:00:00+08:00\n2,2026-03-16T09:05:00+08:00\n")
    assert [row.split(",")[0] for row in answer.out.splitlines()[1:]] == [
        "2026-03-16T09:00:00+08:00",
        "2026-03-16T09:05:00+08:00",
    ]


@pytest.mark.parametrize(
    ("series", "place"),
    [
        ("time,value\n", "1: timestamp"),
        ("timestamp,value\n2026-03-16,3\nyesterday,3\n", "3: timestamp"),
        ("timestamp,value\n2026-03-16,many\n", "2: value"),
        ("timestamp,value\n2026-03-16,-1\n", "2: value"),
        ("timestamp,value\n2026-03-16,nan\n", "2: value"),
        ("timestamp,value\n2026-03-16\n", "2: value"),
    ],
)
def test_detect_names_line_and_column_of_what_it_can_not_read(
    bare: CommandLine, tmp_path: Path, series: str, place: str
) -> None:
    file = tmp_path / "series.csv"
    file.write_text(series)
    refused = bare("detect", str(file))
    assert refused.code == 2
    assert place in refused.err and refused.err.count("\n") == 1


def test_detect_names_a_file_that_is_missing(bare: CommandLine) -> None:
    assert "nowhere.csv" in bare("detect", "nowhere.csv").err
