"""The formats of others: each export is read by its own standard's library or held against its specification."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from small import document, edition, tei

from edition.analysis import analyse
from edition.assembly import Edition
from edition.dates import DateRange
from edition.errors import EditionError
from edition.export import ALL, FORMATS, KINDS, export, files
from edition.export.formats import roles
from edition.export.xml import element, written, xml_id
from edition.header import Header
from edition.project import Project
from edition.register import Kind
from edition.tei import TEI

URL = "https://example.org/letters/"
SHAPES = Path(__file__).parent / "shapes"

LETTER = """<fileDesc><titleStmt><title>Ada to Wulf</title></titleStmt></fileDesc><profileDesc><correspDesc>
<correspAction type="sent"><persName ref="register.xml#ada">Ada</persName><placeName ref="register.xml#york">York</placeName><date
 notBefore="0626-05" notAfter="0626-06">early summer</date></correspAction>
<correspAction type="received"><persName>Wulf</persName><orgName ref="register.xml#guild">the guild</orgName></correspAction>
</correspDesc></profileDesc>"""

REGISTER = """<listPerson><person xml:id="ada" role="queen"><persName type="preferred" xml:lang="en">Ada "the Great" \\ of York</persName>
<persName xml:lang="ang">Æda</persName><birth notBefore="0600" notAfter="0605">about 600</birth><birth when="0601">or in 601</birth>
<death when="0640-02-03"/><occupation from="0620" to="0630">queen</occupation><state type="illness"><p>a fever</p></state>
<idno type="GND">118</idno><idno type="VIAF">77</idno><idno type="Wikidata">Q1</idno><note source="#src1 a.xml#p1">Queen of
the North; &lt;founder&gt; &amp; patron.</note></person>
<person xml:id="wulf"><persName>Wulf</persName><idno type="GND">https://d-nb.info/gnd/119</idno></person>
<person><persName>A stranger without an id</persName></person>
<person xml:id="julian"><persName xml:lang="no language">Julian</persName><birth when-custom="0626-08-07" datingMethod="#julian"/>
<death from="0640" dur="P2Y" precision="low"/><floruit when-iso="06"/><faith when="0626-08-10" when-custom="0626-08-07" datingMethod="#julian"/>
<age when-iso="0000">a child</age><residence from-custom="0626-08" to-custom="0627" datingMethod="#julian">York</residence></person>
<person xml:id="boniface"><persName><forename>Wynfrith</forename> <surname>Boniface</surname></persName></person>
<person xml:id="eadgyth" sameAs="#ada"><persName type="birth" notAfter="0620" cert="medium">Eadgyth</persName><persName cert="low">Edith</persName><event
when="0621-05" type="feast" where="#york"><label>Wedding</label><desc>in <placeName ref="#york">York</placeName></desc></event><faith cert="high">Christian</faith>
<listEvent><event xml:id="escape" when="0622"><label>Escape</label><event xml:id="crossing"><label>Crossing</label></event></event></listEvent></person>
<listRelation><relation name="isParentOf" active="#ada" passive="#wulf" cert="low"/><relation name="memberOf" active="#wulf" passive="#guild"/>
<relation name="rules" active="#nobody" passive="#york"/><relation name="fears" active="#wulf" passive="#nobody"/><relation name="married-to" mutual="#ada #wulf" when="0621"><desc>They married.</desc></relation>
<relation name="ruler of" active="#ada" passive="#york" source="#src1"/></listRelation></listPerson>
<listPlace><place xml:id="north" type="region"><placeName>The North</placeName>
<place xml:id="york" type="walled city"><placeName>York</placeName><location source="#src1"><geo>53.96 -1.08</geo><height unit="m" quantity="17"/><note>the minster</note></location>
<population when="0620"><p>5000</p></population><country>England</country></place></place>
<place xml:id="wall"><placeName>The wall</placeName><location><geo>53.0 -1.0 53.0 -2.0 54.0 -2.0 53.0 -1.0</geo></location></place></listPlace>
<listPlace><place xml:id="ouse"><geogName>Ouse</geogName><location type="source"><geo>54.1 -1.3</geo></location><location type="mouth" cert="low" notBefore="0600"><geo>53.7
-0.7</geo></location></place></listPlace>
<listOrg><org xml:id="guild"><event from="0610"><label>Foundation</label></event><orgName>The guild</orgName><desc>Weavers.</desc></org></listOrg>
<listEvent><event xml:id="fire" from="0626-08" to="0626-09"><eventName>The fire</eventName><desc>It burned.</desc></event><event xml:id="flood" where="#york"><label>The flood</label></event><event xml:id="plague"><label>The plague</label><location><geo>53.9 -1.1</geo></location><note type="alarm"><date
when="0626-08-04">at night</date></note></event></listEvent>
<listBibl><bibl xml:id="song"><title>The song</title><author>Anon.</author><date when="0700">700</date></bibl>
<bibl xml:id="essay"><title level="a">An essay</title> in <title level="m">Book</title> <biblScope unit="volume">2</biblScope></bibl></listBibl>
<listObject><object xml:id="ring"><objectIdentifier><objectName>The ring</objectName><idno type="inv">R 1</idno></objectIdentifier><history><origin><date notBefore="0600" notAfter="0610">about
605</date></origin></history><p>Gold.</p><note
type="location" source="#src1"><geo>53.96 -1.08</geo><height unit="m" quantity="3"/><note>found in a drain</note></note></object></listObject>"""

TEXT = """<p xml:id="p1">At <placeName ref="register.xml#york">York</placeName> <persName ref="register.xml#ada">Ada "the lady"</persName>
met <persName>Bede</persName> on <date when="0626-08-03">the third of August</date>; <rs type="person" ref="register.xml#ada
register.xml#wulf">the two</rs> sang <title ref="register.xml#song">the song</title> in <placeName
ref="register.xml#guild">the hall</placeName>.</p>"""


def whole(url: str = URL) -> Edition:
    """An edition with an entry of each kind, a letter, and names that are hard on writers."""
    header = '<fileDesc><sourceDesc><bibl xml:id="src1">Chronicle, "the old"</bibl></sourceDesc></fileDesc>'
    texts = {"a": tei(TEXT, header=LETTER), "register": tei(header=header, stand_off=REGISTER)}
    analyses = tuple(one for id, text in texts.items() for one in analyse(document(text, id)))
    header_of_all = Header("Ἐπιστολαί: letters of the “North”", published="2026", licence="CC0")
    return Edition(Path("/edition"), header_of_all, analyses, url)


@pytest.fixture(params=["small", "siege", "without an address"])
def one(request: pytest.FixtureRequest, repository: Path) -> Edition:
    """Editions to export."""
    if request.param == "siege":
        return replace(Project(repository).edition, url=URL)
    return whole(URL if request.param == "small" else "")


# TEI.


def test_tei_is_valid(one: Edition, tei_all: etree.RelaxNG) -> None:
    for kind in FORMATS["tei"].kinds:
        root = etree.fromstring(export(one, kind, "tei").encode())
        assert tei_all.validate(root), (kind, tei_all.error_log.last_error)


def test_every_pointer_of_the_tei_arrives(one: Edition) -> None:
    root = etree.fromstring(export(one, ALL, "tei").encode())
    ids = root.xpath("//@xml:id")
    assert len(ids) == len(set(ids))
    values = root.xpath("//@source | //@target | //@active | //@passive | //@mutual")
    pointers = [value for several in values for value in several.split()]
    assert pointers
    assert {value[1:] for value in pointers if value.startswith("#")} <= set(ids)


def said(one: Edition) -> dict[str, Any]:
    """What a register says, apart from where that is written and what is shown where."""

    def name(key: str) -> str:
        return one.entities[key].id if key in one.entities else ""

    def days(date: DateRange | None) -> Any:
        return date and (date.earliest, date.latest, date.custom, date.custom_iso)

    entries = {}
    for entity in one.entities.values():
        forms = [
            (form.text, form.language, form.type, form.level, days(form.date), form.cert)
            for form in entity.names
            if not form.is_for_sorting
        ]
        facts = [
            (fact.label, fact.type, fact.text, days(fact.date), fact.cert, len(fact.sources))
            for fact in entity.facts
        ]
        notes = [(fact.text, len(fact.sources)) for fact in entity.descriptions]
        numbers = [(item.scheme, item.value, len(item.sources)) for item in entity.identifiers]
        where = entity.coordinates
        point = where and (where.latitude, where.longitude, where.height, where.outline, where.note)
        date = entity.date and (days(entity.date), entity.date.is_between)
        kept = entity.kind in (Kind.person, Kind.place, Kind.organisation, Kind.work, Kind.object)
        entries[entity.kind, entity.id] = (
            entity.filed, forms, sorted(facts) if kept else len(facts), notes, sorted(numbers), point, date, name(entity.part_of),
        )  # fmt: skip
    relations = {
        (item.name, *(tuple(map(name, keys)) for keys in (item.active, item.passive, item.mutual)), item.text, item.cert)
        for relations in one.relations.values() for item in relations
    }  # fmt: skip
    return {"entries": entries, "relations": relations}


def test_tei_read_again_is_the_same_register(repository: Path) -> None:
    first = Project(repository).edition
    again = edition(register=export(first, ALL, "tei"))
    assert said(first) == said(again)


def test_tei_read_and_written_again_is_the_same_file() -> None:
    """What is not TEI's own way of saying a thing (an entry without id, a date of a note) is settled at the first time."""
    once = edition(register=export(whole(), ALL, "tei"))
    twice = edition(register=export(once, ALL, "tei"))
    assert len(once.entities) == len(whole().entities)
    assert said(once) == said(twice)


