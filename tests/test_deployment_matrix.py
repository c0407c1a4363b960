"""docs/deployment-matrix.md tells the truth: every system has its row, the places and tests in it exist, and the resources that
Terraform declares are those of its list, no fewer and no more."""
import os
import re

import pytest

import hybrid
from terraform import ROOT, directories

PAGE = ROOT / "docs/deployment-matrix.md"
ROWS, RESOURCES = ([[cell.strip() for cell in line.split("|")[1:-1]] for line in part.splitlines() if line.startswith("| R0.")]
                   for part in PAGE.read_text().split("## What Terraform makes of each"))
NUMBERS = [row[0] for row in ROWS]


def test_every_system_has_a_row():
    assert NUMBERS == [f"R0.{number}" for number in range(1, 18)]


@pytest.mark.parametrize("row", ROWS, ids=NUMBERS)
def test_its_places_and_tests_exist(row):
    places = re.findall(r"\]\(\.\./([^)]+)\)", row[3])
    tests = re.findall(r"`(tests/[\w.]+)(?:::(\w+))?`", row[4])
    assert places and tests
    assert [place for place in places if not (ROOT / place).exists()] == []
    for path, name in tests:
        text = (ROOT / path).read_text()
        assert re.search(rf"^def {name}\(" if name else r"^def test_", text, re.M), f"{path}::{name}"


def test_every_resource_belongs_to_a_system_and_every_system_has_its_resources():
    named = {(directory, name) for _, directory, names in RESOURCES for name in re.findall(r"`([^`]+)`", names)}
    declared = {(str(directory), name) for directory, found in directories().items() for name in found.get("resource", {})}
    assert declared - named == set() == named - declared
    systems = {number for numbers, *_ in RESOURCES for number in numbers.split(", ")}
    assert systems == set(NUMBERS) - {"R0.17"}, "what runs on one machine needs no cloud"


def test_every_module_is_used():
    called = {os.path.normpath(directory / call["source"]) for directory, found in directories().items() for call in found.get("module", {}).values()}
    roots = {"account", *(f"environments/{name}" for name in ("dev", "staging", "prod"))}
    assert called == {str(directory) for directory in directories()} - roots


def test_one_command_tests_every_arrangement():
    command = re.search(r"^test_all\(\) \{(.*?)^\}", (ROOT / "dev").read_text(), re.M | re.S).group(1)
    assert re.findall(r"^  black_box_tests(?:_again (\w+))? ", command, re.M) == ["", *list(hybrid.DEPLOYMENTS)[1:]]
    assert f"build/{{unit,black-box,{','.join(list(hybrid.DEPLOYMENTS)[1:])}}}.xml" in command.partition("tally.py")[2]
