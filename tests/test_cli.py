"""The command line, to the letter of its contract: exit codes, stdout and stderr, one line for bad input."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from small import tei
from test_rendering import Reader

from edition.cli import main
from edition.explanations import codes
from edition.tei import TEI

REPOSITORY = Path(__file__).resolve().parent.parent
TWO_VOICES = REPOSITORY / "tests" / "golden" / "two-voices"


class Ran(NamedTuple):
    """What a command did: its exit code, stdout and stderr."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """`run("validate", "a.xml")` runs the command in a folder of the test's own."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str | Path) -> Ran:
        capfd.readouterr()
        with pytest.raises(SystemExit) as end:
            main.main([str(word) for word in words], prog_name="edition")
        sys.stdout.flush()
        code = end.value.code
        return Ran(code if isinstance(code, int) else 0 if code is None else 1, *capfd.readouterr())

    return run


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of a small edition with a schema that accepts all, so that validation has nothing to say."""
    folder = tmp_path / "project"
    shutil.copytree(TWO_VOICES / "tei", folder / "tei")
    (folder / "schema").mkdir()
    (folder / "schema" / "any.rng").write_text(ANY_TEI)
    return folder


ANY_TEI = """<grammar xmlns="http://relaxng.org/ns/structure/1.0">
  <start><ref name="any"/></start>
  <define name="any"><element><anyName/><zeroOrMore><choice><attribute><anyName/></attribute><text/><ref name="any"/></choice></zeroOrMore></element></define>
