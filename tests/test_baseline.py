"""A baseline accepts what is found today, and only that: whatever is new is shown, wherever the text has moved."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small import tei

from edition.baseline import NAME, Baseline, fingerprint, read
from edition.diagnostics import Diagnostic, Severity, in_order
from edition.errors import EditionError
from edition.project import Project

FOLDER = Path("/an/edition")
FAULT = Diagnostic(
    "/an/edition/tei/one.xml", 7, 3, Severity.error, "schema", "unknown-element",
    "<persname> is not an element of the schema", "Did you mean <persName>?", "persname",
)  # fmt: skip

FOUND = st.lists(
    st.builds(
        lambda path, line, code, message: replace(
            FAULT, path=f"/an/edition/{path}.xml", line=line, code=code, message=message
        ),
        st.sampled_from("abc"),
        st.integers(1, 9),
        st.sampled_from(["no-such-id", "bad-value"]),
        st.sampled_from(["one", "two"]),
    )
).map(in_order)


def accepting(found: Sequence[Diagnostic], folder: Path = FOLDER) -> Baseline:
    """The baseline that accepts these findings."""
    return Baseline(folder / NAME).accepting(found)


@given(FOUND)
def test_what_is_accepted_is_not_new(found: list[Diagnostic]) -> None:
    compared = accepting(found).compare(found)
    assert (list(compared.accepted), compared.new, compared.gone) == (found, (), 0)


@given(FOUND, FOUND)
def test_nothing_is_lost_between_new_and_accepted(
    yesterday: list[Diagnostic], today: list[Diagnostic]
) -> None:
    compared = accepting(yesterday).compare(today)
    places = sorted((one.path, one.line, one.code, one.message) for one in today)
    both = [*compared.new, *compared.accepted]
    assert sorted((one.path, one.line, one.code, one.message) for one in both) == places
    if len(today) > len(yesterday) == 0:
        assert compared.new == tuple(today)


def test_a_finding_is_known_again_when_its_line_has_moved() -> None:
    moved = replace(FAULT, line=70, column=1)
    assert accepting([FAULT]).compare([moved]).new == ()


@pytest.mark.parametrize(
    "change",
    [
        {"code": "misplaced-element"},
        {"element": "placename"},
        {"message": "<placename> is not an element of the schema"},
    ],
)
def test_another_finding_is_new(change: dict[str, str]) -> None:
    other = replace(FAULT, **change)  # type: ignore[arg-type]
    assert accepting([FAULT]).compare([other]).new == (other,)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("the id stands on line 7 already", "the id stands on line 170 already"),
        ("cannot be included: chapter.xml:1:51: </div> closes", "cannot be included: chapter.xml:9:3: </div> closes"),
        ("is not there: /an/edition/schema/tei.rng", "is not there: schema/tei.rng"),
        ("also stands in tei/one.xml", "also stands in ../../tei/one.xml"),
        ("also stands in tei/one.xml", "also stands in one.xml"),
    ],
)  # fmt: skip
def test_places_and_machines_in_a_message_do_not_count(before: str, after: str) -> None:
    one, other = (replace(FAULT, message=message) for message in (before, after))
    assert fingerprint(one, FOLDER) == fingerprint(other, FOLDER)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('@ref of <rs> points at "#x"', '@ref of <persName> and <rs> point at "#x"'),
        ('@ref of <rs>, <name> and others point at "#x"', '@ref of <persName> points at "#x"'),
        ('@ref of <rs> is "x"', '@ref of <rs> and <name> are "x"'),
        (
            '@wit of <rdg> points at "#A", "#B", "#C" and 2 others',
            '@wit of <lem> and <rdg> point at "#A", "#C", "#D" and 1,300 others',
        ),
    ],
)
def test_what_is_told_of_several_pointers_together_is_known_again(before: str, after: str) -> None:
    one = replace(FAULT, source="pointers", message=before, element="rs", count=3)
    other = replace(FAULT, source="pointers", message=after, element="persName", count=2)
    compared = accepting([one]).compare([other])
    assert (compared.new, compared.gone) == ((), 1)
    assert accepting([one]).compare([replace(other, message=after.replace("@", "@xml:"))]).new


def test_what_is_found_once_more_is_new_and_all_its_places_are_shown() -> None:
    twice = replace(FAULT, count=2, places=((7, 3), (9, 1)))
    thrice = replace(FAULT, count=3, places=((7, 3), (8, 1), (9, 1)))
    (new,) = accepting([twice]).compare([thrice]).new
    assert new.places == thrice.places
    assert new.hint == "Did you mean <persName>? The baseline accepts 2 of these 3."
    compared = accepting([thrice]).compare([FAULT])
    assert (compared.new, compared.gone) == ((), 2)


def test_the_file_is_sorted_and_has_a_line_for_each_finding(tmp_path: Path) -> None:
    later = replace(FAULT, path=str(tmp_path / "tei" / "zwei.xml"), message="größer — “so”")
    first = replace(
        FAULT, path=str(tmp_path / "tei" / "eins.xml"), count=2, places=((1, 1), (2, 2))
    )
    baseline = accepting([later, first], tmp_path)
    baseline.write()
    text = baseline.file.read_text(encoding="utf-8")
    assert text.splitlines()[3:5] == [
        '    {"path": "tei/eins.xml", "code": "unknown-element", "element": "persname", '
        '"message": "<persname> is not an element of the schema", "count": 2},',
        '    {"path": "tei/zwei.xml", "code": "unknown-element", "element": "persname", '
        '"message": "größer — “so”", "count": 1}',
    ]
    assert json.loads(text)["version"] == 1
    assert read(baseline.file) == baseline
    assert [file.name for file in tmp_path.iterdir()] == [NAME]
    accepting([first, later], tmp_path).write()
    assert baseline.file.read_text(encoding="utf-8") == text
    accepting([], tmp_path).write()
    assert read(baseline.file).counts == {}


@pytest.mark.parametrize(
    "content",
    ["", "[]", '"words"', '{"version": 2, "accepted": []}', '{"version": 1, "accepted": [{"path": 1}]}',
     '{"version": 1,\n<<<<<<< HEAD\n"accepted": []}'],
)  # fmt: skip
def test_what_is_no_baseline_is_told_in_one_line(tmp_path: Path, content: str) -> None:
    file = tmp_path / NAME
    file.write_text(content)
    with pytest.raises(EditionError, match="is no baseline") as error:
        read(file)
    assert "\n" not in str(error.value)


# A project's


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """An edition of two files with a fault each, seen from its own folder."""
    folder = tmp_path / "project"
    (folder / "tei").mkdir(parents=True)
    for name in ("one", "two"):
        (folder / "tei" / f"{name}.xml").write_text(
            tei(f'<p><seg corresp="#{name}">words</seg></p>')
        )
    monkeypatch.chdir(folder)
    return Project(folder)


def codes(project: Project) -> list[str]:
    """The codes of what is new in a project, read anew."""
    return [item.code for item in replace(project).findings.new]


def test_a_project_without_a_baseline_accepts_nothing(project: Project) -> None:
    assert codes(project).count("no-such-id") == 2


def test_an_accepted_project_has_no_faults_until_there_is_a_new_one(project: Project) -> None:
    accepted = replace(project).accept()
    assert accepted.file == project.folder / NAME
    assert codes(project) == []
    file = project.folder / "tei" / "one.xml"
    file.write_text(file.read_text().replace("<p>", "\n\n<p>"))
    assert codes(project) == []
    file.write_text(file.read_text().replace("</p>", ' <seg corresp="#three">words</seg></p>'))
    assert codes(project) == ["no-such-id"]


def test_a_baseline_counts_wherever_the_command_runs(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):  # a message that names another file
        (project.folder / "tei" / f"{name}.xml").write_text(
            tei("<p>Words.</p>", attributes='xml:id="same"')
        )
    monkeypatch.chdir(project.folder.parent)
    seen_from_above = Project(Path.cwd() / "project", given=Path("project"), is_named=True)
    assert "id-in-two-files" in codes(seen_from_above)
    seen_from_above.accept()
    monkeypatch.chdir(project.folder)
    assert codes(project) == []
    monkeypatch.chdir(project.folder / "tei")
    assert codes(Project(project.folder, given=Path(".."), is_named=True)) == []
    assert codes(Project(project.folder, given=project.folder, is_named=True)) == []


def test_a_part_of_the_files_accepts_its_own_and_keeps_the_others(project: Project) -> None:
    replace(project).accept()
    one, two = project.folder / "tei" / "one.xml", project.folder / "tei" / "two.xml"
    one.write_text(one.read_text().replace("#one", "#eins"))
    two.write_text(tei("<p>Words.</p>"))
    part = replace(project, paths=(one,))
    assert part.findings.gone == 1
    replace(part).accept()
    assert codes(project) == []
    assert replace(project).findings.gone == 1
    two.unlink()
    replace(part).accept()
    assert replace(project).findings.gone == 2, "it may have another name now"
    replace(project).accept()
    assert replace(project).findings.gone == 0


def test_the_settings_name_another_file(project: Project) -> None:
    (project.folder / "edition.toml").write_text('[validate]\nbaseline = "known/faults.json"\n')
    with pytest.raises(EditionError, match=r"known/faults\.json: there is no such baseline"):
        codes(project)
    (project.folder / "known").mkdir()
    assert replace(project).accept().file == project.folder / "known" / "faults.json"
    assert codes(project) == []


def test_a_file_that_was_renamed_is_known_again(project: Project) -> None:
    project.accept()
    before = replace(project).findings
    file = project.folder / "tei" / "one.xml"
    file.rename(project.folder / "tei" / "letter.xml")
    after = replace(project).findings
    assert before.accepted
    assert [item.message for item in after.accepted] == [item.message for item in before.accepted]
    assert (after.new, after.gone) == ((), 0)
    (project.folder / "tei" / "letter.xml").rename(file)
    (project.folder / "tei" / "two.xml").write_bytes(file.read_bytes())
    assert replace(project).findings.new, "a copy is another file"


def test_a_file_that_was_renamed_stays_accepted_when_another_is(project: Project) -> None:
    project.accept()
    one, two = project.folder / "tei" / "one.xml", project.folder / "tei" / "two.xml"
    one.rename(one.with_name("letter.xml"))
    replace(project, paths=(two,)).accept()
    assert replace(project).findings.new == ()
    replace(project, paths=(one.with_name("letter.xml"),)).accept()
    assert (replace(project).findings.new, replace(project).findings.gone) == ((), 0)


def test_nothing_else_is_overwritten(project: Project) -> None:
    source = project.folder / "tei" / "one.xml"
    text = source.read_text()
    with pytest.raises(EditionError, match="is no baseline"):
        replace(project, named_baseline=source).accept()
    assert source.read_text() == text


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights do not bind the superuser")
def test_a_baseline_that_cannot_be_written_is_told_in_one_line(project: Project) -> None:
    project.folder.chmod(0o500)
    try:
        with pytest.raises(EditionError, match="cannot be written"):
            replace(project).accept()
    finally:
        project.folder.chmod(0o700)