def test_a_term_keeps_the_address_of_its_record() -> None:
    """A `category` has no `idno`, but an `equiv`."""
    text = '<p><term ref="http://www.wikidata.org/entity/Q1">Term</term></p>'
    root = etree.fromstring(export(edition(a=tei(text)), "terms", "tei").encode())
    assert root.xpath("string(//t:category/t:equiv/@uri)", namespaces={"t": TEI}) == "http://www.wikidata.org/entity/Q1"  # fmt: skip


def test_a_place_is_not_of_the_time_when_its_people_were_counted() -> None:
    facts = '<population when="1850">431,000</population>'
    lasting = '<state type="existence" from="0050"><desc>A town</desc></state>'
    place = '<place xml:id="{0}"><placeName>{0}</placeName>{1}</place>'
    places = place.format("a", facts) + place.format("b", facts + lasting)
    whole = edition(a=tei(stand_off=f"<listPlace>{places}</listPlace>"))
    found = json.loads(export(whole, "places", "lpf"))["features"]
    assert [one.get("when") for one in found] == [None, {"timespans": [{"start": {"in": "0050"}}]}]


def test_a_date_of_one_sharp_edge_keeps_it() -> None:
    wanted = ({"from": "1600", "notAfter": "1650"}, {"notBefore": "1600", "to": "1650"})
    states = "".join('<floruit {}="{}" {}="{}"/>'.format(*chain(*one.items())) for one in wanted)
    person = f'<listPerson><person xml:id="a"><persName>A</persName>{states}</person></listPerson>'
    root = etree.fromstring(export(edition(a=tei(stand_off=person)), "persons", "tei").encode())
    found = root.xpath("//t:person/t:floruit", namespaces={"t": TEI})
    assert [dict(node.attrib) for node in found] == list(wanted)


