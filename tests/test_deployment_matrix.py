"""docs/deployment-matrix.md tells the truth: every system has its row, and the places and tests in it exist."""
import re

import pytest

from terraform import ROOT

PAGE = ROOT / "docs/deployment-matrix.md"
ROWS = {line.split("|")[1].strip(): line for line in PAGE.read_text().splitlines() if line.startswith("| R0.")}


def test_every_system_has_a_row():
    assert list(ROWS) == [f"R0.{number}" for number in range(1, 18)]


@pytest.mark.parametrize("number", ROWS)
def test_its_places_and_tests_exist(number):
    places = re.findall(r"\]\(\.\./([^)]+)\)", ROWS[number])
    tests = re.findall(r"`(tests/[\w.]+)(?:::(\w+))?`", ROWS[number])
    assert places and tests
    assert [place for place in places if not (ROOT / place).exists()] == []
    for path, name in tests:
        text = (ROOT / path).read_text()
        assert re.search(rf"^def {name}\(" if name else r"^def test_", text, re.M), f"{path}::{name}"