</grammar>"""

FAULTY = tei('<p><persName ref="#nobody">Ada</persName></p>')


def one_line(ran: Ran) -> str:
    """What a fault of the set-up says: one line on stderr, exit 1."""
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("edition: ")
    assert ran.err.count("\n") == 1
    return ran.err


# validate


def test_validate_says_what_it_looked_at(run: Run, project: Path) -> None:
    ran = run("-C", project, "validate")
    assert ran == Ran(0, "4 documents, no faults.\n", "")


def test_validate_exits_1_on_errors_and_prints_them_to_stdout(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(FAULTY)
    ran = run("validate", "a.xml")
    assert (ran.code, ran.err) == (1, "")
    assert "a.xml:1:" in ran.out
    assert "[no-such-id]" in ran.out
    assert ran.out.splitlines()[-1].startswith("1 document, 1 error")


def test_warnings_alone_do_not_fail(run: Run, project: Path) -> None:
    register = project / "tei" / "register.xml"
    register.write_text(
        register.read_text().replace(
            "</listPerson>", '<person xml:id="idle"><persName>Idle</persName></person></listPerson>'
        )
    )
    ran = run("-C", project, "validate")
    assert ran.code == 0
    assert "warning: nothing mentions" in ran.out


@pytest.mark.parametrize("format", ["json", "sarif"])
def test_formats_for_programs_are_one_json_value(run: Run, tmp_path: Path, format: str) -> None:
    (tmp_path / "a.xml").write_text(FAULTY)
    ran = run("validate", "a.xml", "--format", format)
    assert (ran.code, ran.err) == (1, "")
    assert isinstance(json.loads(ran.out), dict)


def test_json_has_the_fields_of_the_contract(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(FAULTY)
    (tmp_path / "b.xml").write_text("<TEI>")
    report = json.loads(run("validate", "a.xml", "b.xml", "--format", "json").out)
    assert (report["version"], report["documents"]) == (1, 2)
    assert {item["path"] for item in report["diagnostics"]} == {"a.xml", "b.xml"}
    for item in report["diagnostics"]:
        needed = {"path", "line", "column", "severity", "source", "code", "message"}
        assert needed <= set(item) <= needed | {"hint", "element", "count", "places"}
        assert item["severity"] in {"error", "warning", "info"}
        assert item["source"] in {
            "xml",
            "schema",
            "rules",
            "pointers",
            "names",
            "dates",
            "alignment",
            "audit",
        }
    assert {item["code"] for item in report["diagnostics"] if item["severity"] == "error"} == {
        "no-such-id",
        "tag-never-closed",
    }


def test_a_baseline_makes_only_new_faults_count(run: Run, project: Path) -> None:
    (project / "tei" / "a.xml").write_text(FAULTY)
    faults = run("-C", project, "validate", "--format", "json").out
    ran = run("-C", project, "validate", "--write-baseline")
    assert ran.code == 0
    assert ran.out.endswith(
        "edition-baseline.json: 1 finding accepted; from now on only new ones count.\n"
    )
    accepted = run("-C", project, "validate")
    assert (accepted.code, accepted.err) == (0, "")
    assert accepted.out.startswith("5 documents, no new faults; 1 accepted by ")
    assert json.loads(run("-C", project, "validate", "--format", "json").out)["diagnostics"] == []
    shown = run("-C", project, "validate", "--no-baseline", "--format", "json")
    assert (shown.code, shown.out) == (1, faults)
    built = run("-C", project, "build", "-o", "site")
    assert built.code == 0
    assert built.err.startswith("1 finding is accepted by ")
    (project / "tei" / "b.xml").write_text(FAULTY)
    assert run("-C", project, "validate").code == 1
    built = run("-C", project, "build", "-o", "site")
    assert built.code == 1
    assert "b.xml:1:" in built.err
    assert "a.xml:1:" not in built.err
    (project / "tei" / "a.xml").unlink()
    (project / "tei" / "b.xml").unlink()
    ran = run("-C", project, "validate")
    assert ran.code == 0
    assert ran.out.startswith("1 accepted finding is there no more: ")


def test_a_baseline_may_have_another_name(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(FAULTY)
    assert run("validate", "a.xml", "--write-baseline", "--baseline", "known.json").code == 0
    assert run("validate", "a.xml", "--baseline", "known.json").code == 0
    assert run("validate", "a.xml").code == 1
    assert "no such baseline" in one_line(run("validate", "a.xml", "--baseline", "other.json"))
    assert "is no baseline" in one_line(
        run("validate", "a.xml", "--write-baseline", "--baseline", "a.xml")
    )
    assert (tmp_path / "a.xml").read_text() == FAULTY
    assert run("validate", "a.xml", "--no-baseline", "--write-baseline").code == 2


@pytest.mark.parametrize(
    ("settings", "is_plain"),
    [({"TERM": "xterm"}, False), ({"TERM": "xterm", "NO_COLOR": "1"}, True), ({"TERM": "dumb"}, True)],
)  # fmt: skip
def test_a_terminal_gets_colours_if_it_knows_them_and_the_user_wants_them(
    tmp_path: Path, settings: dict[str, str], is_plain: bool
) -> None:
    pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
    (tmp_path / "a.xml").write_text(FAULTY)
    ours, theirs = pty.openpty()
    environment = {key: value for key, value in os.environ.items() if key != "NO_COLOR"} | settings
    command = [sys.executable, "-m", "edition", "validate", "a.xml"]
    environment["PYTHONPATH"] = str(REPOSITORY)
    subprocess.run(
        command, cwd=tmp_path, stdout=theirs, stderr=theirs, env=environment, check=False
    )
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    assert "a.xml\x1b[0m: 1 error" in shown or is_plain
    assert ("\x1b" not in shown) is is_plain
    assert "1 error" in shown


@pytest.mark.skipif(os.name == "nt", reason="needs a shell of POSIX")
def test_a_closed_output_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(FAULTY)
    command = f"exec '{sys.executable}' -m edition validate a.xml >&-"
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    ran = subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, env=environment, stderr=subprocess.PIPE, check=False
    )
    assert (ran.returncode, ran.stderr) == (1, b"")


def test_github_format_is_workflow_commands(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(FAULTY)
    ran = run("validate", "a.xml", "--format", "github")
    assert all(
        line.startswith(("::error ", "::warning ", "::notice ")) for line in ran.out.splitlines()
    )


def test_paths_are_named_as_the_user_gave_them(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "tei" / "a.xml").write_text(FAULTY)
    for words in (
        ["-C", "project", "validate"],
        ["validate", "project/tei"],
        ["validate", "project/tei/a.xml"],
        ["validate", "./project"],
    ):
        assert "\nproject/tei/a.xml:1:" in "\n" + run(*words).out, words
    monkeypatch.chdir(project / "schema")
    assert "\n../tei/a.xml:1:" in "\n" + run("validate", "../tei").out


def test_paths_replace_the_tei_folder(run: Run, project: Path, tmp_path: Path) -> None:
    (tmp_path / "other.xml").write_text(tei("<p>Other.</p>"))
    assert "1 document, no faults" in run("-C", project, "validate", "other.xml").out


# build


def test_build_writes_a_site_and_says_where(run: Run, project: Path) -> None:
    ran = run("-C", "project", "build", "-o", "out")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("out: ")
    assert ran.out.count("\n") == 1
    for page in (
        "index.html",
        "texts/annals/index.html",
        "parallel/annals-letter/index.html",
        "persons/ebba.html",
        "data/persons.json",
        "tei/annals.xml",
    ):
        assert (project.parent / "out" / page).is_file(), page


def test_build_goes_to_the_projects_site_folder_without_o(run: Run, project: Path) -> None:
    assert run("-C", project, "build").code == 0
    assert (project / "site" / "index.html").is_file()


def test_build_works_on_any_files_without_a_project(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(tei("<p>Only this.</p>"))
    ran = run("build", "a.xml", "-o", "out")
    assert ran.code == 0, ran.err
    assert "Only this." in (tmp_path / "out/texts/a/index.html").read_text()


def test_a_build_of_faulty_sources_builds_what_it_can(run: Run, project: Path) -> None:
    (project / "tei" / "broken.xml").write_text("<TEI>")
    ran = run("-C", project, "build", "-o", "out")
    assert ran.code == 1
    assert "broken.xml" in ran.err
    assert "error" not in ran.out
    assert (project.parent / "out/texts/annals/index.html").is_file()


def test_a_build_of_nothing_that_can_be_read_says_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "broken.xml").write_text("<TEI>")
    ran = run("build", "broken.xml", "-o", "out")
    assert (ran.code, ran.out) == (1, "")
    assert "broken.xml" in ran.err
    assert not (tmp_path / "out").exists()


def test_a_site_can_be_built_again_also_among_the_sources(run: Run, project: Path) -> None:
    """The copies of the sources in the site that is there are no sources."""
    first = run("build", "project", "-o", "project/site")
    before = files(project / "site")
    again = run("build", "project", "-o", "project/site")
    assert (first.code, again) == (0, first)
    assert files(project / "site") == before


def test_report_lists_every_decision(run: Run, project: Path) -> None:
    out = run("-C", project, "build", "-o", "out", "--report").out
    assert "annals:\n" in out
    assert "<persName> shown as naming: 1" in out


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_sources_give_the_same_bytes(project: Path, tmp_path: Path) -> None:
    """From wherever the command runs, and however Python orders its sets."""
    commands = [
        (tmp_path, "0", ["-C", "project", "build", "-o", "one"]),
        (project, "1", ["build", "-o", str(tmp_path / "two")]),
        (project / "tei", "2", ["-C", "..", "build", "-o", "../../three"]),
    ]
    for folder, seed, words in commands:
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(REPOSITORY)}
        subprocess.run(
            [sys.executable, "-m", "edition", *words],
            cwd=folder,
            env=environment,
            check=True,
            capture_output=True,
        )
    one, *others = (files(tmp_path / name) for name in ("one", "two", "three"))
    assert one
    assert all(other == one for other in others)


# export


@pytest.mark.parametrize("kind", ["persons", "places", "organisations", "works", "dates", "events"])
def test_export_prints_a_table_of_each_kind(run: Run, project: Path, kind: str) -> None:
    ran = run("-C", project, "export", kind)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("id,name,")
    assert json.loads(run("-C", project, "export", kind, "--format", "json").out)["kind"] == kind


def test_export_takes_paths_and_writes_a_file(run: Run, project: Path, tmp_path: Path) -> None:
    ran = run(
        "export",
        "persons",
        project / "tei" / "annals.xml",
        project / "tei" / "register.xml",
        "-o",
        "persons.csv",
    )
    assert ran == Ran(0, "", "")
    (ebba,) = csv.DictReader((tmp_path / "persons.csv").read_text(encoding="utf-8").splitlines())
    assert (ebba["name"], ebba["mentions"]) == ("Ebba", "2")


@pytest.mark.parametrize(
    "words",
    [
        ("all", "-o", "tei"),
        ("persons", "-o", "tei/persons.csv"),
        ("all", "--format", "tei", "-o", "tei/all.xml"),
    ],
)
def test_export_writes_nothing_among_the_sources(
    run: Run, project: Path, words: tuple[str, ...]
) -> None:
    before = files(project / "tei")
    status, _, err = run("-C", project, "export", *words[:-1], project / words[-1])
    assert (status, files(project / "tei")) == (1, before)
    assert "lies among the sources" in err


@pytest.mark.parametrize(
    ("words", "source"),
    [
        (("persons", "texts/a.xml", "--format", "tei", "-o", "texts/a.xml"), "a.xml"),
        (("all", "texts", "-o", "texts"), "persons.xml"),
    ],
)
def test_export_writes_over_no_source(
    run: Run, tmp_path: Path, words: tuple[str, ...], source: str
) -> None:
    """Whether the sources lie in a project or not."""
    (tmp_path / "texts").mkdir()
    shutil.copy(TWO_VOICES / "tei" / "register.xml", tmp_path / "texts" / source)
    before = files(tmp_path)
    status, _, err = run("export", *words)
    assert (status, files(tmp_path)) == (1, before)
    assert source in err


@pytest.mark.parametrize("format", ["text", "json", "sarif", "github"])
def test_a_letter_that_the_terminal_has_not_stops_nothing(tmp_path: Path, format: str) -> None:
    """As where Windows sends the output into a file."""
    file = tmp_path / "a.xml"
    file.write_text(
        f'<TEI xmlns="{TEI}"><text><p><ref target="#Ὀδύσσεια"/></p></text></TEI>', "utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-m", "edition", "validate", "--format", format, file.name],
        cwd=tmp_path, capture_output=True, check=False, env=os.environ | {"PYTHONIOENCODING": "cp1252"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, b"")
    said = done.stdout.decode("utf-8" if format in ("json", "sarif") else "cp1252")
    assert ("Ὀδύσσεια" if format in ("json", "sarif") else "\\u1f48") in said


def test_export_tells_of_files_that_cannot_be_read(run: Run, project: Path) -> None:
    (project / "tei" / "broken.xml").write_text("<TEI>")
    ran = run("-C", project, "export", "persons")
    assert ran.code == 1
    assert "broken.xml" in ran.err
    assert ran.out.startswith("id,name,")


@pytest.mark.parametrize(
    "url",
    ["example.org", "ftp://example.org/", "https://example.org/?page=", "https://example.org/#top"],
)
def test_an_address_to_which_no_page_can_be_added_is_refused(
    run: Run, project: Path, url: str
) -> None:
    (project / "edition.toml").write_text(f"[edition]\nurl = '{url}'\n")
    assert "url in [edition]" in one_line(run("-C", "project", "export", "persons"))


# bad input

BAD = {
    "missing.xml": None,
    "empty.xml": b"",
    "blank.xml": b" \n\n",
    "text.xml": b"In the beginning was the word.",
    "json.xml": b'{"TEI": 1}',
    "binary.xml": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)),
    "zip.xml": b"PK\x03\x04\x14\x00\x00\x00",
    "html.xml": b"<html><body/></html>",
    "p4.xml": b"<TEI.2><teiHeader/></TEI.2>",
    "no-namespace.xml": b"<TEI><text/></TEI>",
    "open.xml": b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><text>',
    "latin1.xml": '<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>Précis</p></body></text></TEI>'.encode("latin-1"),
    "unknown.xml": b'<?xml version="1.0" encoding="klingon"?><TEI xmlns="http://www.tei-c.org/ns/1.0"/>',
    "utf16.xml": b'<?xml version="1.0" encoding="UTF-16"?><TEI xmlns="http://www.tei-c.org/ns/1.0"/>',
    "lone-bom.xml": b"\xef\xbb\xbf",
    "half-bom.xml": b"\xff\xfe",
    "entity.xml": b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><text>&nobody;</text></TEI>',
    "bomb.xml": b'<!DOCTYPE TEI [<!ENTITY a "aaaaaaaaaa">' + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)) + b']><TEI xmlns="http://www.tei-c.org/ns/1.0"><text>&j;</text></TEI>',
    "deep.xml": b'<TEI xmlns="http://www.tei-c.org/ns/1.0">' + b"<seg>" * 3000 + b"</seg>" * 3000 + b"</TEI>",
}  # fmt: skip


@pytest.mark.parametrize("command", [["validate"], ["build", "-o", "out"], ["export", "persons"]])
@pytest.mark.parametrize("name", sorted(BAD))
def test_bad_input_is_told_in_words(
    run: Run, tmp_path: Path, command: list[str], name: str
) -> None:
    """One finding, the file named, exit 1, and the other files go on."""
    content = BAD[name]
    if content is not None:
        (tmp_path / name).write_bytes(content)
    (tmp_path / "good.xml").write_text(tei("<p>Good.</p>"))
    ran = run(
        command[0],
        *command[1:2] if command[0] == "export" else [],
        "good.xml",
        name,
        *command[1:] if command[0] == "build" else [],
    )
    said = ran.out + ran.err
    assert ran.code == 1
    assert "Traceback" not in said
    found = [line for line in said.splitlines() if name in line]
    assert len(found) == 1, said
    assert content is None or "error: " in found[0]
    if command[0] == "build" and content is not None:
        assert (tmp_path / "out/texts/good/index.html").is_file()


@pytest.mark.parametrize("command", ["validate", "build -o out", "export persons"])
def test_what_cannot_be_read_is_told_in_words(run: Run, tmp_path: Path, command: str) -> None:
    """A file or folder without the right to it; where the tests run as root, who has every right, a link to nowhere."""
    (tmp_path / "a.xml").write_text(tei("<p>a</p>"))
    (tmp_path / "locked").mkdir(mode=0)
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "lost.xml").symlink_to("nowhere.xml")
    (tmp_path / "a.xml").chmod(0)
    may_all = os.access(tmp_path / "a.xml", os.R_OK)
    for path in ["texts", *([] if may_all else ["a.xml", "locked", "locked/a.xml"])]:
        ran = run(*command.split(), path)
        said = [line for line in (ran.out + ran.err).splitlines() if path in line]
        assert (ran.code, len(said)) == (1, 1), ran
    (tmp_path / "locked").chmod(0o700)


def test_all_files_below_a_folder_are_looked_at_but_hidden_ones(run: Run, tmp_path: Path) -> None:
    for name in ("a.xml", "b/BRIEF.XML", "b/c/d.xml", ".e.xml", ".git/f.xml", "b/g.txt"):
        file = tmp_path / "texts" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(tei("<p>Words.</p>"))
    said = json.loads(run("validate", "texts", "--format", "json").out)
    assert said["documents"] == 3
    named = {item["path"] for item in said["diagnostics"]}
    assert named == {"texts/a.xml", "texts/b/BRIEF.XML", "texts/b/c/d.xml"}


@pytest.mark.parametrize(
    "name",
    [b"a b#c%20?&\"'.xml", b"\xff.xml", "\u6f22\u5b57.xml".encode(), b"-rf.xml", b"con.tei.xml"],
)
def test_a_file_may_be_called_anything(run: Run, tmp_path: Path, name: bytes) -> None:
    (tmp_path / "texts").mkdir()
    try:
        (tmp_path / "texts" / os.fsdecode(name)).write_text(tei("<p>Called anything.</p>"))
    except OSError:
        pytest.skip("not on this file system")
    assert run("build", "texts", "-o", "out").code == 0
    assert run("validate", "texts", "--format", "json").code == 0
    out = (tmp_path / "out").resolve()
    pages = {path: Reader(path.read_text()) for path in out.rglob("*.html")}
    assert [
        fault
        for path, page in pages.items()
        for link in page.links
        for fault in _broken(link, path, out, pages)
    ] == []
    assert len(list(out.glob("tei/*.xml"))) == 1


def test_an_external_entity_is_not_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("the secret")
    (tmp_path / "a.xml").write_text(
        f'<!DOCTYPE TEI [<!ENTITY s SYSTEM "{tmp_path / "secret.txt"}"><!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>'
        + tei("<p>a &s; b</p>")
    )
    run("build", "a.xml", "-o", "out")
    pages = files(tmp_path / "out").items() if (tmp_path / "out").exists() else ()
    assert not any(
        b"the secret" in data for name, data in pages if name.endswith((".html", ".json"))
    )


@pytest.mark.parametrize("command", ["validate", "build", "export persons"])
def test_faults_of_the_set_up_are_one_line(run: Run, tmp_path: Path, command: str) -> None:
    words = command.split()
    assert "tei/" in one_line(run(*words))
    (tmp_path / "empty").mkdir()
    assert "empty" in one_line(run(*words, "empty"))
    assert "nowhere" in one_line(run("-C", "nowhere", *words))
    assert "nowhere.xml" in one_line(run(*words, "nowhere.xml"))
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "readme.txt").write_text("no TEI")
    assert "notes" in one_line(run(*words, "notes"))


@pytest.mark.parametrize("command", ["validate", "build"])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("broken.rng", "<grammar"),
        ("empty.rng", ""),
        ("other.rng", "<html/>"),
        ("nothing.rng", '<grammar xmlns="http://relaxng.org/ns/structure/1.0"><start><ref name="nothing"/></start></grammar>'),
        ("broken.sch", "<schema"),
        ("notes.txt", "no schema"),
        ("missing.rng", None),
    ],
)  # fmt: skip
def test_a_schema_that_cannot_be_used_is_one_line(
    run: Run, tmp_path: Path, command: str, name: str, content: str | None
) -> None:
    (tmp_path / "a.xml").write_text(tei("<p>a</p>"))
    if content is not None:
        (tmp_path / name).write_text(content)
    words = ["-o", "out"] if command == "build" else []
    assert name in one_line(run(command, "a.xml", "--schema", name, *words))
    assert not (tmp_path / "out").exists()


def test_an_output_that_cannot_be_written_is_one_line(
    run: Run, project: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("a file")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("the only copy")
    for out in ("file", "file/site", "mine", "/dev/null/site", "/proc/site", project):
        said = one_line(run("-C", "project", "build", "-o", out))
        assert ("project" if out is project else str(out)) in said
    assert files(tmp_path / "mine") == {"thesis.txt": b"the only copy"}
    for out in ("mine", "file/persons.csv", "nowhere/persons.csv"):
        assert out in one_line(run("-C", "project", "export", "persons", "-o", out))


@pytest.mark.parametrize(
    "content", ["[edition", "[editoin]\n", "[edition]\ntitel = 'x'\n", "[edition]\ntitle = 3\n", "edition = 1\n", "\x00", "[validate]\nschema = ['missing.rng']\n",
     "[pointers]\nignore = ['rendtion']\n", "[pointers]\nignore = ['p@scheme']\n", "[pointers]\nignore = [1]\n", "[validate]\nschema = [1]\n", "[validate]\nphase = 1\n", "[pointers]\nshared = ['registr.xml']\n"]
)  # fmt: skip
def test_settings_that_cannot_be_used_are_one_line(run: Run, project: Path, content: str) -> None:
    (project / "edition.toml").write_text(content)
    for command in ("validate", "build"):
        assert ("edition.toml" if "missing" not in content else "missing.rng") in one_line(
            run("-C", "project", command)
        )


def test_settings_that_cannot_be_read_say_why(run: Run, project: Path) -> None:
    settings = project / "edition.toml"
    settings.write_bytes(b"\xff")
    said = one_line(run("-C", "project", "validate"))
    assert said == "edition: project/edition.toml: is not UTF-8; save it as that\n"
    settings.write_text("x =\n")
    assert "project/edition.toml: is no TOML: " in one_line(run("-C", "project", "validate"))
    settings.unlink()
    settings.mkdir()
    assert "project/edition.toml: cannot be read (" in one_line(run("-C", "project", "validate"))


def test_a_file_that_is_missing_is_named_from_where_the_command_runs(
    run: Run, project: Path
) -> None:
    (project / "edition.toml").write_text("[validate]\nschema = ['missing.rng']\n")
    said = one_line(run("-C", "project", "validate"))
    assert said == f"edition: there is no schema {Path('project', 'missing.rng')}\n"


def test_settings_may_begin_with_a_byte_order_mark(run: Run, project: Path) -> None:
    (project / "edition.toml").write_bytes(b"\xef\xbb\xbf[edition]\ntitle = 'x'\n")
    assert run("-C", "project", "validate").code == 0


@pytest.mark.parametrize("name", ["ref", "@ref", "persName@ref", "persName/@ref"])
def test_an_attribute_to_ignore_may_be_written_as_in_xpath(
    run: Run, project: Path, name: str
) -> None:
    (project / "tei" / "faulty.xml").write_text(FAULTY)
    assert "[no-such-id]" in run("-C", "project", "validate").out
    (project / "edition.toml").write_text(f"[pointers]\nignore = ['{name}']\n")
    assert "[no-such-id]" not in run("-C", "project", "validate").out


def test_settings_of_pointers_name_what_was_meant(run: Run, project: Path) -> None:
    settings = project / "edition.toml"
    settings.write_text("[pointers]\nignore = ['rendtion']\n")
    assert "did you mean rendition?" in one_line(run("-C", "project", "validate"))
    settings.write_text("[pointers]\nshared = ['registr.xml']\n")
    assert "did you mean register.xml?" in one_line(run("-C", "project", "validate"))


def test_a_shared_register_is_found_and_linked(run: Run, project: Path, tmp_path: Path) -> None:
    """With `shared`, `#x` in a text means the register's entry: for the checks, the index and the pages."""
    register = (project / "tei" / "register.xml").read_bytes()
    assert run("-C", project, "build", "-o", tmp_path / "before").code == 0
    for name in ("annals", "letter", "alignment"):
        text = project / "tei" / f"{name}.xml"
        text.write_bytes(text.read_bytes().replace(b"register.xml#", b"#"))
    assert "[no-such-id]" in run("-C", project, "validate").out
    (project / "edition.toml").write_text("[pointers]\nshared = ['register.xml']\n")
    assert run("-C", project, "validate").out == "4 documents, no faults.\n"
    assert run("-C", project, "build", "-o", tmp_path / "after").code == 0
    assert (project / "tei" / "register.xml").read_bytes() == register
    before, after = (
        {name: data for name, data in files(tmp_path / site).items() if name.endswith(".html")}
        for site in ("before", "after")
    )
    assert "persons/ebba.html" in before
    assert after == before


