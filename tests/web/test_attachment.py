"""The names under which browsers save files."""

from __future__ import annotations

import pytest

from app.web.attachment import disposition, stem


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("", "ea8a600c6688"),
        ("CNN, lr 0.01 (2)", "cnn-lr-0-01-2-ea8a600c6688"),
        ("첫 실행", "첫-실행-ea8a600c6688"),
        ("../..", "ea8a600c6688"),
        ("x" * 80, "x" * 40 + "-ea8a600c6688"),
    ],
)
def test_a_runs_files_are_called_by_its_name_and_its_id(name: str, called: str) -> None:
    assert stem(name, "ea8a600c6688") == called


def test_a_name_that_no_quoted_string_can_hold_is_encoded() -> None:
    assert disposition("a-1.csv") == 'attachment; filename="a-1.csv"'
    assert disposition("첫-1.csv") == "attachment; filename*=UTF-8''%EC%B2%AB-1.csv"