def test_a_date_is_written_in_the_calendar_of_everybody_else() -> None:
    """A Julian day becomes a Gregorian one, a century or a length of time its first and last day (ISO 8601)."""
    root = etree.fromstring(export(whole(), "persons", "tei").encode())
    (person,) = root.xpath("//t:person[@xml:id = 'julian']", namespaces={"t": TEI})
    said = {node.tag.rpartition("}")[2]: dict(node.attrib) for node in person}
    assert said["birth"] == {"when": "0626-08-10", "when-custom": "0626-08-07", "datingMethod": "#julian-2"}  # fmt: skip
    assert said["death"] == {"from": "0640", "to": "0641-12-31", "precision": "low"}
    assert said["floruit"] == {"notBefore": "0600-01-01", "notAfter": "0699-12-31"}
    assert said["age"] == {"when": "-0001"}
    text = export(whole(), "persons", "turtle")
    assert '"0626-08-10"^^xsd:date' in text
    assert '"0641-12-31"^^xsd:date' in text
    (born,) = [item for item in json.loads(export(whole(), "persons", "jsonld"))["@graph"] if item.get("name") == "Julian"]  # fmt: skip
    assert born["birthDate"] == "0626-08-10"


def test_where_events_and_objects_lie_is_kept() -> None:
    again = edition(register=export(whole(), ALL, "tei"))
    found = {entity.id: entity.coordinates for entity in again.entities.values()}
    assert found["plague"] is not None
    assert (found["plague"].latitude, found["plague"].longitude) == (53.9, -1.1)
    assert found["ring"] is not None
    assert (found["ring"].height, found["ring"].note) == (3.0, "found in a drain")
    (ring,) = [entity for entity in again.entities.values() if entity.id == "ring"]
    assert [fact.text for fact in ring.descriptions] == ["Gold."]


def test_an_event_of_a_life_stays_in_the_life() -> None:
    """As a statement of it, or, from a list of events, as an entry in it, with what is part of that."""
    root = etree.fromstring(export(whole(), ALL, "tei").encode())
    ns = {"t": TEI}
    (wedding,) = root.xpath("//t:person[@xml:id = 'eadgyth']/t:event", namespaces=ns)
    assert (wedding.get("type"), wedding.get("when"), wedding.get("where")) == ("feast", "0621-05", "#york")  # fmt: skip
    assert wedding.xpath("string(t:label)", namespaces=ns) == "Wedding: in York"
    path = "//t:person[@xml:id = 'eadgyth']/t:listEvent/t:event[@xml:id = 'escape']/t:event[@xml:id = 'crossing']"
    assert len(root.xpath(path, namespaces=ns)) == 1
    assert len(root.xpath("//t:event[@xml:id = 'crossing']", namespaces=ns)) == 1
    alone = etree.fromstring(export(whole(), "events", "tei").encode())
    assert len(alone.xpath("//t:event[@xml:id = 'escape']/t:event", namespaces=ns)) == 1
    things = {item.get("name"): item for item in json.loads(export(whole(), ALL, "jsonld"))["@graph"]}  # fmt: skip
    assert things["Escape"]["about"] == {"@id": f"{URL}persons/eadgyth.html#it"}
    assert things["Crossing"]["superEvent"] == {"@id": f"{URL}events/escape.html#it"}