def test_a_shared_register_that_is_not_well_formed_is_one_finding(run: Run, project: Path) -> None:
    """Whether it is among the sources or beside them, nobody knows its ids, and nothing is said of them."""
    register = project / "tei" / "register.xml"
    for text in (project / "tei").glob("*.xml"):
        text.write_bytes(text.read_bytes().replace(b"register.xml#", b"#"))
    register.write_bytes(register.read_bytes().replace(b"</person>", b"", 1))
    (project / "edition.toml").write_text("[pointers]\nshared = ['register.xml']\n")
    ran = run("-C", project, "validate")
    assert re.findall(r"\[([\w-]+)\]", ran.out) == ["tag-mismatch"], ran.out
    register.rename(project / "register.xml")
    assert run("-C", project, "validate").out.splitlines()[0] == ran.out.splitlines()[0].replace(
        "project/tei/register.xml", "project/register.xml"
    )


def test_what_cannot_be_read_may_mention_every_entry(run: Run, project: Path) -> None:
    letter = project / "tei" / "letter.xml"
    letter.write_bytes(letter.read_bytes().replace(b"</body>", b"", 1))
    ran = run("-C", project, "validate")
    assert re.findall(r"\[([\w-]+)\]", ran.out) == ["tag-mismatch"], ran.out


