"""The siege edition's own truths, read from its files with nothing of the toolkit between, but where it says so."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from lxml import etree

from edition.project import Project
from edition.register import Kind
from edition.reports import render

TEI = "{http://www.tei-c.org/ns/1.0}"
ID = "{http://www.w3.org/XML/1998/namespace}id"
FOLDER = Path(__file__).resolve().parent.parent / "tei"
TEXTS = {"encyclopedia": "000_7b9f0d383414e468.txt", "narrative": "001_37e78d1bd031a800.txt"}

#: Which entries an element of the text may name.
NAMED = {
    "persName": {"person"},
    "placeName": {"place"},
    "geogName": {"place"},
    "orgName": {"org"},
    "title": {"bibl"},
    "eventName": {"event"},
}
REFERRED = {"person": "person", "place": "place", "org": "org", "event": "event", "work": "bibl"}


def tree(name: str) -> etree._Element:
    return etree.parse(FOLDER / f"{name}.xml").getroot()


def body(name: str) -> etree._Element:
    return tree(name).find(f"{TEI}text/{TEI}body")


def transcribed(node: etree._Element) -> str:
    """The text of an element without what the editors added beside it."""
    added = {f"{TEI}{name}" for name in ("note", "corr", "reg", "expan", "supplied", "figDesc")}
    text = node.text or ""
    for child in node:
        if isinstance(child.tag, str) and child.tag not in added:
            text += transcribed(child)
        text += child.tail or ""
    return text


def folded(text: str) -> str:
    """Fold the white space of XML only: a thin or no-break space is a character of the source."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


def register() -> dict[str, etree._Element]:
    return {
        node.get(ID): node
        for node in tree("register").find(f"{TEI}standOff").iter(etree.Element)
        if node.get(ID)
    }


@pytest.mark.parametrize("name", TEXTS)
def test_the_text_is_the_sources_character_by_character(name: str, shared: Path) -> None:
    source = (shared / "sources" / TEXTS[name]).read_bytes().decode("utf-8")
    assert folded(transcribed(body(name))) == folded(source)


def test_each_line_of_a_source_is_a_passage(shared: Path) -> None:
    for name, file in TEXTS.items():
        lines = [
            folded(line)
            for line in (shared / "sources" / file).read_text("utf-8").splitlines()
            if line.strip()
        ]
        parts = [
            node
            for node in body(name)
            if node.tag in {f"{TEI}{tag}" for tag in ("head", "p", "ab", "figure")}
        ]
        assert [folded(transcribed(part)) for part in parts] == lines


def test_every_passage_has_an_id_that_will_not_change() -> None:
    ids = {name: [node.get(ID) for node in body(name) if node.tag != f"{TEI}gap"] for name in TEXTS}
    assert ids == {
        "encyclopedia": [f"e{n}" for n in range(11)],
        "narrative": [f"n{n}" for n in range(1, 18)],
    }


def test_no_id_stands_twice_in_the_edition() -> None:
    ids = Counter(
        str(id) for file in FOLDER.glob("*.xml") for id in etree.parse(file).xpath("//@xml:id")
    )
    assert [id for id, number in ids.items() if number > 1] == []


@pytest.mark.parametrize("name", [*TEXTS, "alignment"])
def test_every_name_points_at_an_entry_of_its_kind(name: str) -> None:
    entries = register()
    where = [body(name)] if name in TEXTS else tree(name).findall(f".//{TEI}annotation")
    names = [
        node for part in where for node in part.iter(f"{TEI}rs", *(f"{TEI}{tag}" for tag in NAMED))
    ]
    assert names
    for node in names:
        tag = node.tag.removeprefix(TEI)
        pointers = node.get("ref", "").split()
        said = f"{name}.xml:{node.sourceline}: <{tag}>{folded(''.join(node.itertext()))}"
        if tag == "title" and node.get("level") and not pointers:
            continue  # a book cited by the editors
        wanted = {REFERRED[node.get("type")]} if tag == "rs" else NAMED[tag]
        assert pointers, said
        for pointer in pointers:
            file, _, id = pointer.partition("#")
            assert file == "register.xml", said
            assert id in entries, said
            assert entries[id].tag.removeprefix(TEI) in wanted, said


