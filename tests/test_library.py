"""The library: documents are read when asked for, let go of, and worked at in several processes."""

from __future__ import annotations

import signal
import sys
from functools import partial
from pathlib import Path

import pytest

from edition import library
from edition.document import Document
from edition.errors import EditionError
from edition.library import Kept, Library, Progress, SourceFile
from edition.project import Project
from edition.tei import TEI, text_of

WORDS = "In those days the river rose. " * 40


@pytest.fixture
def files(tmp_path: Path) -> list[SourceFile]:
    """Some documents, one that is none, and one that includes another."""
    texts = {
        "a": f'<TEI xmlns="{TEI}"><text><body><p>{WORDS}</p></body></text></TEI>',
        "b": "<html/>",
        "c": f'<TEI xmlns="{TEI}" xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="d.xml"/></TEI>',
        "d": f'<TEI xmlns="{TEI}"><text><body><p>d</p></body></text></TEI>',
        "e": f'<TEI xmlns="{TEI}"><text><body><p>e</p></body></text></TEI>',
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.xml").write_text(text, encoding="utf-8")
    return [SourceFile(tmp_path / f"{id}.xml", f"{id}.xml", id, (tmp_path,)) for id in texts]


def words(document: Document) -> str:
    """What a document says."""
    return text_of(document.root)


def waits(_: Document) -> bool:
    """Tell whether Ctrl-C would wait in the process that is asked."""
    return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def refuse(document: Document) -> None:
    """Fail as a schema does that cannot be used."""
    raise EditionError(f"no use for {document.id}")


def test_the_documents_are_those_that_can_be_read_and_are_not_in_others(
    files: list[SourceFile],
) -> None:
    found = Library(files)
    assert list(found) == ["a", "c", "e"]
    assert found["c"].id == "c"
    assert "b" not in found
    assert [fault.code for fault in found.faults] == ["not-tei"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_it_does_not_matter_where_the_work_is_done(
    files: list[SourceFile], jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "WORTHWHILE", 0)
    found = Library(files, jobs)
    assert found.each(words) == {"a": WORDS.strip(), "c": "d", "e": "e"}
    assert found.each(words, ["e"]) == {"e": "e"}
    assert [fault.code for fault in found.faults] == ["not-tei"]
    with pytest.raises(EditionError, match="no use for a"):
        found.each(refuse)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals that wait")
def test_ctrl_c_is_for_the_process_that_is_worked_for(
    files: list[SourceFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From its very start a worker never hears of it, so that it has nothing to say."""
    monkeypatch.setattr(library, "WORTHWHILE", 0)
    assert set(Library(files, 2).each(waits).values()) == {True}
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


@pytest.mark.parametrize("jobs", [1, 2])
def test_progress_runs_once_over_all_passes(
    files: list[SourceFile], jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "WORTHWHILE", 0)
    said: list[float] = []
    found = Library(files, jobs, Progress(said.append, (2, 1, 1)))
    found.each(words)
    assert (said[0] > 0, said[-1]) == (True, 0.5)
    found.each(words, [])
    assert said[-1] == 0.75, "a pass over nothing is done at once"
    found.each(words, ["e"])
    assert said[-1] == 1
    found.each(words)
    assert said == sorted(said), "it never goes back"


def test_findings_do_not_depend_on_the_number_of_processes(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "WORTHWHILE", 0)
    paths = [repository / "tests" / "golden"]
    one, two = (Project(repository, paths, jobs=jobs) for jobs in (1, 2))
    assert len(one.diagnostics) > 3
    assert one.diagnostics == two.diagnostics
    assert one.analyses == two.analyses


def test_what_was_asked_for_last_is_kept_up_to_a_bound() -> None:
    kept: Kept[str] = Kept(6)
    made: list[str] = []

    def get(name: str) -> str:
        def make(name: str) -> str:
            made.append(name)
            return name

        return kept.get(name, partial(make, name), len)

    for name in ("aaa", "bbb", "aaa", "ccc", "aaa", "bbb", "too long to keep", "bbb"):
        assert get(name) == name
    assert made == ["aaa", "bbb", "ccc", "bbb", "too long to keep", "bbb"]


def test_a_document_is_read_again_after_others(
    files: list[SourceFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "KEPT", 0)
    found = Library(files)
    first = found["a"]
    assert found["a"] is first
    assert words(found["e"]) == "e"
    assert found["a"] is not first
    assert words(found["a"]) == words(first)
