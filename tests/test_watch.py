"""Watching checks again what has changed, and with it whatever points there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from small import tei

from edition.errors import EditionError
from edition.project import Project
from edition.watch import rounds

ONE = tei('<p><persName ref="register.xml#ada">Ada</persName></p>')
REGISTER = tei(
    stand_off='<listPerson><person xml:id="ada"><persName>Ada</persName></person></listPerson>'
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An edition of a text and a register, with a grammar that accepts all."""
    (tmp_path / "tei").mkdir()
    (tmp_path / "schema").mkdir()
    (tmp_path / "tei" / "one.xml").write_text(ONE)
    (tmp_path / "tei" / "register.xml").write_text(REGISTER)
    (tmp_path / "schema" / "any.rng").write_text(ANY)
    monkeypatch.chdir(tmp_path)
    return tmp_path


ANY = """<grammar xmlns="http://relaxng.org/ns/structure/1.0">
  <start><ref name="any"/></start>
  <define name="any"><element><anyName/><zeroOrMore><choice><attribute><anyName/></attribute><text/><ref name="any"/></choice></zeroOrMore></element></define>
</grammar>"""


SCH = 'xmlns="http://purl.oclc.org/dsdl/schematron"'


class Still(Exception):
    """Nothing changes any more."""


def watched(folder: Path, *changes: Callable[[], object]) -> Iterator[Project]:
    """The project at first and after each change; between the looks at the disk, files change as they are told to."""
    looks = iter([step for change in changes for step in (change, lambda: None)])

    def pause() -> None:
        step = next(looks, None)
        if step is None:
            raise Still
        step()

    try:
        yield from rounds(Project(folder), pause)
    except Still:
        return


def codes(project: Project) -> list[str]:
    """The codes of what is new, in order."""
    return [item.code for item in project.findings.new]


def test_a_pointer_is_followed_again_when_its_end_has_changed(folder: Path) -> None:
    register = folder / "tei" / "register.xml"
    found = []
    texts = []
    for project in watched(
        folder,
        lambda: register.write_text(REGISTER.replace('"ada"', '"ada-l"')),
        lambda: register.write_text(REGISTER),
    ):
        found.append(codes(project))
        texts.append(project.documents["one"])
    assert found == [[], ["no-such-id"], []]
    assert texts[0] is texts[1] is texts[2], "a file that has not changed is not read again"


def test_ids_that_are_shared_are_sought_again(folder: Path) -> None:
    register = folder / "tei" / "register.xml"
    (folder / "edition.toml").write_text('[pointers]\nshared = ["register.xml"]\n')
    (folder / "tei" / "one.xml").write_text(ONE.replace("register.xml#ada", "#bea"))
    change = REGISTER.replace('"ada"', '"bea"')
    found = [codes(project) for project in watched(folder, lambda: register.write_text(change))]
    assert found == [["no-such-id"], []]


def test_only_what_has_changed_is_read_again(folder: Path) -> None:
    first, second = (
        {id: project.documents[id] for id in project.documents}
        for project in watched(folder, lambda: (folder / "tei" / "one.xml").write_text(ONE + "\n"))
        if project.findings is not None
    )
    assert [id for id in first if first[id] is not second[id]] == ["one"]


def test_files_come_and_go(folder: Path) -> None:
    two = folder / "tei" / "two.xml"
    found = [
        (len(project.files), codes(project))
        for project in watched(
            folder,
            lambda: two.write_text("<TEI>"),
            lambda: two.write_text(ONE.replace("#ada", "#adda")),
            two.unlink,
            (folder / "tei" / "register.xml").unlink,
        )
    ]
    assert found == [
        (2, []),
        (3, ["tag-never-closed"]),
        (3, ["no-such-id"]),
        (2, []),
        (1, ["no-such-file"]),
    ]


def test_what_a_source_includes_is_watched(folder: Path) -> None:
    part = folder / "tei" / "parts" / "part.xml"
    part.parent.mkdir()
    part.write_text('<p xmlns="http://www.tei-c.org/ns/1.0">Words.</p>')
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="parts/part.xml"/>'
    (folder / "tei" / "one.xml").write_text(tei(include))
    found = [
        codes(project)
        for project in watched(
            folder,
            lambda: part.write_text(
                '<p xmlns="http://www.tei-c.org/ns/1.0" corresp="#no">Words.</p>'
            ),
            part.unlink,
            lambda: part.write_text('<p xmlns="http://www.tei-c.org/ns/1.0">Words.</p>'),
        )
    ]
    assert found == [[], ["no-such-id"], ["include-not-found"], []]


def test_another_schema_is_applied_to_all(folder: Path) -> None:
    schema = folder / "schema" / "any.rng"
    found = [
        codes(project)
        for project in watched(
            folder,
            lambda: schema.write_text(
                ANY.replace("<anyName/></attribute>", "<name>n</name></attribute>")
            ),
            schema.unlink,
            lambda: schema.write_text(ANY),
        )
    ]
    assert found[0] == found[3] == []
    assert found[1]
    assert found[2] == ["no-grammar", "no-grammar"]


