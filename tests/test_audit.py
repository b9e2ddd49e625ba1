"""The audit finds each planted doubt, and no other; it is quiet on the siege edition, and on what is odd but meant.

Each file under `audit/CODE/` has one doubt, and says inside which finding it must give, as in `bad/`.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Collection
from pathlib import Path

import pytest
from small import document as small_document
from small import tei
from test_bad import expected

from edition.analysis import analyse
from edition.assembly import Edition
from edition.audit import audit
from edition.cli import main
from edition.diagnostics import Diagnostic
from edition.document import Document, read
from edition.header import Header
from edition.library import T
from edition.project import Project

AUDIT = Path(__file__).parent / "audit"
CASES = sorted(AUDIT.glob("*/*.xml"))


def doubts(*files: Path) -> list[Diagnostic]:
    documents = [document for file in files if (document := read(file, file.name, file.stem)[0])]
    edition = Edition(
        files[0].parent, Header("A"), tuple(one for item in documents for one in analyse(item))
    )

    def each(function: Callable[[Document], T], ids: Collection[str] | None = None) -> dict[str, T]:
        return {one.id: function(one) for one in documents if ids is None or one.id in ids}

    return audit(edition, each)


@pytest.fixture
def found(tmp_path: Path) -> Callable[..., list[str]]:
    """Return the codes of what is found in some files, by their names without ending."""

    def codes(**texts: str) -> list[str]:
        files = [tmp_path / f"{name}.xml" for name in texts]
        for file, text in zip(files, texts.values(), strict=True):
            file.write_text(text)
        return [item.code for item in doubts(*files)]

    return codes


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.parent.name)
def test_a_planted_doubt_is_found_and_no_other(case: Path) -> None:
    found = doubts(case)
    _, words = expected(case)
    assert [item.code for item in found] == [case.parent.name], "\n".join(map(str, found))
    assert str(found[0].line) == words["line"]
    assert (found[0].source, found[0].count) == ("audit", 1)
    assert found[0].hint


def test_the_siege_edition_raises_no_doubt() -> None:
    project = Project(Path(__file__).parent.parent)
    assert project.doubts == [], "\n".join(map(str, project.doubts))


def test_every_doubt_has_a_fixture() -> None:
    package = Path(__file__).parent.parent / "edition"
    files = [package / "unmentioned.py", *(package / "audit").glob("*.py")]
    code = "".join(file.read_text() for file in files)
    written = set(re.findall(r'(?<![\w.(])"([a-z]+(?:-[a-z]+)+)"', code))
    assert written == {folder.name for folder in AUDIT.iterdir()}


QUIET = {
    "two of one name whom something tells apart": (
        """<listPerson><person xml:id="a"><persName>Maria</persName><death when="0600"/></person>
        <person xml:id="b"><persName>Maria</persName><death when="0700"/></person></listPerson>""",
        '<p><persName ref="#a">Maria</persName> <persName ref="#b">Maria</persName></p>',
    ),
    "forms of several languages, scripts and cases": (
        """<listPerson><person xml:id="a"><persName>Heraclius</persName><persName xml:lang="grc">Ἡράκλειος</persName></person></listPerson>""",
        '<p><persName ref="#a">Ἡρακλείου</persName> <persName ref="#a">Heraclii</persName> <persName ref="#a">Heraclio</persName> <persName ref="#a">HERACLIUS</persName> <persName ref="#a">H.</persName> <persName ref="#a">هرقل</persName> <rs ref="#a">The Emperor</rs></p>',
    ),
    "a name that is another's too, or no name": (
        """<listPerson><person xml:id="a"><persName>John Smith</persName></person><person xml:id="b"><persName>John Brown</persName></person></listPerson>""",
        '<p><persName ref="#a">John</persName> <persName ref="#a">John</persName> <persName ref="#b">John Brown</persName> and John. <persName ref="#a">he</persName> <persName ref="#a">he</persName> saw that he was.</p>',
    ),
    "a name within a title, a quotation or a note": (
        '<listPlace><place xml:id="a"><placeName>Chalcedon</placeName></place></listPlace>',
        '<p><placeName ref="#a">Chalcedon</placeName> <placeName ref="#a">Chalcedon</placeName><note>Chalcedon</note> <title>Acts of Chalcedon</title> <foreign>Chalcedon</foreign> <rs>bishop of Chalcedon</rs></p>',
    ),
    "places far apart": (
        "<listPlace>" + "".join(
            f'<place xml:id="{id}"><placeName>{id}</placeName><location><geo>{geo}</geo></location></place>'
            for id, geo in (("Sofia", "42.7 23.3"), ("Nis", "43.3 21.9"), ("Bursa", "40.2 29.1"), ("Lima", "-12.0 -77.0"), ("Sydney", "-33.9 151.2"), ("Oslo", "59.9 10.7"))
        ) + "</listPlace>",
        "<p>" + " ".join(f'<placeName ref="#{id}">{id}</placeName>' for id in ("Sofia", "Nis", "Bursa", "Lima", "Sydney", "Oslo")) + "</p>",
    ),
    "a place of which the register says that nobody knows where it was": (
        """<listPlace><place xml:id="a"><placeName>A</placeName><location><geo>1 2</geo></location></place>
        <place xml:id="b"><placeName>B</placeName><location><note>Not known.</note></location></place></listPlace>""",
        '<p><placeName ref="#a">A</placeName> <placeName ref="#b">B</placeName></p>',
    ),
    "a place and its part of one name and number": (
        """<listPlace><place xml:id="a" type="province"><placeName>Lyon</placeName><idno type="GeoNames">1</idno>
        <place xml:id="b" type="city"><placeName>Lyon</placeName><idno type="GeoNames">1</idno></place></place></listPlace>""",
        '<p><placeName ref="#a">Lyon</placeName> <placeName ref="#b">Lyon</placeName></p>',
    ),
    "two towns of one name in two countries": (
        """<listPlace><place xml:id="a"><placeName>Neustadt</placeName><region>Hessen</region></place>
        <place xml:id="b"><placeName>Neustadt</placeName><region>Bayern</region></place></listPlace>""",
        '<p><placeName ref="#a">Neustadt</placeName> <placeName ref="#b">Neustadt</placeName></p>',
    ),
    "who died before the text was written, was born in the year, or is named in a younger note": (
        """<listPerson><person xml:id="a"><persName>Ada</persName><birth when="1815"/><death when="1852"/></person></listPerson>""",
        '<p><persName ref="#a">Ada</persName></p>',
    ),
    "who is named by a key or a number": (
        """<listPerson><person xml:id="a"><persName>Ada</persName></person><person xml:id="b"><persName>Bob</persName><idno type="GND">118</idno></person>
        <person xml:id="c"><persName>Eve</persName></person></listPerson>""",
        '<p><persName key="a">Ada</persName> <persName ref="https://d-nb.info/gnd/118">Bob</persName> <persName ref="#c">Eve</persName></p>',
    ),
    "somebody called unknown": (
        '<listPerson><person xml:id="unknown"><persName>Unknown</persName></person></listPerson>',
        '<p><persName ref="#unknown">Somebody</persName></p>',
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", QUIET)
def test_what_is_odd_but_meant_raises_no_doubt(case: str, found: Callable[..., list[str]]) -> None:
    register, body = QUIET[case]
    header = "<profileDesc><creation><date when='1815'/></creation></profileDesc>"
    assert found(a=tei(body, stand_off=register, header=header)) == []


def test_what_points_at_itself_and_what_is_endless_is_no_hindrance(
    found: Callable[..., list[str]],
) -> None:
    register = """<listPlace><place xml:id="a" sameAs="#a" corresp="#a"><placeName ref="#a">A</placeName><place xml:id="a"><placeName>A</placeName></place></place></listPlace>
      <listRelation><relation active="#a" passive="#a" name="near"/></listRelation>"""
    body = f"<p><placeName ref='#a'>A</placeName> <persName>{'x' * 5000}</persName> <date when='0626-13-45'>?</date></p>"
    found(a=tei(body * 50, stand_off=register))


def test_an_untagged_name_is_found_where_it_stands(tmp_path: Path) -> None:
    register = '<listPerson><person xml:id="a"><persName>Ada</persName></person></listPerson>'
    names = '<p><persName ref="#a">Ada Byron</persName> <persName ref="#a">Ada Byron</persName></p>'
    lines = "<p>\n  <hi>Then</hi> came\nwords, &amp; after\n  them Ada Byron; <hi>so</hi> Ada Byron, too.</p>"
    file = tmp_path / "a.xml"
    file.write_text(tei(names + lines, stand_off=register))
    text = file.read_text().splitlines()
    (found,) = (item for item in doubts(file) if item.code == "name-not-tagged")
    assert found.count == len(found.places) == 2
    assert all(
        text[line - 1][column - 1 :].startswith("Ada Byron") for line, column in found.places
    )


def test_a_register_that_is_not_there_is_one_doubt(found: Callable[..., list[str]]) -> None:
    names = " ".join(f'<persName ref="#p{n}">N</persName>' for n in range(100))
    assert found(a=tei(f"<p>{names}</p>")) == ["mention-without-entry"]


@pytest.mark.parametrize(
    "places",
    [
        ["82.5 -62.35", "90 0", "80.67 54.9", "78.22 15.65"],
        ["-78.46 106.84", "-90 0", "-82 179.5", "-84 -70"],
        ["-18.14 178.44", "-13.83 -171.76", "-16.85 -179.97", "-14.3 178.1"],
    ],
    ids=["north", "south", "180°"],
)
def test_places_are_near_across_a_pole_and_180_degrees(
    found: Callable[..., list[str]], places: list[str]
) -> None:
    written = "".join(
        f'<place xml:id="p{n}"><placeName>P{n}</placeName><location><geo>{geo}</geo></location></place>'
        for n, geo in enumerate(places)
    )
    names = " ".join(f'<placeName ref="#p{n}">P{n}</placeName>' for n in range(len(places)))
    assert found(a=tei(f"<p>{names}</p>", stand_off=f"<listPlace>{written}</listPlace>")) == []


@pytest.mark.parametrize("number", [1000, 4000])
def test_many_of_one_kind_take_no_longer_each(number: int) -> None:
    """Nothing here compares all with all: four times as many entries, forms and mentions take about four times as long."""
    people = "".join(
        f'<person xml:id="p{n}"><persName>Same {n % 7}</persName><idno type="GND">1</idno></person>' for n in range(number)
    )  # fmt: skip
    names = "".join(f'<persName ref="#p{n}">Form {n}</persName>, ' for n in range(number))
    document = small_document(
        tei(f"<p>{names}</p>", stand_off=f"<listPerson>{people}</listPerson>")
    )
    start = time.process_time()
    whole = Edition(Path("/edition"), Header("A"), analyse(document))
    assert audit(whole, lambda function, ids=None: {document.id: function(document)})
    assert time.process_time() - start < number / 500


def test_the_command_prints_doubts_and_the_forms_of_each_entry(
    capfd: pytest.CaptureFixture[str],
) -> None:
    def run(*words: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as end:
            main.main(["audit", *words], prog_name="edition")
        return int(str(end.value.code)), capfd.readouterr().out

    case = str(AUDIT / "name-not-tagged" / "fixture.xml")
    code, out = run(case)
    assert code == 0, "a doubt is no fault"
    assert "[name-not-tagged]" in out
    _, out = run(case, "--format", "json")
    entries = json.loads(out)["entries"]
    assert entries == [
        {"kind": "persons", "id": "heraclius", "name": "Heraclius", "mentions": 2, "forms": [{"text": "Heraclius", "count": 2}]},
    ]  # fmt: skip
    _, out = run(case, "--format", "sarif")
    assert json.loads(out)["runs"][0]["results"][0]["ruleId"] == "name-not-tagged"
