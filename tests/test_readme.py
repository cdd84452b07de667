"""What the documents tell the reader to type exists, and their links lead somewhere."""

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [
    "README.md",
    "CHANGELOG.md",
    *(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")),
]
GUIDES = ["README.md", "docs/checklist.md", "docs/development.md"]


def text_of(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def commands_in(document: str) -> list[str]:
    """Every line of a code block and every piece of inline code, without comments."""
    text = text_of(document)
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE))
    return [line.split("#")[0].strip() for line in [*"\n".join(blocks).splitlines(), *inline]]


@cache
def help_of(*words: str) -> str:
    result = subprocess.run(
        [sys.executable, "-m", "analysis", *words, "--help"], capture_output=True, text=True, encoding="utf-8"
    )
    assert result.returncode == 0, f"monitoring {' '.join(words)}"
    return result.stdout


@pytest.mark.parametrize("document", GUIDES)
def test_every_make_target_named_exists(document):
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), flags=re.MULTILINE))
    named = {word for line in commands_in(document) if line.startswith("make ") for word in line.split()[1:]}
    assert {word for word in named if "=" not in word} <= targets


@pytest.mark.parametrize("document", GUIDES)
def test_every_monitoring_command_and_option_named_exists(document):
    for line in commands_in(document):
        match = re.search(r"\bmonitoring (?!python)([a-z]+)(.*)", line.split("-n monitoring ")[-1])
        if match:
            command, rest = match.groups()
            assert f"    {command} " in help_of()
            options = set(re.findall(r"--[a-z-]+", rest)) - {"--help"}
            below = re.match(r" ([a-z]+)", rest) if command == "slides" else None
            of_command = help_of(command, *([below[1]] if below else []))
            assert options <= set(re.findall(r"--[a-z-]+", of_command)), line


def test_the_readme_names_every_command_there_is():
    names = re.findall(r"^    ([a-z]+)  ", help_of().split("Befehle:")[1], flags=re.MULTILINE)
    assert names
    assert [name for name in names if f"monitoring {name}" not in text_of("README.md")] == []


def test_every_file_typed_in_the_readme_exists():
    for line in commands_in("README.md"):
        for path in re.findall(r"\bdata/raw/\S+\.xlsx|\benvironment\.yml", line):
            assert (ROOT / path).is_file(), path


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_and_pictures_point_to_files(document):
    for target in re.findall(r"\]\(([^)#]+)\)", text_of(document)):
        assert ((ROOT / document).parent / target).is_file(), target


def test_the_picture_in_the_readme_is_small():
    (picture,) = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text_of("README.md"))
    assert (ROOT / picture).stat().st_size < 200_000


def test_the_two_commands_come_first():
    blocks = re.findall(r"^```sh\n(.*?)^```", text_of("README.md"), flags=re.DOTALL | re.MULTILINE)
    assert [line.split("#")[0].strip() for line in blocks[0].splitlines()] == ["make report", "make test"]
    assert [line.split()[0] for line in blocks[1].splitlines()] == ["conda", "conda"]


def test_every_decision_stands_in_the_index():
    index = text_of("docs/decisions/README.md")
    decisions = {path.name for path in (ROOT / "docs" / "decisions").glob("*.md")} - {"README.md"}
    assert {name for name in decisions if f"({name})" not in index} == set()