def test_what_is_missing_is_noticed_when_it_appears(folder: Path) -> None:
    """A picture, a file that is included, a file outside the edition that is pointed at."""
    part, picture, other = (folder / name for name in ("part.xml", "1.jpg", "list.xml"))
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="../part.xml"/>'
    pointers = '<p><pb facs="../1.jpg"/><name ref="../list.xml#ada">Ada</name></p>'
    (folder / "tei" / "one.xml").write_text(tei(include + pointers))
    found = [
        codes(project)
        for project in watched(
            folder,
            lambda: picture.write_bytes(b"JPEG"),
            lambda: part.write_text('<p xmlns="http://www.tei-c.org/ns/1.0">Words.</p>'),
            lambda: other.write_text('<list><item xml:id="adda"/></list>'),
            lambda: other.write_text('<list><item xml:id="ada"/></list>'),
            picture.unlink,
        )
    ]
    assert list(map(sorted, found)) == [
        ["include-not-found", "no-such-file", "no-such-file"],
        ["include-not-found", "no-such-file"],
        ["no-such-file"],
        ["no-such-id"],
        [],
        ["no-such-file"],
    ]


def test_a_schema_that_a_text_names_is_noticed_when_it_appears(folder: Path) -> None:
    (folder / "schema" / "any.rng").unlink()
    schema = folder / "any.rng"
    for name in ("one.xml", "register.xml"):
        text = folder / "tei" / name
        text.write_text(f'<?xml-model href="../any.rng"?>{text.read_text()}')
    found = [codes(project) for project in watched(folder, lambda: schema.write_text(ANY))]
    assert found == [["no-such-schema", "no-such-schema"], []]


def test_what_a_schema_includes_is_watched(folder: Path) -> None:
    (folder / "schema" / "any.rng").rename(folder / "part.rng")
    including = '<grammar xmlns="http://relaxng.org/ns/structure/1.0"><include href="../part.rng"/></grammar>'
    (folder / "schema" / "own.rng").write_text(including)
    (folder / "schema" / "own.sch").write_text(
        f"<schema {SCH}><include href='../part.sch'/></schema>"
    )
    rules = folder / "part.sch"
    rule = f'<pattern {SCH}><rule context="/*"><report id="always" test="true()">so it is</report></rule></pattern>'
    rules.write_text(rule.replace("true()", "false()"))
    found: list[object] = []
    for project in watched(
        folder,
        lambda: rules.write_text(rule),
        rules.unlink,
        lambda: rules.write_text(f"<pattern {SCH}/>"),
        lambda: (folder / "part.rng").write_text(
            ANY.replace("<anyName/></attribute>", "<name>n</name></attribute>")
        ),
    ):
        try:
            found.append(set(codes(project)))
        except EditionError as error:
            found.append("there is no such file" in str(error))
    assert found == [set(), {"always"}, True, set(), {"unknown-attribute"}]


def test_settings_at_fault_are_waited_for(folder: Path) -> None:
    settings = folder / "edition.toml"
    found: list[object] = []
    for project in watched(
        folder,
        lambda: settings.write_text("[validate"),
        lambda: settings.write_text('[edition]\ntitle = "Letters"\n'),
    ):
        try:
            found.append(codes(project))
        except EditionError as error:
            found.append(type(error))
    assert found == [[], EditionError, []]


def test_a_change_is_taken_up_when_it_has_come_to_rest(folder: Path) -> None:
    text = folder / "tei" / "one.xml"
    found = []
    half, whole = "<TEI>", ONE + "<!-- saved -->"
    steps = iter([lambda: text.write_text(half), lambda: text.write_text(whole), lambda: None])

    def pause() -> None:
        next(steps)()

    for project in rounds(Project(folder), pause):
        found.append(codes(project))
        if len(found) == 2:
            break
    assert found == [[], []]


@pytest.mark.skipif(os.name == "nt", reason="needs signals of POSIX")
def test_the_command_reports_again_and_ends_with_ctrl_c(folder: Path) -> None:
    minds = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    call = f"{minds}; from edition.cli import main; main()"  # what runs in the background does not mind Ctrl-C
    command = [sys.executable, "-c", call, "validate", "--watch"]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
    )
    with process:
        try:
            _watched_by_hand(process, folder)
        finally:
            process.kill()


def _watched_by_hand(process: subprocess.Popen[str], folder: Path) -> None:
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline() == "2 documents, no faults.\n"
    assert process.stderr.readline() == "Waiting for changes; Ctrl-C ends.\n"
    (folder / "tei" / "one.xml").write_text(ONE.replace("#ada", "#adda"))
    assert "[no-such-id]" in process.stdout.readline()
    assert process.stderr.readline() == "Waiting for changes; Ctrl-C ends.\n"
    lines = [process.stdout.readline(), process.stdout.readline()]
    assert lines == ["    Did you mean register.xml#ada?\n", "2 documents, 1 error.\n"]
    process.send_signal(signal.SIGINT)
    assert (*process.communicate(timeout=60), process.returncode) == ("", "", 0)