def test_a_relation_to_what_is_nowhere_is_kept_and_valid() -> None:
    root = etree.fromstring(export(whole(), ALL, "tei").encode())
    found = {node.get("name"): dict(node.attrib) for node in root.iter(f"{{{TEI}}}relation")}
    assert found["rules"] == {"name": "rules", "active": "register.xml#nobody", "passive": "#york"}
    assert found["fears"] == {"name": "fears", "active": "#wulf", "passive": "register.xml#nobody"}
    assert found["same-as"]["mutual"] == "#eadgyth #ada"
    without = '<listPlace><place xml:id="l"/></listPlace><listRelation><relation name="rules" passive="#l"/></listRelation>'
    root = etree.fromstring(export(edition(a=tei(stand_off=without)), ALL, "tei").encode())
    assert dict(root.find(f".//{{{TEI}}}relation").attrib) == {"name": "rules", "mutual": "#l"}


def test_json_holds_when_and_how_surely_something_is_so() -> None:
    entries = {
        item["id"]: item
        for kind in ("persons", "places", "objects", "events")
        for item in json.loads(export(whole(), kind, "json"))["entries"]
    }
    first, second = entries["eadgyth"]["forms"]
    assert (first["cert"], first["date"]["value"], second["cert"]) == ("medium", "../0620", "low")
    wedding, faith = entries["eadgyth"]["facts"]
    assert (wedding["label"], wedding["type"], wedding["text"]) == ("event", "feast", "Wedding: in York")  # fmt: skip
    york = {"kind": "places", "id": "york"}
    assert wedding["links"] == [{"text": "York", **york}, {"text": "", **york}]
    assert faith["cert"] == "high"
    assert [(one["type"], one["text"], one.get("cert")) for one in entries["ouse"]["facts"]] == [
        ("source", "54.1 -1.3", None),
        ("mouth", "53.7 -0.7", "low"),
    ]
    assert entries["ring"]["identifiers"][0]["value"] == "R 1"
    assert entries["ring"]["facts"][0]["date"]["value"] == "0600/0610"
    assert entries["flood"]["facts"] == [
        {"label": "where", "text": "", "date": None, "sources": [], "links": [{"text": "", **york}]}
    ]
    (relation,) = [one for one in entries["ada"]["relations"] if one["name"] == "isParentOf"]
    assert relation["cert"] == "low"
    (same,) = [one for one in entries["ada"]["relations"] if one["name"] == "same as"]
    assert same["mutual"] == [{"kind": "persons", "id": id} for id in ("eadgyth", "ada")]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("parent", ("parent", "child")), ("isParentOf", ("parent", "child")), ("parent-of", ("parent", "child")),
        ("hasParent", ("", "")), ("childOf", ("child", "parent")), ("married to", ("spouse", "spouse")),
        ("grandparent", ("", "")), ("memberOf", ("member", "group")), ("same as", ("same", "same")), ("", ("", "")),
    ],
)  # fmt: skip
def test_relations_that_others_have_words_for(name: str, found: tuple[str, str]) -> None:
    assert roles(name) == found


def test_relations_are_told_in_the_words_of_others() -> None:
    things = {item["@id"]: item for item in json.loads(export(whole(), ALL, "jsonld"))["@graph"] if "@id" in item}  # fmt: skip
    ada, wulf, guild, flood, york, eadgyth = (
        f"{URL}{name}.html#it"
        for name in ("persons/ada", "persons/wulf", "organisations/guild", "events/flood", "places/york", "persons/eadgyth")
    )  # fmt: skip
    assert things[ada]["children"] == [{"@id": wulf}]
    assert (things[wulf]["parent"], things[wulf]["spouse"]) == ([{"@id": ada}], [{"@id": ada}])
    assert things[wulf]["memberOf"] == [{"@id": guild}]
    assert things[guild]["member"] == [{"@id": wulf}]
    assert things[flood]["location"] == [{"@id": york}]
    assert ada in things[eadgyth]["sameAs"]
    rdflib = pytest.importorskip("rdflib", reason="needs rdflib")
    graph = rdflib.Graph().parse(data=export(whole(), ALL, "turtle"), format="turtle", publicID=URL)
    crm = rdflib.Namespace("http://www.cidoc-crm.org/cidoc-crm/")
    for subject, property, object in (
        (wulf, crm.P152_has_parent, ada), (ada, crm.P152i_is_parent_of, wulf), (eadgyth, rdflib.OWL.sameAs, ada),
        (wulf, crm.P107i_is_current_or_former_member_of, guild), (flood, crm.P7_took_place_at, york),
    ):  # fmt: skip
        assert (rdflib.URIRef(subject), property, rdflib.URIRef(object)) in graph