def test_every_statement_of_the_register_names_its_source() -> None:
    """Identifiers, places on the map, dates, names, descriptions, relations: each was looked up somewhere."""
    cited = {
        f"#{node.get(ID)}" for node in tree("register").find(f"{TEI}teiHeader").iter(f"{TEI}bibl")
    }
    cited |= {
        f"{name}.xml#{node.get(ID)}"
        for name in TEXTS
        for node in body(name).iter(etree.Element)
        if node.get(ID)
    }
    cited.add("#register-editors")
    stated = """idno location birth death floruit state occupation date note desc persName placeName geogName orgName
        eventName title relation""".split()
    entries = {"person", "place", "org", "event", "bibl", "listRelation"}
    missing, unknown = [], []
    for node in tree("register").find(f"{TEI}standOff").iter(*(f"{TEI}{tag}" for tag in stated)):
        if node.getparent().tag.removeprefix(TEI) not in entries:
            continue
        sources = node.get(
            "source", node.get("resp", "")
        ).split()  # a name of the editors' own has @resp
        said = f"register.xml:{node.sourceline}: <{node.tag.removeprefix(TEI)}>"
        missing += [] if sources else [said]
        unknown += [f"{said} {source}" for source in sources if source not in cited]
    assert missing == []
    assert unknown == []


def test_every_dated_event_names_its_source() -> None:
    dated = [
        node
        for node in register().values()
        if node.tag == f"{TEI}event"
        and set(node.attrib) & {"when", "from", "to", "notBefore", "notAfter"}
    ]
    assert dated
    assert [node.get(ID) for node in dated if not node.get("source")] == []


def test_every_source_can_be_found() -> None:
    for node in (
        tree("register").find(f"{TEI}teiHeader/{TEI}fileDesc/{TEI}sourceDesc").iter(f"{TEI}bibl")
    ):
        if node.get(ID):
            targets = [found.get("target") for found in node.iter(f"{TEI}ptr", f"{TEI}ref")]
            assert (
                any(target.startswith("http") for target in targets)
                or "".join(node.itertext()).strip()
            ), node.get(ID)


def test_every_entry_says_who_or_what_it_is_in_a_sentence() -> None:
    for id, node in register().items():
        if node.tag.removeprefix(TEI) in {"person", "place", "org", "event", "bibl"}:
            said = [
                folded("".join(note.itertext()))
                for note in node.findall(f"{TEI}note[@type='description']")
            ]
            assert len(said) == 1, id
            assert said[0].endswith("."), id


def test_every_marker_is_a_reference_to_a_note_that_says_it_is_not_there() -> None:
    text = tree("encyclopedia").find(f"{TEI}text")
    notes = {f"#{node.get(ID)}": node for node in text.iter(f"{TEI}note")}
    markers = re.findall(r"\[\d+\]", transcribed(text.find(f"{TEI}body")))
    found = [node for node in text.iter(f"{TEI}ref") if node.get("type") == "marker"]
    assert (
        ["".join(node.itertext()) for node in found]
        == markers
        == ["[3]", "[12]", "[12]", "[13]", "[13]"]
    )
    for node in found:
        note = notes[node.get("target")]
        assert f"[{note.get('n')}]" == node.text
        assert [child.tag for child in note] == [f"{TEI}gap"]
        assert note[0].get("reason")
        assert not "".join(note.itertext()).strip(), "nothing is invented"


def test_the_joints_of_the_excerpt_are_marked() -> None:
    parts = [node.tag.removeprefix(TEI) for node in body("encyclopedia")]
    assert all("gap" in (one, other) for one, other in itertools.pairwise(parts))
    assert {node.get("reason") for node in body("encyclopedia").iter(f"{TEI}gap")} == {"excerpt"}


def test_every_date_is_resolved() -> None:
    for name in TEXTS:
        for node in body(name).iter(f"{TEI}date"):
            values = {
                key: node.get(key)
                for key in ("when", "from", "to", "notBefore", "notAfter")
                if node.get(key)
            }
            said = f"{name}: {folded(''.join(node.itertext()))}"
            assert values, said
            assert all(re.fullmatch(r"\d{4}(-\d\d){0,2}", value) for value in values.values()), said


def test_what_the_texts_leave_open_says_how_sure_it_is() -> None:
    said = {
        folded(transcribed(node)): node for name in TEXTS for node in body(name).iter(f"{TEI}date")
    }
    assert said["the previous year"].get("when") == "0625"
    assert (said["r. 610–641"].get("from"), said["r. 610–641"].get("to")) == ("0610", "0641")
    assert (said["c. 590"].get("when"), said["c. 590"].get("precision")) == ("0590", "low")
    for words in ("the previous year", "r. 610–641", "c. 590", "those days", "Byzantine times"):
        assert said[words].get("cert"), words


