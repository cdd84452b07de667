"""The environments agree with pyproject.toml, and nothing in the repository is bound to one machine."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import rattler
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet


@pytest.fixture(scope="module")
def requirements(repository: Path) -> dict[str, SpecifierSet]:
    """Name → range of every dependency in pyproject.toml, those for development included."""
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    texts = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    return {requirement.name: requirement.specifier for requirement in map(Requirement, texts)}


@pytest.fixture(scope="module")
def conda(repository: Path) -> dict:
    return yaml.safe_load((repository / "environment.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def locked(repository: Path) -> list[str]:
    """The lock's entries, each with its hashes on one line."""
    text = (repository / "requirements.lock").read_text(encoding="utf-8")
    return text.replace("\\\n", "").splitlines()


def test_conda_installs_the_same_packages_in_the_same_ranges(conda, requirements):
    specs = [rattler.MatchSpec(spec) for spec in conda["dependencies"] if isinstance(spec, str)]
    ranges = {spec.name.normalized: SpecifierSet(str(spec.version or "")) for spec in specs}
    ranges.pop("pip")
    ranges |= {r.name: r.specifier for r in map(Requirement, conda["dependencies"][-1]["pip"][:-1])}
    assert ranges.pop("python") == SpecifierSet(">=3.11")
    assert ranges == requirements


def test_conda_takes_packages_from_conda_forge_alone(conda):
    assert conda["name"] == "monitoring"
    assert conda["channels"] == ["conda-forge", "nodefaults"]


def test_conda_installs_this_package_itself_from_the_folder(conda):
    assert conda["dependencies"][-1]["pip"][-1] == "--editable ."


def test_every_dependency_is_locked_within_its_range(locked, requirements):
    pins = [re.match(r"([a-z0-9.-]+)==([^ ;]+)", entry) for entry in locked]
    assert all(pins)
    versions = {pin[1]: pin[2] for pin in pins if pin}
    for name, allowed in requirements.items():
        assert versions.get(name, "missing") in allowed, name


def test_every_locked_package_bears_its_hashes_and_no_address(locked):
    for entry in locked:
        assert re.search(r" --hash=sha256:[0-9a-f]{64}", entry), entry
        assert "://" not in entry
        assert not entry.startswith(("-", "#"))


def test_hooks_are_local_and_download_nothing(repository):
    hooks = yaml.safe_load((repository / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert {repo["repo"] for repo in hooks["repos"]} == {"local"}
    assert {hook["language"] for repo in hooks["repos"] for hook in repo["hooks"]} == {"system"}


def test_no_file_names_a_folder_of_one_machine_or_a_package_registry(repository):
    # Taken apart, so that this file does not contain what it looks for.
    folders = [f"/{top}/{rest}" for top, rest in [("work", "main"), ("work", "shared"), ("root", ""), ("home", "")]]
    spelt = ["py+pi.org", "python+hosted.org", "np+mjs.org", "np+mjs.com", "deb+ian.org", "ana+conda.org"]
    hosts = [host.replace("+", "") for host in spelt]  # so that this file does not name one itself
    options = ["--" + name for name in ("index-url", "extra-index-url", "find-links", "trusted-host")]
    wanted = re.compile("|".join(rf"(?<![\w.]){re.escape(text)}" for text in folders + options) + "|" + "|".join(hosts))

    found = []
    for name in repository_files(repository):
        try:
            text = (repository / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{name}:{n}: {hit[0]}" for n, line in enumerate(text.splitlines(), 1) if (hit := wanted.search(line))
        ]
    assert found == []


def repository_files(repository: Path) -> list[str]:
    """What git tracks, and what it would track: not what .gitignore names."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=repository,
        capture_output=True,
        check=True,
    )
    names = listing.stdout.decode().split("\0")
    return [name for name in names if name and (repository / name).is_file()]
