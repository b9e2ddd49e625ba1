"""Tiny editions and what is made of them: `golden/NAME/tei` and `golden/NAME/expected`.

`pytest --renew` writes what is made now as what is expected; read the difference before you commit it. The page
around a text belongs to the templates and is not held here.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from edition.alignment import Alignment
from edition.analysis import Addressed, text_element
from edition.export import files
from edition.project import Project
from edition.rendering import Renderer
from edition.reports import render

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", sorted(folder.name for folder in GOLDEN.iterdir()))
def test_golden(name: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = GOLDEN / name
    monkeypatch.chdir(folder)
    made = dict(_made(Project(folder)))
    expected = folder / "expected"
    if request.config.getoption("--renew"):
        shutil.rmtree(expected, ignore_errors=True)
        for address, text in made.items():
            (expected / address).parent.mkdir(parents=True, exist_ok=True)
            (expected / address).write_bytes(text.encode())
    files = [file for file in expected.rglob("*") if file.is_file()]
    wanted = {file.relative_to(expected).as_posix(): file.read_bytes().decode() for file in files}
    assert sorted(made) == sorted(wanted)
    for address, text in wanted.items():
        assert made[address] == text, f"{address} differs; pytest --renew makes it anew"


def _made(project: Project) -> Iterator[tuple[str, str]]:
    yield "validate.txt", render(project.findings, len(project.files))
    for name, text in files(project.edition):
        if text.strip():
            yield f"data/{name}", text.rstrip("\n") + "\n"
    for document in project.documents.values():
        addressed = Addressed(document)
        for id, root in addressed.roots.items():
            renderer = Renderer(addressed, project.edition, root="../../", within=root)
            if (element := text_element(root)) is not None:
                body = renderer.render(element)
                notes = [f"{note.id} {note.label} {note.html}" for note in renderer.result.notes]
                yield f"texts/{id}.html", _broken(body, *notes)
            header = Renderer(addressed, project.edition, root="", within=root)
            yield f"headers/{id}.html", _broken(header.render(root[0]))
    for alignment in project.edition.alignments:
        for leading, document in enumerate(alignment.documents):
            yield f"parallel/{alignment.id}-{document}.txt", _rows(alignment, leading)


def _rows(alignment: Alignment, leading: int) -> str:
    lines = []
    for row in alignment.rows(leading):
        cells = (" ".join(key.partition("#")[2] for key in cell) or "-" for cell in row.cells)
        labels = "; ".join(item.label for item in row.correspondences)
        lines.append(" | ".join([*cells, labels]).rstrip(" |"))
    return "\n".join(lines) + "\n"


def _broken(*html: str) -> str:
    """Return HTML with a line break before each block, so that a difference can be read."""
    text = "\n".join(html)
    for tag in (
        "p",
        "div",
        "section",
        "h2",
        "h3",
        "h4",
        "li",
        "ul",
        "ol",
        "table",
        "tr",
        "td",
        "th",
    ):
        text = text.replace(f"<{tag} ", f"\n<{tag} ").replace(f"<{tag}>", f"\n<{tag}>")
    return "\n".join(line.strip() for line in text.splitlines() if line.strip()) + "\n"
