"""The wheel, installed where nothing else is, builds this edition and another one; so does a bare checkout."""

from __future__ import annotations

import csv
import html
import json
import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

SECOND = Path(__file__).parent / "second-edition"


def run(*command: str | Path, **variables: str) -> str:
    """Run a command away from the repository and return its stdout; fail with what it said on stderr."""
    environment = {
        key: value for key, value in os.environ.items() if key != "PYTHONPATH"
    } | variables
    done = subprocess.run(
        list(map(str, command)),
        cwd=SECOND,  # where no `edition/` lies that Python would take for the package
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))}:\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """The wheel, built by the pinned backend that is installed with the tests."""
    folder = tmp_path_factory.mktemp("wheel")
    run(
        *(sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet"),
        *("--no-deps", "--no-build-isolation", "--no-cache-dir", "--wheel-dir", folder, repository),
    )
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory, repository: Path, wheel: Path) -> Path:
    """The Python of an environment that has the wheel and what the wheel asks for, at the locked versions."""
    folder = tmp_path_factory.mktemp("empty")
    venv.create(folder / "venv", with_pip=False, symlinks=os.name != "nt")
    lock = (repository / "requirements" / "site.txt").read_text(encoding="utf-8")
    pins = (
        folder / "pins.txt"
    )  # as constraints, so that what is installed is what the wheel's metadata names
    pins.write_text(
        "\n".join(re.findall(r"^[\w.-]+==[^\s\\]+(?: *;[^\\\n]+)?", lock, re.MULTILINE))
    )
    found = folder / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    run(
        *(sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", found),
        *("install", "--quiet", "--constraint", pins, wheel),
    )
    return found


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """A project folder with nothing but this edition's `tei/`, and its settings if there are any."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(repository / "tei", folder / "tei")
    if (repository / "edition.toml").is_file():
        shutil.copy(repository / "edition.toml", folder)
    return folder


def test_wheel_carries_templates_and_schema(wheel: Path, repository: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for folder in ("templates", "schema"):
        files = [path for path in (repository / folder).rglob("*") if path.is_file()]
        assert files, f"{folder}/ is empty"
        lacking = {f"edition/{path.relative_to(repository).as_posix()}" for path in files} - names
        assert not lacking, f"not in the wheel: {', '.join(sorted(lacking))}"
    assert "edition/py.typed" in names
    strays = {name.split("/")[0] for name in names if not name.startswith("edition-")} - {"edition"}
    assert not strays, f"the wheel would also install {', '.join(sorted(strays))}"


def test_wheel_builds_this_edition(
    python: Path, copy: Path, built_site: Path, tmp_path: Path
) -> None:
    """The very bytes that the checkout builds."""
    where = run(python, "-c", "import edition; print(edition.__file__)")
    assert Path(where.strip()).is_relative_to(python.parent.parent)
    run(python.with_name("edition"), "-C", copy, "build", "-o", tmp_path / "site")
    _assert_same(tmp_path / "site", built_site)


def test_wheel_builds_a_second_edition(python: Path, tmp_path: Path) -> None:
    """Three files and nothing else: no settings, no schema, no templates."""
    shutil.copytree(SECOND, tmp_path / "project")
    site = tmp_path / "site"
    run(python, "-m", "edition", "-C", tmp_path / "project", "build", "-o", site)
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html")))
    for words in ("The keeper's log", "The mate's letter", "Ada Quill", "Skerry Rock"):
        assert words in html.unescape(text), f"{words!r} is on no page"
    assert "&lt;early&gt;" in text
    assert "<early>" not in text
    exported = run(
        python, "-m", "edition", "-C", tmp_path / "project", "export", "persons", "--format", "csv"
    )
    rows = list(csv.DictReader(exported.splitlines()))
    assert [(row["id"], row["name"], row["mentions"]) for row in rows] == [
        ("ada", "Ada Quill", "2")
    ]


def test_wheel_starts_an_edition(python: Path, tmp_path: Path) -> None:
    """What `edition new` makes is clean, is built, and is checked by the schema it came with."""
    program = python.with_name("edition")
    run(program, "new", tmp_path / "mine")
    report = json.loads(run(program, "-C", tmp_path / "mine", "validate", "--format", "json"))
    assert report["documents"]
    assert not report["diagnostics"]
    run(program, "-C", tmp_path / "mine", "build", "-o", tmp_path / "site")
    assert (tmp_path / "site" / "index.html").is_file()


def test_bare_checkout_builds_this_edition(
    python: Path, repository: Path, built_site: Path, tmp_path: Path
) -> None:
    """Not installed at all: the package, and templates and schema one level up."""
    checkout = tmp_path / "checkout"
    for folder in ("edition", "templates", "schema", "tei"):
        shutil.copytree(
            repository / folder, checkout / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    if (repository / "edition.toml").is_file():
        shutil.copy(repository / "edition.toml", checkout)
    where = run(python, "-c", "import edition; print(edition.__file__)", PYTHONPATH=str(checkout))
    assert Path(where.strip()).is_relative_to(checkout)
    command = (python, "-m", "edition", "-C", checkout, "build", "-o", tmp_path / "site")
    run(*command, PYTHONPATH=str(checkout))
    _assert_same(tmp_path / "site", built_site)


def _assert_same(site: Path, other: Path) -> None:
    one, two = _bytes(site), _bytes(other)
    assert sorted(one) == sorted(two)
    differing = [name for name in one if one[name] != two[name]]
    assert not differing, f"differing bytes in {', '.join(differing[:10])}"


def _bytes(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }
