"""The repository keeps what its documents promise."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

LOCKS = ("dev.txt", "site.txt")

#: What gives away the address of a package registry: its own hosts, a simple index, or an option that sets one.
REGISTRY = re.compile(
    r"files\.pythonhosted\.org|registry\.(npmjs|yarnpkg)\.|npmmirror\."
    r"|https?://[^\s\"'<>]*/simple\b|--(extra-)?index-url[ =]\S|--find-links[ =]\S|^\s*registry *="
    r"|\"resolved\": *\"",
    re.MULTILINE,
)


@pytest.fixture(scope="module")
def files(repository: Path) -> list[Path]:
    """Every file that is tracked, or would be."""
    if not (repository / ".git").exists() or shutil.which("git") is None:
        pytest.skip("needs git and a clone, to know which files are the repository's")
    command = [
        "git",
        "-C",
        str(repository),
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.split("\0") if name and (path := repository / name).is_file()]


def test_no_file_names_a_registry(files: list[Path], repository: Path) -> None:
    found = [
        f"{path.relative_to(repository)}: {hit[0]}"
        for path in files
        for hit in REGISTRY.finditer(path.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", LOCKS)
def test_python_lock_pins_by_hash(repository: Path, name: str) -> None:
    text = (repository / "requirements" / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip().replace("\\\n", ""))
    loose = [
        entry
        for entry in entries
        if not re.match(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", entry)
    ]
    assert not loose
    assert "://" not in text


@pytest.mark.parametrize("name", LOCKS)
def test_python_lock_covers_what_is_asked_for(repository: Path, name: str) -> None:
    settings = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    groups = settings["dependency-groups"]
    asked = (
        settings["project"]["dependencies"] + groups["build"] + settings["build-system"]["requires"]
    )
    if name == "dev.txt":
        asked += [item for item in groups["dev"] if isinstance(item, str)]
    pins = _pins(repository / "requirements" / name)
    assert {_name(item) for item in asked} <= set(pins)
    everything = _pins(repository / "requirements" / "dev.txt")
    assert pins.items() <= everything.items(), "site.txt and dev.txt disagree: run make lock"


def test_npm_lock_pins_by_hash(repository: Path) -> None:
    lock = json.loads((repository / "tests" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert {"node_modules/axe-core", "node_modules/vnu-jar"} <= set(packages)
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())


#: What is written for users; the examples in `docs/diagnostics.md` are tried by their own test.
DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    "docs/architecture.md",
    "docs/customise.md",
    "docs/exports.md",
    "docs/validation.md",
]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_name_what_exists(repository: Path, name: str) -> None:
    """Each `make` target, each `edition` command and each relative link."""
    text = (repository / name).read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))
    targets = set(
        re.findall(r"^(\w+):", (repository / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert set(re.findall(r"\bmake (\w+)", code)) <= targets
    links = [link for link in re.findall(r"\]\(([^)\s#]+)[^)]*\)", text) if "://" not in link]
    assert not [link for link in links if not ((repository / name).parent / link).exists()]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_name_commands_that_exist(repository: Path, name: str) -> None:
    from edition.cli import main

    text = (repository / name).read_text(encoding="utf-8")
    named = re.findall(r"^ *(?:\$ )?edition (?:-C \S+ )?(\w+)|`edition (\w+)", text, re.MULTILINE)
    assert {first or second for first, second in named} <= set(main.commands)


def test_the_page_on_validation_names_each_option_and_setting(repository: Path) -> None:
    from edition.cli import main
    from edition.project import SETTINGS
    from edition.reports import FORMATS

    text = (repository / "docs" / "validation.md").read_text(encoding="utf-8")
    options = {word for one in main.commands["validate"].params for word in one.opts}
    settings = {*SETTINGS["validate"], *SETTINGS["pointers"]}
    wanted = {word for word in options if word.startswith("-")} | settings | set(FORMATS)
    assert {word for word in wanted if not re.search(rf"(?<![\w-]){word}(?![\w-])", text)} == set()


def test_architecture_names_every_module(repository: Path) -> None:
    text = (repository / "docs" / "architecture.md").read_text(encoding="utf-8")
    modules = {
        path.stem for path in (repository / "edition").glob("*.py") if not path.stem.startswith("_")
    }
    missing = [
        name for name in sorted(modules) if not re.search(rf"`(edition[./])?{name}(\.\w+)*`", text)
    ]
    assert not missing, f"docs/architecture.md says nothing of: {', '.join(missing)}"


def test_each_version_has_its_entry(repository: Path) -> None:
    import edition

    text = (repository / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## (Unreleased|{re.escape(edition.__version__)})", text, re.MULTILINE)


def _pins(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE))


def _name(requirement: str) -> str:
    return re.split(r"[^\w.-]", requirement)[0].lower()
