"""`edition new` makes a project that validates without a word, builds, and teaches; it never overwrites anything."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree, html

from edition.cli import main
from edition.errors import EditionError
from edition.project import SETTINGS, Project
from edition.starter import create


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new project, just made. Not to be written into."""
    folder = tmp_path_factory.mktemp("starter") / "my edition"
    create(folder)
    return folder


@pytest.fixture(scope="module")
def sources(project: Path) -> list[Path]:
    return sorted((project / "tei").glob("*.xml"))


def run(*words: str | Path) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, list(map(str, words)))
    return done.exit_code, done.stdout, done.stderr


def test_says_what_it_made_and_what_comes_next(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "my edition"
    status, said, _ = run("new", folder)
    assert status == 0
    made = [line.strip() for line in said.splitlines() if line.startswith("  ")][:-2]
    assert made == sorted(made)
    assert all((folder / name).is_file() for name in made)
    assert len(made) == sum(path.is_file() for path in folder.rglob("*"))
    commands = [line.strip() for line in said.splitlines()[-2:]]
    assert commands == [f"edition -C '{folder}' validate", f"edition -C '{folder}' build"]


def test_validates_silently(project: Path, sources: list[Path]) -> None:
    status, said, faults = run("-C", project, "validate")
    assert (status, said, faults) == (0, f"{len(sources)} documents, no faults.\n", "")


def test_is_checked_by_the_shipped_schema(project: Path, repository: Path) -> None:
    shipped = {
        one.name for one in (repository / "schema").iterdir() if one.suffix in {".rng", ".sch"}
    }
    assert {one.name for one in (project / "schema").iterdir()} == shipped
    schemas = Project(project).schemas
    assert {one.name for one in (*schemas.grammars, *schemas.rules)} == shipped


def test_is_valid_tei(sources: list[Path], tei_all: etree.RelaxNG) -> None:
    """Against tei_all, by libxml2 itself."""
    for source in sources:
        assert tei_all.validate(etree.parse(source)), tei_all.error_log


def test_builds(project: Path, tmp_path: Path) -> None:
    status, said, faults = run("-C", project, "build", "-o", tmp_path / "site")
    assert (status, faults) == (0, ""), said
    pages = {path.relative_to(tmp_path / "site").as_posix() for path in tmp_path.rglob("*.html")}
    assert {
        "index.html",
        "texts/original/index.html",
        "texts/translation/index.html",
        "parallel/original-translation/index.html",
        "parallel/original-translation/synoptic.html",
        "notes.html",
        "persons/greta-rehm.html",
        "places/vienna.html",
        "organisations/council.html",
        "events/flood.html",
        "works/ferryman.html",
        "dates/index.html",
        "about.html",
    } <= pages
    for page in pages:
        tree = html.parse(tmp_path / "site" / page).getroot()
        for address in tree.xpath("//a/@href"):
            path, _, fragment = address.partition("#")
            if not path.startswith("http"):
                target = (
                    (tmp_path / "site" / page).parent / path if path else tmp_path / "site" / page
                )
                assert target.is_file(), f"{page}: {address}"
                if fragment:
                    assert f'id="{fragment}"' in target.read_text(encoding="utf-8"), (
                        f"{page}: {address}"
                    )


def test_every_name_is_in_the_register(project: Path) -> None:
    indexes = list(Project(project).edition.indexes.values())
    assert all(index.entries for index in indexes[:5])
    assert not any(index.unlinked for index in indexes)
    assert all(entry.mentions for index in indexes for entry in index.entries)


def test_one_passage_stands_alone(project: Path) -> None:
    """The sample shows what it speaks of: several passages answering one, and one that nothing answers."""
    (alignment,) = Project(project).edition.alignments
    assert [key.rpartition("#")[2] for key in alignment.alone()] == ["o4"]
    assert any(len(row.cells[1]) == 2 for row in alignment.rows())


def test_sources_teach(sources: list[Path]) -> None:
    assert len(sources) == 4
    for source in sources:
        comments = [node.text for node in etree.parse(source).iter(etree.Comment)]
        assert len(comments) >= 3, f"{source.name} says too little of itself"
        assert max(map(len, comments)) < 420, f"{source.name} says too much at once"


def test_settings_are_all_shown_and_all_known(project: Path) -> None:
    """Each line that can be uncommented is a setting that there is; each setting that there is stands there."""
    text = (project / "edition.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text) == {}
    uncommented = re.sub(r"(?m)^# (?=\[[\w.]+\]$|[\w-]+ = )", "", text)
    shown = {table: set(values) for table, values in tomllib.loads(uncommented).items()}
    assert shown == {table: set(values) for table, values in SETTINGS.items()}


def test_settings_can_be_uncommented(tmp_path: Path) -> None:
    create(tmp_path / "new")
    file = tmp_path / "new" / "edition.toml"
    text = file.read_text(encoding="utf-8")
    if not (tmp_path / "new" / "schema" / "edition.sch").exists():
        pytest.skip("needs the rules beside the grammar")
    file.write_text(re.sub(r"(?m)^# (?=\[[\w.]+\]$|[\w-]+ = )", "", text), encoding="utf-8")
    assert Project(tmp_path / "new").diagnostics == []


def test_readme_names_what_is_there(project: Path) -> None:
    text = (project / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:tei|schema|templates)/[\w./-]*|edition\.toml)`", text))
    assert named
    assert not [name for name in named if not (project / name).exists()]
    verbs = set(
        re.findall(r"\bedition ([a-z]+)", "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.S)))
    )
    assert verbs <= set(main.commands)


def test_readme_lesson_works(tmp_path: Path) -> None:
    """Step 2 of "What to do next": a mistyped pointer is named with the id that was meant."""
    create(tmp_path / "new")
    file = tmp_path / "new" / "tei" / "translation.xml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("#greta-rehm", "#greta", 1), encoding="utf-8")
    status, said, _ = run("-C", tmp_path / "new", "validate")
    assert status == 1
    assert "translation.xml:" in said
    assert "register.xml#greta-rehm?" in said


def test_fills_an_empty_folder(tmp_path: Path) -> None:
    """And leaves nothing beside the project."""
    made = create(tmp_path)
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == sorted(made)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_fills_the_folder_it_is_called_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    status, said, _ = run("new", ".")
    assert status == 0
    assert said.splitlines()[-2:] == ["  edition validate", "  edition build"]
    assert run("validate")[0] == 0
    assert run("new", "site/../other")[0] == 0
    assert (tmp_path / "other" / "tei").is_dir()


@pytest.mark.parametrize("name", ["notes.txt", ".git/config", "tei/original.xml"])
def test_never_overwrites(tmp_path: Path, name: str) -> None:
    mine = tmp_path / "mine" / name
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    status, _, said = run("new", tmp_path / "mine")
    assert status == 1
    assert said.count("\n") == 1
    assert "is not empty" in said
    assert "name a new folder" in said
    assert [path for path in (tmp_path / "mine").rglob("*") if path.is_file()] == [mine]
    assert mine.read_text() == "mine"


@pytest.mark.parametrize("inside", ["", "deep/er"])
def test_a_file_is_no_folder(tmp_path: Path, inside: str) -> None:
    (tmp_path / "taken").write_text("mine")
    status, _, said = run("new", tmp_path / "taken" / inside)
    assert status == 1
    assert (
        said
        == f"edition: {tmp_path / 'taken'}: is a file, and a project is a folder; name another\n"
    )
    assert (tmp_path / "taken").read_text() == "mine"


@pytest.mark.skipif(not hasattr(os, "pathconf"), reason="needs to know how long a path may be")
@pytest.mark.parametrize("exists", [True, False])
def test_a_failure_leaves_nothing_half_made(tmp_path: Path, exists: bool) -> None:
    """In a folder with so long a name that the README can still be written, and nothing in the folders below."""
    longest = os.pathconf("/", "PC_PATH_MAX") - 1
    length = longest - len("/.edition-new-12345678/README.md") - len(f"{tmp_path}/")
    folder = tmp_path / (("x" * 99 + "/") * (length // 100) + "y" * (length % 100))
    if exists:
        folder.mkdir(parents=True)
    with pytest.raises(EditionError, match="cannot be written"):
        create(folder)
    assert list(folder.iterdir() if exists else tmp_path.iterdir()) == []


def test_is_in_the_wheel(tmp_path: Path, repository: Path, project: Path) -> None:
    """With templates and schema; built from a copy, so that nothing is left here."""
    copy = tmp_path / "copy"
    ignored = shutil.ignore_patterns(
        ".git", ".venv", "node_modules", "site", "__pycache__", "tests"
    )
    shutil.copytree(repository, copy, ignore=ignored)
    command = (sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet")
    options = ("--no-deps", "--no-build-isolation", "--no-cache-dir", "--wheel-dir", tmp_path, copy)
    subprocess.run([*command, *map(str, options)], check=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
    wanted = {path.relative_to(project).as_posix() for path in project.rglob("*") if path.is_file()}
    found = {name.removeprefix("edition/starter/") for name in names}
    found |= {name.removeprefix("edition/") for name in names if name.startswith("edition/schema/")}
    assert wanted <= found