def test_an_event_lies_where_it_took_place() -> None:
    found = {item["id"]: item["geometry"] for item in features(whole(), "geojson", "events")}
    assert found["flood"] == {"type": "Point", "coordinates": [-1.08, 53.96, 17.0]}
    assert found["plague"] == {"type": "Point", "coordinates": [-1.1, 53.9]}
    assert found["fire"] is None


def test_linked_places_say_when_a_name_was_in_use() -> None:
    place = '<listPlace><place xml:id="l"><placeName from="0800" to="1180">Saxonia</placeName></place></listPlace>'
    (found,) = features(edition(a=tei(stand_off=place)), "lpf")
    assert found["names"][0]["when"] == {"timespans": [{"start": {"in": "0800"}, "end": {"in": "1180"}}]}  # fmt: skip


def test_tei_holds_every_mention_once(one: Edition) -> None:
    root = etree.fromstring(export(one, ALL, "tei").encode())
    pointers = root.xpath("//t:annotation/t:ptr", namespaces={"t": TEI})
    mentioned = sum(len(entry.mentions) for entry in one.entries.values())
    assert len(pointers) == mentioned + sum(len(item.mentions) for item in one.dates)
    loose = root.xpath("//t:annotation[not(t:ptr)]", namespaces={"t": TEI})
    lost = [*one.undated, *(form for index in one.indexes.values() for form in index.unlinked)]
    assert len(loose) == sum(len(form.mentions) for form in lost)


@given(st.text(max_size=30), st.text(max_size=30))
def test_what_is_written_is_read_again(text: str, value: str) -> None:
    """Whatever stands in a text or an attribute, the file is well-formed, and says what was meant as far as XML can say it."""
    made = written(element("p", text, element("hi", value, n=value), "after", id=xml_id(value)))
    parser = etree.XMLParser(collect_ids=False)  # of ids it knows those of XML 1.0, fourth edition
    root = etree.fromstring(made.encode(), parser)
    kept = re.sub("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", value)
    assert (root[0].get("n"), root[0].text) == (kept or None, kept or None)
    assert root[0].tail == "after"


# RDF.

#: What the writers use of the two contexts, which are not fetched here: "JSON-LD context for Web Annotation" (W3C, 2017)
#: and that of schema.org.
CONTEXTS = {
    "https://schema.org/": {"@vocab": "https://schema.org/", **{name: {"@type": "@id"} for name in ("url", "sameAs")}},
    "http://www.w3.org/ns/anno.jsonld": {
        "oa": "http://www.w3.org/ns/oa#", "as": "http://www.w3.org/ns/activitystreams#", "id": "@id", "type": "@type",
        "Annotation": "oa:Annotation", "AnnotationPage": "as:OrderedCollectionPage", "TextQuoteSelector": "oa:TextQuoteSelector",
        "items": {"@id": "as:items", "@type": "@id", "@container": "@list"},
        "motivation": {"@id": "oa:motivatedBy", "@type": "@vocab"}, "identifying": "oa:identifying",
        "body": {"@id": "oa:hasBody", "@type": "@id"}, "target": {"@id": "oa:hasTarget", "@type": "@id"},
        "source": {"@id": "oa:hasSource", "@type": "@id"}, "selector": {"@id": "oa:hasSelector", "@type": "@id"},
        "exact": "oa:exact", "prefix": "oa:prefix", "suffix": "oa:suffix",
    },
}  # fmt: skip


def local(data: Any) -> Any:
    """Return JSON-LD with its contexts in it instead of their addresses."""
    if isinstance(data, list):
        return [local(item) for item in data]
    if not isinstance(data, dict):
        return data
    found = {key: local(value) for key, value in data.items() if key != "@context"}
    named = data.get("@context")
    if named:
        found["@context"] = [CONTEXTS.get(item, item) for item in (named if isinstance(named, list) else [named])]  # fmt: skip
    return found


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_jsonld_is_a_graph_of_things_and_annotations(one: Edition) -> None:
    rdflib = pytest.importorskip("rdflib", reason="needs rdflib")
    oa, schema = rdflib.Namespace("http://www.w3.org/ns/oa#"), rdflib.Namespace("https://schema.org/")  # fmt: skip
    for kind in FORMATS["jsonld"].kinds:
        text = json.dumps(local(json.loads(export(one, kind, "jsonld"))))
        graph = rdflib.Graph().parse(data=text, format="json-ld", publicID=f"{URL}data/x.jsonld")
        wanted = [entry for entry in one.entries.values() if kind in (ALL, entry.entity.kind.value)]
        mentions = sum(len(entry.mentions) for entry in wanted)
        annotations = set(graph.subjects(rdflib.RDF.type, oa.Annotation))
        assert len(annotations) == mentions
        for item in annotations:
            body = graph.value(item, oa.hasBody)
            assert graph.value(body, schema.name)
            target = graph.value(item, oa.hasTarget)
            assert str(graph.value(target, oa.hasSource)).startswith(URL)
            assert graph.value(graph.value(target, oa.hasSelector), oa.exact) is not None
        names = [graph.value(thing, schema.name) for thing in set(graph.subjects(schema.url))]
        assert sorted(map(str, names)) == sorted(entry.entity.name for entry in wanted)


