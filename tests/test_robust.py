"""Robustness: whatever sources look like, their edition is built and audited, each text has its page, and none is lost.

What encoders get wrong stands in files of `bad/`; here, too, are whole editions with changes made by lot, always the same.
A build that raises anything but an `EditionError` shows its user a traceback, which tells no editor what to mend.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from lxml import etree
from mutations import Mutator

from edition.errors import EditionError
from edition.project import Project
from edition.tei import XML_ID, Element, elements_with_ids

TESTS = Path(__file__).parent
GRAMMAR = TESTS.parent / "schema" / "edition.rng"
BAD = sorted(folder.name for folder in (TESTS / "bad").iterdir())
#: Editions that are changed: their sources, and how many times each is.
EDITIONS = {
    TESTS.parent / "tei": 3,
    **{folder / "tei": 8 for folder in sorted((TESTS / "golden").iterdir())},
}
#: How many changes are made to each of an edition's files.
CHANGES = 6

#: What looks wrong to a reader, or to a program that reckons with numbers, dates, names of files and addresses.
VALUES = (
    "²", "9" * 400, "1e999", "NaN", "-0", "0000", "99999-99-99", "-0044-13-40", "1820/1830", "0626-08-07T25:61", "..", "../..",
    "/", "#", "##", "#a#b", "%", "%00", "a%2Fb", ":", "a:", "key:", "key:a:b", "@key:a", "@key:person:a", "http:", "http://[", "https://d-nb.info/gnd/",
    "file:///etc/passwd", "javascript:alert(1)", "{{ a }}", "<b>", '"', "'", "\u202e", "a\u00a0b", "x" * 3000, "index", "con",
)  # fmt: skip


#: Attributes that are given a value, or a pointer, on whatever element.
SAYING = f"when notBefore to quantity key ref n sort level type {XML_ID}".split()
POINTING = "ref target corresp active passive mutual source who wit ana sameAs next".split()


class Careless(Mutator):
    """Changes documents as a `Mutator` does, and as who points at the wrong thing or writes no value that can be read.

    `ids` are those of the edition, as pointers write them: `a.xml#b`.
    """

    def __init__(self, ids: list[str], seed: int) -> None:
        super().__init__(GRAMMAR, seed)
        self.ids = ids or ["#a"]
        self.ways += (self._point, self._point, self._garble, self._garble, self._name)

    def changed(self, root: Element) -> Element:
        """Return a copy of a document with its changes."""
        return self.mutant(root, self.random.randint(1, CHANGES))

    def _point(self, element: Element) -> None:
        found = self.random.choices(self.ids, k=self.random.randint(1, 2))
        element.set(self.random.choice(POINTING), " ".join(found))

    def _garble(self, element: Element) -> None:
        known = [*element.keys(), *SAYING]
        element.set(self.random.choice(known), self.random.choice(VALUES))

    def _name(self, element: Element) -> None:
        """Give an element the id of another one, perhaps of another file."""
        element.set(XML_ID, self.random.choice(self.ids).partition("#")[2])


def mutilate(folder: Path, target: Path, seed: int) -> None:
    """Write the sources of a folder, which lie directly in it, into another one, changed by lot."""
    roots = {file.name: etree.parse(file).getroot() for file in sorted(folder.glob("*.xml"))}
    ids = [
        f"{name}#{node.get(XML_ID)}"
        for name, root in roots.items()
        for node in elements_with_ids(root)
    ]
    careless = Careless(ids, seed)
    target.mkdir(parents=True)
    for name, root in roots.items():
        (target / name).write_bytes(etree.tostring(careless.changed(root), encoding="utf-8"))


def check(project: Project) -> None:
    """Audit and build an edition; fail if a text has no page, or a page not all of its text."""
    assert all(item.code for item in project.doubts)
    if not project.documents:
        return  # none could be read, and nothing is written
    files = dict(project.site.files())
    assert not project.site.findings, "\n".join(map(str, project.site.findings))
    pages = {
        analysis.id: project.edition.text_href(analysis)
        for analysis in project.analyses
        if analysis.has_text
    }
    assert sorted(pages) == sorted(project.site.rendered), "rendered"
    assert set(pages.values()) <= files.keys(), "pages"
    assert {analysis.source for analysis in project.analyses} == set(project.documents), "documents"


@pytest.mark.parametrize("code", BAD)
def test_faulty_sources_have_their_pages(code: str) -> None:
    folder = TESTS / "bad" / code
    with suppress(EditionError):  # a folder without any TEI, say
        check(Project(folder, [folder]))


@pytest.mark.parametrize("sources", EDITIONS, ids=lambda folder: folder.parent.name)
def test_an_edition_with_mistakes_made_by_lot_has_its_pages(sources: Path, tmp_path: Path) -> None:
    for seed in range(EDITIONS[sources]):
        folder = tmp_path / str(seed)
        mutilate(sources, folder / "tei", seed)
        check(Project(folder))