def test_a_part_that_is_not_well_formed_is_one_finding(run: Run, project: Path) -> None:
    """However many texts include it, whether it is checked by itself, and whatever points into it."""
    part = project / "tei" / "part.xml"
    part.write_text(f'<div xmlns="{TEI}" xml:id="d"><p></div>')
    for name in ("annals", "letter"):
        text = project / "tei" / f"{name}.xml"
        include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="part.xml"/>'
        pointer = '<div><p><ref target="#d">there</ref></p></div>'
        text.write_text(text.read_text().replace("</body>", f"{include}{pointer}</body>"))
    other = project / "tei" / "alignment.xml"
    other.write_text(other.read_text().replace("</TEI>", '<note target="letter.xml#d"/></TEI>'))
    ran = run("-C", project, "validate")
    assert re.findall(r"\[([\w-]+)\]", ran.out) == ["tag-mismatch"], ran.out


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"], ["validate", "--nonsense"], ["validate", "--format", "xml"], ["build", "-o"],
        ["export"], ["export", "nonsense"], ["export", "persons", "--format", "xls"], ["-C"],
    ],
)  # fmt: skip
def test_what_is_no_command_is_usage(run: Run, project: Path, words: list[str]) -> None:
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert "Error: " in ran.err


def test_help_and_version(run: Run) -> None:
    for words in (
        ["--help"],
        ["-h"],
        ["validate", "--help"],
        ["build", "-h"],
        ["export", "-h"],
        ["--version"],
    ):
        ran = run(*words)
        assert (ran.code, ran.err) == (0, "")
    assert {name for name in ("validate", "build", "export") if name in run("--help").out} == {
        "validate",
        "build",
        "export",
    }