def test_jsonld_says_who_made_a_work_and_what_it_appeared_in() -> None:
    work = """<listBibl><biblStruct xml:id="w"><analytic><author>Doe</author><title>Essay</title></analytic><monogr><title level="j">Review</title><editor>Roe</editor><imprint><date
    when="1850"/></imprint></monogr></biblStruct></listBibl>"""
    (found,) = json.loads(export(edition(a=tei(stand_off=work)), "works", "jsonld"))["@graph"]
    assert (found["name"], found["author"], found["editor"], found["dateCreated"]) == (
        "Essay", [{"name": "Doe"}], [{"name": "Roe"}], "1850",
    )  # fmt: skip
    assert found["isPartOf"] == [{"@type": "Periodical", "name": "Review"}]
    assert "alternateName" not in found


def test_turtle_is_cidoc_crm(one: Edition) -> None:
    rdflib = pytest.importorskip("rdflib", reason="needs rdflib")
    pyshacl = pytest.importorskip("pyshacl", reason="needs pyshacl")
    crm = rdflib.Namespace("http://www.cidoc-crm.org/cidoc-crm/")
    shapes = rdflib.Graph().parse(SHAPES / "cidoc-crm.ttl")
    graph = rdflib.Graph().parse(data=export(one, ALL, "turtle"), format="turtle", publicID=f"{URL}data/x.ttl")  # fmt: skip
    conforms, _, words = pyshacl.validate(graph, shacl_graph=shapes)
    assert conforms, words
    for entry in one.entries.values():
        thing = rdflib.URIRef(f"{URL}{one.href(entry.entity.key)}#it")
        assert str(graph.value(thing, rdflib.RDFS.label)) == entry.entity.name
        contents = {
            str(graph.value(node, crm.P190_has_symbolic_content))
            for node in graph.objects(thing, crm.P1_is_identified_by)
        }
        assert contents >= {name.text for name in entry.entity.names}
        assert bool(entry.mentions) == bool(set(graph.subjects(crm.P67_refers_to, thing)))
    for kind in FORMATS["turtle"].kinds:
        rdflib.Graph().parse(data=export(one, kind, "turtle"), format="turtle", publicID=URL)


def test_shapes_find_what_is_wrong() -> None:
    rdflib = pytest.importorskip("rdflib", reason="needs rdflib")
    pyshacl = pytest.importorskip("pyshacl", reason="needs pyshacl")
    text = export(whole(), ALL, "turtle").replace("crm:E67_Birth", "crm:E69_Death")
    graph = rdflib.Graph().parse(data=text, format="turtle", publicID=URL)
    assert not pyshacl.validate(graph, shacl_graph=rdflib.Graph().parse(SHAPES / "cidoc-crm.ttl"))[0]  # fmt: skip


# Gazetteers.


def features(one: Edition, format: str, kind: str = "places") -> list[dict[str, Any]]:
    """The features of an export of places, each with what RFC 7946 asks of all."""
    data = json.loads(export(one, kind, format))
    assert data["type"] == "FeatureCollection"
    for feature in data["features"]:
        assert feature["type"] == "Feature"
        assert isinstance(feature["properties"], dict)
        geometry = feature["geometry"]
        if geometry is not None:
            points = geometry["coordinates"]
            points = [points] if geometry["type"] == "Point" else points
            rings = points if geometry["type"] == "Polygon" else [points]
            for ring in rings:
                assert geometry["type"] != "Polygon" or (len(ring) > 3 and ring[0] == ring[-1])
                for longitude, latitude, *_ in ring:
                    assert -180 <= longitude <= 180
                    assert -90 <= latitude <= 90
    return data["features"]


@pytest.mark.parametrize("format", ["geojson", "lpf"])
def test_every_place_is_a_feature_with_its_position(one: Edition, format: str) -> None:
    found = features(one, format)
    places = one.indexes[Kind.place].entries
    assert len(found) == len(places)
    for feature, entry in zip(found, places, strict=True):
        where = entry.entity.coordinates
        if where is not None and not where.outline:
            assert feature["geometry"]["coordinates"][:2] == [where.longitude, where.latitude]
        assert (feature["geometry"] is None) == (where is None)


def test_an_outline_is_an_area_that_runs_counterclockwise() -> None:
    (wall,) = [item for item in features(whole(), "geojson") if item["id"] == "wall"]
    (ring,) = wall["geometry"]["coordinates"]
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
    assert area > 0
    assert len(ring) == 4