def test_julian_days_keep_both_forms_and_these_agree() -> None:
    """Reckoned from the standard library's Gregorian calendar and the three days' difference of that age."""
    checked = Counter()
    for file in sorted(FOLDER.glob("*.xml")):
        root = etree.parse(file).getroot()
        calendars = {f"#{node.get(ID)}" for node in root.iter(f"{TEI}calendar")}
        for node in root.iter(etree.Element):
            for key in ("when", "from", "to", "notBefore", "notAfter"):
                custom, value = node.get(f"{key}-custom"), node.get(key)
                if custom is None:
                    continue
                said = f"{file.name}:{node.sourceline}"
                assert value, said
                assert node.get("datingMethod") in calendars, said
                year, month, day = map(int, custom.split("-"))
                century = year - (month < 3)
                later = timedelta(days=century // 100 - century // 400 - 2)
                assert date(year, month, day) + later == date.fromisoformat(value), said
                checked[file.stem] += 1
    said = {
        folded("".join(node.itertext())): dict(node.attrib)
        for node in body("narrative").iter(f"{TEI}date")
    }
    for words, gregorian, julian in (
        ("July 31", "0626-08-03", "0626-07-31"),
        ("August 7", "0626-08-10", "0626-08-07"),
    ):
        assert (said[words]["when"], said[words]["when-custom"]) == (gregorian, julian)
        assert said[words]["calendar"] == said[words]["datingMethod"] == "#julian-narrative"
    assert checked["narrative"] == 2


def test_every_number_of_things_is_a_quantity() -> None:
    found = {}
    for name in TEXTS:
        for node in body(name).iter(f"{TEI}measure"):
            assert node.get("unit"), name
            assert node.get("commodity"), name
            found[folded(transcribed(node))] = (
                float(node.get("quantity")),
                node.get("unit"),
                node.get("commodity"),
            )
    assert found == {
        "three parts": (3, "count", "parts"),
        "some 12,000 well-trained Byzantine cavalry troops": (12000, "count", "cavalry"),
        "some 80,000 Avars and Sclaveni": (80000, "count", "men"),
        "about eighty thousand men": (80000, "count", "men"),
        "two armies": (2, "count", "armies"),
        "one army": (1, "count", "armies"),
        "more than fifty thousand men each": (50000, "count", "men"),
        "twelve thousand well-trained imperial troops": (12000, "count", "troops"),
        "about 5.7 kilometers": (5.7, "km", "wall"),
    }


def test_slips_are_corrected_beside_the_text() -> None:
    slips = [
        (choice.findtext(f"{TEI}sic"), choice.findtext(f"{TEI}corr"))
        for name in TEXTS
        for choice in body(name).iter(f"{TEI}choice")
        if choice.find(f"{TEI}sic") is not None
    ]
    assert ("an", "a") in slips


def test_headers_say_whence_under_what_licence_and_how() -> None:
    for file in sorted(FOLDER.glob("*.xml")):
        header = etree.parse(file).getroot().find(f"{TEI}teiHeader")
        for tag in ("sourceDesc", "licence"):
            (found, *_) = list(header.iter(f"{TEI}{tag}"))
            assert "".join(found.itertext()).strip(), f"{file.name}: {tag}"
    for name in (*TEXTS, "alignment"):
        assert "".join(tree(name).find(f".//{TEI}editorialDecl").itertext()).strip()


def test_both_texts_relations_are_encoded() -> None:
    found = {
        (
            node.get("name"),
            frozenset(node.get("active", node.get("mutual", "")).split()),
            frozenset(node.get("passive", "").split()),
        )
        for node in tree("register").iter(f"{TEI}relation")
    }
    for name, active, passive in [
        ("brother", {"#heraclius", "#theodore"}, set()),
        ("general-of", {"#shahrbaraz"}, {"#khosrau-ii"}),
        ("king-of", {"#khosrau-ii"}, {"#persia"}),
        ("part-of", {"#western-anatolia"}, {"#anatolia"}),
    ]:
        assert (name, frozenset(active), frozenset(passive)) in found


def test_the_commentary_points_at_the_passages() -> None:
    """Where the accounts differ, a note points into both; a few are on what only one of them tells."""
    about = []
    for node in tree("alignment").iter(f"{TEI}annotation"):
        targets = node.get("target").split()
        assert "".join(node.itertext()).strip()
        about.append({target.partition("#")[0] for target in targets})
    both = [files for files in about if files == {"encyclopedia.xml", "narrative.xml"}]
    assert len(both) > len(about) / 2
    assert len(both) >= 10


@pytest.fixture(scope="module")
def project() -> Project:
    return Project(FOLDER.parent)


def test_validation_has_nothing_to_say(project: Project) -> None:
    assert render(project.findings, len(project.files)) == "4 documents, no faults.\n"


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.xml")), ids=lambda file: file.stem)
def test_every_file_is_valid_tei_all(file: Path, tei_all: etree.RelaxNG) -> None:
    assert tei_all.validate(etree.parse(file)), tei_all.error_log


def test_the_editions_own_schema_accepts_it_too() -> None:
    own = etree.RelaxNG(etree.parse(FOLDER.parent / "schema" / "edition.rng"))
    for file in sorted(FOLDER.glob("*.xml")):
        assert own.validate(etree.parse(file)), own.error_log


#: Read in the texts by eye: every mention of these, by passage. Pronouns are not tagged.
BY_EYE = {
    "khosrau-ii": ["e7 Khosrau", "e8 Khosrau", "e8 his enemy", "n2 Khosrau II"],
    "shahin": ["n4 Shahin Vahmanzadegan"],
    "bonus": ["n7 Bonus"],
    "theodore": ["n11 his brother Theodore"],
    "romanos": ["n15 Romanos"],
    "slavs": ["e5 Sclaveni", "n1 Slavs", "n12 Slavs"],
    "bulgars": ["n1 Bulgars"],
    "akathist": ["e6 Akathist Hymn", "n15 Akathistos", "n16 The hymn"],
    "akathist-proemium": ["e6 a new proemium for the celebrated Akathist Hymn"],
    "sergius-i": ["e6 Patriarch Sergius", "n7 patriarch Sergius I", "n8 Sergius"],
    "heraclius": [
        "e1 Emperor Heraclius", "e2 Heraclius", "e3 Heraclius", "e4 Heraclius", "e7 the emperor", "e7 Heraclius",
        "e8 Heraclius", "n3 Heraclius", "n11 Emperor Heraclius",
    ],
    "shahrbaraz": ["e7 Shahrbaraz", "e7 the Persian general", "e7 the latter", "e8 Khosrau's most skilled general", "n9 Shahrbaraz"],
    "chalcedon": ["e3 Chalcedon"],
    "bosporus": ["n4 Bosporus", "n12 Bosporus"],
    "blachernae": ["n14 Blachernae"],
    "egypt": ["e2 Egypt", "e9 Egypt"],
}  # fmt: skip


@pytest.mark.parametrize("id", BY_EYE)
def test_the_index_finds_what_an_eye_finds(id: str, project: Project) -> None:
    """The names of one person, people or hymn meet in one entry, under all their forms."""
    (entry,) = [
        entry
        for index in project.edition.indexes.values()
        for entry in index.entries
        if entry.entity.id == id
    ]
    own = {node.get(ID) for name in TEXTS for node in body(name)}
    found = [
        f"{mention.segment if mention.segment in own else mention.segment + ' (inside)'} {mention.text}"
        for mention in entry.mentions
        if mention.within == "text"
    ]
    assert found == BY_EYE[id]


def test_forms_that_differ_meet_in_one_entry(project: Project) -> None:
    by_name: dict[str, set[str]] = {}
    for index in project.edition.indexes.values():
        for entry in index.entries:
            for name in entry.entity.names:
                by_name.setdefault(name.text, set()).add(entry.entity.id)
    for one, other in (
        ("Khosrau", "Khosrau II"),
        ("Slavs", "Sclaveni"),
        ("Akathist Hymn", "Akathistos"),
    ):
        assert by_name[one] & by_name[other], f"{one} and {other}"


def test_nothing_in_the_texts_is_named_without_an_entry(project: Project) -> None:
    assert {
        kind: index.unlinked for kind, index in project.edition.indexes.items() if index.unlinked
    } == {}
    assert project.edition.undated == ()
    assert all(project.edition.indexes[kind].entries for kind in list(Kind)[:5])


def test_the_two_accounts_stand_side_by_side(project: Project) -> None:
    (alignment,) = project.edition.alignments
    assert alignment.documents == ("encyclopedia", "narrative")
    pairs = {
        tuple(sorted(key.partition("#")[2] for key in found.keys))
        for found in alignment.correspondences
    }
    for pair in (("e5", "n1"), ("e5", "n7"), ("e4", "n11"), ("e3", "n9")):
        assert pair in pairs
    passages = [[key.partition("#")[2] for key in column] for column in alignment.passages]
    assert passages == [[f"e{n}" for n in range(11)], [f"n{n}" for n in range(1, 18)]]
    for leading in (0, 1):
        shown = Counter(
            key for row in alignment.rows(leading) for cell in row.cells for key in cell
        )
        assert shown == Counter(key for column in alignment.passages for key in column)
    assert {"e8", "n17"} <= {key.partition("#")[2] for key in alignment.alone()}


def test_the_hymn_is_aligned_in_both_its_forms(project: Project) -> None:
    (alignment,) = project.edition.alignments
    (hymn,) = [found for found in alignment.correspondences if found.id == "link-hymn"]
    ids = {key.partition("#")[2] for key in hymn.keys}
    assert {"e6", "n15"} <= ids