def test_python_m_edition_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(FAULTY)
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    ran = subprocess.run(
        [sys.executable, "-m", "edition", "validate", "a.xml"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (1, "")
    assert "[no-such-id]" in ran.stdout
    help = subprocess.run(
        [sys.executable, "-m", "edition", "--help"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Usage: edition" in help.stdout or "Usage: python -m edition" in help.stdout


# what the build makes of odd sources

ODD = {
    "odd-text.xml": (REPOSITORY / "tests/golden/odd-text/tei/odd.xml").read_text(),
    "ids.xml": tei(
        '<p xml:id="main">a</p><p xml:id="notes-head">b<note>c</note></p><p xml:id="a/b">d</p><p xml:id="has space">e</p><p xml:id="&lt;x&gt;">f</p>'
        '<p xml:id="quantities">g <measure quantity="1" unit="m">one</measure></p><p xml:id="é">h</p><p xml:id="main">i</p><p xml:id="names-head">j</p>'
        '<p><ref target="#main">a</ref><ref target="#has%20space">b</ref><ref target="#%3Cx%3E">c</ref><ref target="#é">d</ref><ref target="#a/b">e</ref></p>'
    ),
    "names.xml": tei(
        '<p><persName ref="register.xml#x%20y">A</persName> <persName ref="register.xml#&lt;b&gt;">B</persName> <persName ref="">C</persName>'
        f' <persName>{"x" * 5000}</persName> <persName>&lt;script&gt;alert(1)&lt;/script&gt;</persName> <persName/> <persName ref="#">D</persName></p>',
        header='<fileDesc><titleStmt><title>&lt;i&gt;T&lt;/i&gt; &amp; "q"</title></titleStmt><publicationStmt><availability>'
        '<licence target="javascript:alert(1)">x</licence></availability></publicationStmt><sourceDesc><p>s<note>n</note> <measure quantity="2" unit="m">two</measure></p></sourceDesc></fileDesc>',
    ),
    "register.xml": tei(
        stand_off='<listPerson><person xml:id="x y"><persName>=cmd()</persName></person><person xml:id="&lt;b&gt;"><persName>&lt;b&gt;B&lt;/b&gt;</persName>'
        '<idno type="URI">javascript:alert(1)</idno><idno type="GND">1"&gt;2</idno><note source="#nowhere javascript:alert(1)">n</note></person>'
        '<person><persName/></person><person xml:id="index"/><person xml:id="../../up"><persName>عمر</persName></person></listPerson><listPlace/>'
        '<listRelation><relation name="x" active="#x%20y #nobody" passive="javascript:alert(1)"/></listRelation>'
    ),
    "links.xml": tei(
        stand_off='<linkGrp type="alignment"><link target="ids.xml#main odd-text.xml#chapter names.xml#nothing"/><link target=""/></linkGrp>'
        '<listAnnotation><annotation xml:id="c" target="ids.xml#main ids.xml#nothing"><note><p>a <measure quantity="1" unit="m">one</measure>'
        '<note>b</note></p></note></annotation><annotation xml:id="d" target="ids.xml#main"><note><p><measure quantity="1" unit="m">one</measure></p></note></annotation></listAnnotation>'
    ),
    "no-body.xml": tei().replace("</TEI>", "<text/></TEI>"),
    "no-header.xml": '<text xmlns="http://www.tei-c.org/ns/1.0"><group><text><body><p>a</p></body></text><text><body><p>b</p></body></text></group></text>',
    "alone.xml": '<listPerson xmlns="http://www.tei-c.org/ns/1.0"><person xml:id="z"><persName>Z</persName><note><placeName>York</placeName></note></person></listPerson>',
}  # fmt: skip


def test_odd_sources_become_pages_that_hold_together(run: Run, tmp_path: Path) -> None:
    """No id twice, no link in a link or without words or to nowhere, whatever the sources are like."""
    (tmp_path / "tei").mkdir()
    for name, text in ODD.items():
        (tmp_path / "tei" / name).write_text(text)
    ran = run("build", "-o", "out")
    assert ran.code == 1
    assert "Traceback" not in ran.err
    out = (tmp_path / "out").resolve()
    pages = {path: Reader(path.read_text()) for path in out.rglob("*.html")}
    faults = [
        f"{path.relative_to(out)}: {fault}" for path, page in pages.items() for fault in page.faults
    ]
    assert not faults, "\n".join(faults)
    for path, page in pages.items():
        text = path.read_text()
        assert "<script>alert" not in text
        assert "javascript:" not in "".join(page.links)
        for link in page.links:
            faults += _broken(link, path, out, pages)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    "collection", ["castello-anima", "dse-static-sample", "openarabicpe", "serafin-letters", "syriaca", "tei-p5-test"]
)  # fmt: skip
def test_the_files_of_others_become_a_site_too(
    run: Run, tmp_path: Path, shared: Path, collection: str
) -> None:
    """With their faults: every page holds together, every link arrives, no text is lost."""
    ran = run("build", shared / "corpus" / collection, "-o", "out")
    assert "Traceback" not in ran.err
    assert "[text-lost]" not in ran.err
    out = (tmp_path / "out").resolve()
    pages = {path: Reader(path.read_text()) for path in out.rglob("*.html")}
    faults = [
        f"{path.relative_to(out)}: {fault}" for path, page in pages.items() for fault in page.faults
    ]
    faults += [
        fault
        for path, page in pages.items()
        for link in page.links
        for fault in _broken(link, path, out, pages)
    ]
    assert not faults, "\n".join(faults)


def _broken(link: str, path: Path, out: Path, pages: dict[Path, Reader]) -> list[str]:
    from urllib.parse import unquote, urlsplit

    parts = urlsplit(link)
    if parts.scheme in ("http", "https"):
        return []
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    is_there = target.is_file() and target.is_relative_to(out)
    arrives = is_there and (
        not parts.fragment or target not in pages or unquote(parts.fragment) in pages[target].ids
    )
    return (
        [] if arrives and not parts.scheme else [f"{path.relative_to(out)}: {link!r} leads nowhere"]
    )


# explain


def test_explain_says_what_a_code_means_and_shows_an_example(run: Run) -> None:
    ran = run("explain", "no-such-id")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("no-such-id\n\nA pointer names an id that no element has.\n")
    assert '\n    <persName ref="#heraklius">Heraclius</persName>\n' in ran.out
    assert run("explain", "[no-such-id]").out == ran.out


def test_explain_lists_the_codes(run: Run) -> None:
    ran = run("explain")
    listed = {line.split()[0] for line in ran.out.splitlines() if line[:1].strip()}
    assert (ran.code, ran.err) == (0, "")
    assert set(codes()) <= listed
    assert "Schematron" in ran.out


def test_the_list_of_codes_breaks_no_words_on_a_narrow_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    words = run("explain").out.split()
    assert {"attribute's", "quotation", "coordinates-not-read"} <= set(words)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("no-such-ids", "Did you mean no-such-id?"),
        ("NO-SUCH-ID", "Did you mean no-such-id?"),
        ("xyzzy", "there is no code xyzzy. It may be the id of a rule"),
        ("../no-such-id", "Did you mean no-such-id?"),
        ("\x1b[31m", "It may be"),
    ],
)
def test_a_code_that_there_is_not_is_usage(run: Run, code: str, words: str) -> None:
    ran = run("explain", code)
    assert (ran.code, ran.out) == (2, "")
    assert words in " ".join(ran.err.split())
    assert "\x1b" not in ran.err