def test_linked_places_have_what_the_format_requires(one: Edition) -> None:
    """Linked Places Format 1.3, "Linked Places Feature elements": what is marked as required there."""
    data = json.loads(export(one, "places", "lpf"))
    assert data["@context"].startswith("https://")
    for feature in features(one, "lpf"):
        assert feature["@id"]
        assert feature["properties"]["title"]
        assert set(feature["properties"]["fclasses"]) <= set("AHLPRST")
        assert feature["properties"]["fclasses"]
        assert all(name["toponym"] for name in feature["names"])
        citations = [item for name in feature["names"] for item in name["citations"]]
        assert citations
        assert all(item["label"] for item in citations)
        for when in [feature["when"]] if "when" in feature else []:
            assert all("in" in span["start"] for span in when["timespans"])
        assert "when" in feature or any(isinstance(item.get("year"), int) for item in citations)
        assert all(
            re.fullmatch(r"http://vocab.getty.edu/aat/\d+", item["identifier"])
            for item in feature.get("types", [])
        )
        for link in feature["links"]:
            assert link["type"] in ("closeMatch", "exactMatch")
            assert ":" in link["identifier"]


def test_a_place_is_of_the_class_that_its_type_says() -> None:
    found = {item["properties"]["title"]: item for item in features(whole(), "lpf")}
    assert found["York"]["properties"]["fclasses"] == ["P"]
    assert [item["label"] for item in found["York"]["types"]] == ["city"]
    assert found["York"]["relations"][0]["label"] == "part of The North"


# Links, letters, tables.


def test_beacon_lists_the_entries_of_each_authority() -> None:
    lines = export(whole(), "persons", "beacon-gnd").splitlines()
    meta = dict(line[1:].split(": ", 1) for line in lines if line.startswith("#"))
    assert (meta["FORMAT"], meta["PREFIX"]) == ("BEACON", "http://d-nb.info/gnd/")
    assert meta["FEED"] == f"{URL}data/persons.gnd.beacon.txt"
    links = [line.split("|") for line in lines if line and not line.startswith("#")]
    assert links == [
        ["118", "3", f"{URL}persons/ada.html"],
        ["119", "1", f"{URL}persons/wulf.html"],
    ]
    every = [line for line in export(whole(), ALL, "beacon").splitlines() if line[:1] not in ("#", "")]  # fmt: skip
    assert [line.split("|")[0] for line in every] == [
        "http://d-nb.info/gnd/118",
        "http://d-nb.info/gnd/119",
        "http://viaf.org/viaf/77",
        "http://www.wikidata.org/entity/Q1",
    ]


def test_beacon_is_made_only_where_the_site_has_an_address() -> None:
    assert not [name for name, _ in files(whole("")) if "beacon" in name]
    assert "persons.viaf.beacon.txt" in dict(files(whole()))


def test_cmif_is_valid_and_says_who_wrote_to_whom(shared: Path) -> None:
    text = export(whole(), "letters", "cmif")
    root = etree.fromstring(text.encode())
    grammar = etree.RelaxNG(etree.parse(shared / "schemas" / "exports" / "cmif.rng"))
    assert grammar.validate(root), grammar.error_log.last_error
    ns = {"t": TEI}
    (sent, received) = root.xpath("//t:correspAction", namespaces=ns)
    assert sent.xpath("string(t:persName/@ref)", namespaces=ns) == "https://viaf.org/viaf/77"
    assert sent.xpath("string(t:date/@notBefore)", namespaces=ns) == "0626-05"
    assert sent.xpath("string(t:date/@notAfter)", namespaces=ns) == "0626-06"
    assert received.xpath("string(t:persName)", namespaces=ns) == "Wulf"
    assert received.xpath("string(t:orgName/@ref)", namespaces=ns) == f"{URL}organisations/guild.html"  # fmt: skip


def test_a_licence_that_is_an_address_alone_is_stated() -> None:
    licensed = replace(whole(), header=Header("Letters", licence_url="https://example.org/by"))
    cmif = export(licensed, "letters", "cmif")
    assert '<licence target="https://example.org/by">https://example.org/by</licence>' in cmif


def test_letters_are_a_table_too() -> None:
    (row,) = csv.DictReader(io.StringIO(export(whole(), "letters", "csv"), newline=""))
    assert (row["name"], row["sender"], row["addressee"], row["from"], row["sent"]) == (
        "Ada to Wulf", "Ada", "Wulf; the guild", "York", "0626-05/0626-06",
    )  # fmt: skip
    (entry,) = json.loads(export(whole(), "letters", "json"))["entries"]
    assert entry["actions"][0]["parties"][0]["entries"][0]["id"] == "ada"
    sender = next(item for item in entry["mentions"] if item["text"] == "Ada")
    assert (sender["letter"], sender["action"], sender["href"]) == (entry["id"], "sent", entry["href"])  # fmt: skip


