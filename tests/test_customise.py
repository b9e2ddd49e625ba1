"""The examples of docs/customise.md and of the starter's note on templates work as they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from edition.diagnostics import Severity
from edition.errors import EditionError
from edition.project import Project
from edition.starter import create

REPOSITORY = Path(__file__).resolve().parent.parent
DOCUMENTS = (
    REPOSITORY / "docs" / "customise.md",
    REPOSITORY / "edition" / "starter" / "templates" / "README.md",
)

#: A block of code under a line that begins with a path: a file to put there, or what a page then has.
EXAMPLE = re.compile(
    r"^`((?:templates|site)/[^`]+)`[^\n]*:\n\n```\w*\n(.*?)\n```$", re.MULTILINE | re.DOTALL
)


class Section(NamedTuple):
    """A section of a document: its name, the files to place, and for each page what it then has."""

    name: str
    files: tuple[tuple[str, str], ...]
    found: tuple[tuple[str, str], ...]


def sections(document: Path) -> Iterator[Section]:
    text = document.read_text(encoding="utf-8")
    for part in re.split(r"^## ", text, flags=re.MULTILINE):
        examples = EXAMPLE.findall(part)
        files = [item for item in examples if item[0].startswith("templates/")]
        found = [item for item in examples if item[0].startswith("site/")]
        if examples:
            yield Section(f"{document.name}: {part.splitlines()[0]}", tuple(files), tuple(found))


SECTIONS = [section for document in DOCUMENTS for section in sections(document)]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    create(tmp_path / "project")
    return tmp_path / "project"


def place(project: Path, name: str, text: str) -> None:
    assert not (project / name).exists(), f"two examples of one section are called {name}"
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    (project / name).write_text(text + "\n", encoding="utf-8")


def folded(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
def test_examples_work(project: Path, section: Section) -> None:
    for name, text in section.files:
        place(project, name, text)
    edition = Project(project)
    edition.build(project / "site")
    assert [str(item) for item in (*edition.diagnostics, *edition.site.findings)] == []
    for page, wanted in section.found:
        html = folded((project / page).read_text(encoding="utf-8"))
        assert folded(wanted) in html, f"{page} lacks {wanted}"


def test_every_block_of_code_is_an_example() -> None:
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        assert text.count("\n```\n") == len(EXAMPLE.findall(text)), document


def test_examples_show_each_way() -> None:
    """A block, a page, an element and the style sheet; and what comes of each is looked at."""
    names = {name for section in SECTIONS for name, _ in section.files}
    for folder in ("templates/", "templates/elements/", "templates/assets/"):
        assert any(name.rpartition("/")[0] + "/" == folder for name in names), folder
    assert all(section.found for section in SECTIONS)


def test_tables_name_what_there_is() -> None:
    """Each block and each template that the tables name."""
    text = DOCUMENTS[0].read_text(encoding="utf-8")
    shipped = REPOSITORY / "templates"
    blocks = re.findall(r"{% block (\w+)", (shipped / "base.html").read_text(encoding="utf-8"))
    table = text.partition("| block of `base.html`")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) <= set(blocks)
    assert set(blocks) <= set(re.findall(r"`(\w+)`", table))
    first, of_text = re.search(
        r"first page has the blocks (.*), the page of\s+a text (.*)\.", text
    ).groups()  # type: ignore[union-attr]
    for said, template in ((first, "index.html"), (of_text, "text.html")):
        blocks = re.findall(r"{% block (\w+)", (shipped / template).read_text(encoding="utf-8"))
        assert set(re.findall(r"`(\w+)`", said)) <= set(blocks)
    table = text.partition("| page | template |")[2].partition("\n\n")[0]
    named = set(re.findall(r"`(\w+\.html)`", table))
    assert named == {file.name for file in shipped.glob("*.html")} - {"base.html", "macros.html"}


def test_what_every_page_sees_is_there(project: Path) -> None:
    """A page of the second table sees exactly what the table says, besides what all see."""
    text = DOCUMENTS[0].read_text(encoding="utf-8")
    table = text.partition("| page | template |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| [^|]+ \| `(\w+\.html)` \| ([^|]*)\|$", table, re.MULTILINE)
    said = {template: set(re.findall(r"`(\w+)`", names)) for template, names in rows}
    everywhere = {"title", "section"}
    for page in Project(project).site.pages():
        assert set(page.context) - everywhere == said[page.template], page.template


def test_a_look_that_loses_text_is_an_error(project: Path) -> None:
    place(project, "templates/elements/foreign.html", "<i>a foreign word</i>")
    edition = Project(project)
    edition.build(project / "site")
    faults = edition.site.findings
    assert {(item.code, item.severity) for item in faults} == {("text-lost", Severity.error)}
    assert "Patientia" in faults[0].message


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("templates/elements/foreign.html", "{{ attributes.type }}"),
        ("templates/elements/foreign.html", "{% if %}"),
        ("templates/elements/foreign.html", "{{ text + 1 }}"),
        ("templates/elements/foreign.html", "{% include 'elements/foreign.html' %}"),
        ("templates/passage.html", "{{ passsage }}"),
        ("templates/passage.html", "{% endif %}"),
        ("templates/base.html", "{% extends 'shipped/bass.html' %}"),
    ],
)
def test_a_faulty_template_is_named_in_one_line(project: Path, name: str, text: str) -> None:
    place(project, name, text)
    with pytest.raises(EditionError) as caught:
        Project(project).build(project / "site")
    assert "\n" not in str(caught.value)
    assert name in str(caught.value) or "bass.html" in str(caught.value)
    assert not (project / "site").exists()


def test_a_look_keeps_the_names_of_the_page(project: Path) -> None:
    """An element with a look of one's own is a mention as before: it has a card, and stands in the list of names."""
    page = "site/texts/translation/index.html"
    Project(project).build(project / "site")
    before = (project / page).read_text(encoding="utf-8")
    place(project, "templates/elements/orgName.html", "<b>{{ content }}</b>")
    Project(project).build(project / "site")
    after = (project / page).read_text(encoding="utf-8")
    assert "organisations/council.html" in after.partition("Names on this page")[2]
    assert before.count("</li>") == after.count("</li>")


def test_assets_join_and_replace(project: Path) -> None:
    place(project, "templates/assets/style.css", "body { color: black }")
    place(project, "templates/assets/fonts/mine.woff2", "not a font")
    place(project, "templates/assets/.DS_Store", "")
    Project(project).build(project / "site")
    assets = project / "site" / "assets"
    assert (assets / "style.css").read_text() == "body { color: black }\n"
    assert (assets / "fonts" / "mine.woff2").is_file()
    assert (assets / "script.js").is_file()
    assert not (assets / ".DS_Store").exists()