def test_the_data_package_describes_every_table_as_it_is(one: Edition) -> None:
    """Data Package 1: each resource is there, has the columns it says, and values of the types it says."""
    made = dict(files(one))
    package = json.loads(made["datapackage.json"])
    assert re.fullmatch(r"[-a-z0-9._/]+", package["name"])
    assert {item["path"] for item in package["resources"]} == {name for name in made if name.endswith(".csv")}  # fmt: skip
    types = {"integer": int, "number": float, "string": str}
    for resource in package["resources"]:
        rows = list(csv.DictReader(io.StringIO(made[resource["path"]], newline="")))
        fields = {field["name"]: types[field["type"]] for field in resource["schema"]["fields"]}
        head = next(csv.reader(io.StringIO(made[resource["path"]], newline="")))
        assert head == list(fields)
        for row in rows:
            assert all(types(row[name]) is not None for name, types in fields.items() if row[name])
        keys = [row[resource["schema"]["primaryKey"]] for row in rows]
        assert len(keys) == len(set(keys))


def test_an_edition_without_a_name_has_its_tables_and_what_describes_them() -> None:
    made = [name for name, _ in files(edition(a=tei("<p>Nobody.</p>")))]
    assert {name for name in made if not name.endswith((".csv", ".json"))} == set()
    assert "datapackage.json" in made


def test_letters_are_not_made_of_none() -> None:
    with pytest.raises(EditionError, match="correspDesc"):
        export(edition(a=tei("<p>No letter.</p>")), "letters", "cmif")


def test_every_file_has_a_name_of_its_own_and_ends_in_a_line(one: Edition) -> None:
    made = list(files(one))
    assert len({name for name, _ in made}) == len(made)
    assert all(text.endswith("\n") for _, text in made)


# The page about exports.


@pytest.fixture(scope="module")
def page(repository: Path) -> str:
    """The words of docs/exports.md."""
    return (repository / "docs" / "exports.md").read_text(encoding="utf-8")


def test_the_page_lists_every_format_and_index(page: str) -> None:
    rows = re.findall(r"^\| (`.*?) \| `(.*?)` \| (.*?) \|", page, re.MULTILINE)
    listed = {name for names, _, _ in rows for name in re.findall(r"`(.*?)`", names)}
    assert listed == set(FORMATS)
    indexes = re.search(r"The indexes are (.*?); `all`", page)
    assert indexes
    assert re.findall(r"`(.*?)`", indexes[1]) == list(KINDS)


def test_the_example_of_the_page_is_a_format(page: str) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    try:
        exec(compile(code, "names.py", "exec"), {"__name__": "names"})
        assert export(whole(), "organisations", "txt") == "The guild\n"
        assert dict(files(whole()))["objects.txt"] == "The ring\n"
    finally:
        del FORMATS["txt"]


# What others have encoded.


@pytest.mark.parametrize("collection", ["serafin-letters", "auden-musulin-papers", "syriaca", "dse-static-sample", "tei-p5-test"])  # fmt: skip
def test_what_others_encoded_is_valid_in_every_format(
    shared: Path, tei_all: etree.RelaxNG, collection: str
) -> None:
    rdflib = pytest.importorskip("rdflib", reason="needs rdflib")
    folder = shared / "corpus" / collection
    made = dict(files(replace(Project(folder, paths=(folder,)).edition, url=URL)))
    cmif = etree.RelaxNG(etree.parse(shared / "schemas" / "exports" / "cmif.rng"))
    for name in (name for name in made if name.endswith(".xml")):
        if name in ("all.xml", "letters.cmif.xml"):
            grammar = cmif if "cmif" in name else tei_all
            assert grammar.validate(etree.fromstring(made[name].encode())), (name, grammar.error_log.last_error)  # fmt: skip
    graph = rdflib.Graph().parse(data=made["all.ttl"], format="turtle", publicID=URL)
    crm = rdflib.Namespace("http://www.cidoc-crm.org/cidoc-crm/")
    kinds = {f"{kind.value}.json": json.loads(made[f"{kind.value}.json"]) for kind in Kind if f"{kind.value}.json" in made}  # fmt: skip
    entries = [entry for data in kinds.values() for entry in data["entries"]]
    assert len(set(graph.subjects(crm.P129i_is_subject_of))) == len(entries)
    for name in (name for name in made if name.endswith(".csv")):
        head, *rows = csv.reader(io.StringIO(made[name], newline=""))
        assert all(len(row) == len(head) for row in rows)
        said = json.loads(made[name.replace(".csv", ".json")])["entries"]
        counts = [int(row[head.index("mentions")]) for row in rows]
        assert [(row[0], count) for row, count in zip(rows, counts, strict=True)] == [(one["id"], len(one["mentions"])) for one in said]  # fmt: skip
    if "letters.json" in made:
        letters = json.loads(made["letters.json"])["entries"]
        described = etree.fromstring(made["letters.cmif.xml"].encode()).iter(
            f"{{{TEI}}}correspDesc"
        )
        assert len(list(described)) == len(letters)
