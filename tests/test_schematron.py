"""Schematron: what ISO/IEC 19757-3 says a schema means, one small schema for each thing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from edition.diagnostics import Diagnostic, Severity
from edition.document import Document
from edition.errors import EditionError
from edition.schematron import rules
from edition.tei import TEI

SCH = "http://purl.oclc.org/dsdl/schematron"
TEXT = f'<TEI xmlns="{TEI}">\n<text n="1">\n<p n="a">one</p>\n<p n="b"><hi>two</hi></p>\n</text>\n</TEI>'

WITHOUT = "needs saxonche, which is not installed (pip install saxonche)"

Run = Callable[..., list[Diagnostic]]


def runs(tmp_path: Path, binding: str) -> Run:
    def run(
        inside: str, markup: str = TEXT, attributes: str = "", phase: str = ""
    ) -> list[Diagnostic]:
        file = tmp_path / "rules.sch"
        namespace = f'<ns prefix="t" uri="{TEI}"/>'
        said = (
            attributes if "queryBinding" in attributes else f'{attributes} queryBinding="{binding}"'
        )
        file.write_text(f'<schema xmlns="{SCH}" {said}>{namespace}{inside}</schema>')
        found = rules(file, phase)
        return [*found.faults, *found.run(document(markup))]

    return run


@pytest.fixture(params=["xslt", "xslt3"])
def run(tmp_path: Path, request: pytest.FixtureRequest) -> Run:
    """Runs the patterns of a schema on a document, with each of the two engines."""
    if request.param == "xslt3":
        pytest.importorskip("saxonche", reason=WITHOUT)
    return runs(tmp_path, request.param)


@pytest.fixture
def run_1(tmp_path: Path) -> Run:
    """The same in XPath 1.0 alone."""
    return runs(tmp_path, "xslt")


@pytest.fixture
def run_3(tmp_path: Path) -> Run:
    """The same in XPath 3.1 alone."""
    pytest.importorskip("saxonche", reason=WITHOUT)
    return runs(tmp_path, "xslt3")


def document(markup: str) -> Document:
    data = markup.encode()
    return Document("x", "x.xml", Path("x.xml"), data, etree.fromstring(data))


def messages(found: list[Diagnostic]) -> list[str]:
    return [item.message for item in found]


def test_an_assertion_that_fails_is_found_at_its_element(run: Run) -> None:
    (found,) = run(
        '<pattern><rule context="t:p"><assert id="needs-hi" test="t:hi">no hi</assert></rule></pattern>'
    )
    assert (found.line, found.column, found.element) == (3, 1, "p")
    assert (found.source, found.code, found.severity) == ("rules", "needs-hi", Severity.error)
    assert found.message == "no hi"


def test_a_report_is_found_where_its_test_holds(run: Run) -> None:
    found = run('<pattern><rule context="t:p"><report test="t:hi">a hi</report></rule></pattern>')
    assert [(item.line, item.code) for item in found] == [(4, "rule")]


def test_the_first_rule_that_matches_wins_in_each_pattern(run: Run) -> None:
    rule = '<rule context="{}"><report test="true()">{}</report></rule>'
    first, second = rule.format("t:p[t:hi]", "special"), rule.format("t:p", "any")
    assert messages(run(f"<pattern>{first}{second}</pattern>")) == ["any", "special"]
    assert messages(run(f"<pattern>{second}{first}</pattern>")) == ["any", "any"]
    both = run(f"<pattern>{first}</pattern><pattern>{second}</pattern>")
    assert sorted(messages(both)) == ["any", "any", "special"]


def test_a_context_may_be_an_attribute_a_text_or_the_whole(run: Run) -> None:
    rule = '<pattern><rule context="{}"><report test="true()">{}</report></rule></pattern>'
    (attribute,) = run(rule.format("t:text/@n", "@<name/>=<value-of select='.'/>"))
    assert (attribute.message, attribute.line, attribute.column) == ("@n=1", 2, 7)
    assert messages(run(rule.format("t:hi/text()", "<value-of select='.'/>"))) == ["two"]
    (whole,) = run(rule.format("/", "whole"))
    assert (whole.line, whole.column) == (1, 1)


def test_values_and_names_stand_in_messages(run: Run) -> None:
    inside = (
        '<pattern><rule context="t:hi"><report test="true()"><emph>the <name/></emph> in '
        "<name path='..'/> says\n   <value-of select='.'/></report></rule></pattern>"
    )
    assert messages(run(inside)) == ["the hi in p says two"]


def test_variables_of_schema_pattern_and_rule(run: Run) -> None:
    inside = """
        <let name="all" value="count(//t:p)"/>
        <pattern><let name="here" value="count(//t:hi)"/>
          <rule context="t:text"><let name="own" value="@n + $all"/>
            <report test="$own = 3"><value-of select="concat($all, $here, $own)"/></report></rule></pattern>
        <pattern><let name="here" value="'other'"/>
          <rule context="t:hi"><report test="true()"><value-of select="$here"/></report></rule></pattern>"""
    assert messages(run(inside)) == ["213", "other"]


def test_abstract_patterns_are_filled_in(run: Run) -> None:
    inside = """
        <pattern abstract="true" id="needs">
          <rule context="$what"><assert id="$code" test="$part">no <value-of select="'$part'"/></assert></rule>
        </pattern>
        <pattern is-a="needs"><param name="what" value="t:p"/><param name="part" value="t:hi"/>
          <param name="code" value="p-without-hi"/></pattern>"""
    (found,) = run(inside)
    assert (found.message, found.code) == ("no t:hi", "p-without-hi")


def test_abstract_rules_are_extended(run: Run) -> None:
    inside = """
        <pattern>
          <rule abstract="true" id="base"><report test="@n">has n</report></rule>
          <rule context="t:p[t:hi]"><extends rule="base"/><report test="t:hi">has hi</report></rule>
        </pattern>"""
    assert messages(run(inside)) == ["has n", "has hi"]


def test_other_files_are_included(run: Run, tmp_path: Path) -> None:
    (tmp_path / "more.sch").write_text(
        f'<pattern xmlns="{SCH}"><rule context="t:hi"><report test="true()">more</report></rule></pattern>'
    )
    assert messages(run('<include href="more.sch"/>')) == ["more"]
    with pytest.raises(EditionError, match="cannot be read"):
        run('<include href="none.sch"/>')


def test_a_schema_that_includes_itself_is_refused(run: Run) -> None:
    with pytest.raises(EditionError, match="includes itself"):
        run('<include href="rules.sch"/>')


def test_diagnostics_are_the_hint_and_roles_the_severity(run: Run) -> None:
    inside = """
        <pattern><rule context="t:hi" role="info">
          <report test="true()" diagnostics="why how">a</report>
          <report test="true()" role="warning">b</report></rule></pattern>
        <diagnostics><diagnostic id="how">do <value-of select="."/></diagnostic></diagnostics>"""
    first, second = run(inside)
    assert (first.hint, first.severity) == ("do two", Severity.info)
    assert (second.hint, second.severity) == (None, Severity.warning)


def test_the_subject_is_the_place(run: Run) -> None:
    (found,) = run(
        '<pattern><rule context="t:text"><report test="true()" subject="t:p[2]/t:hi">a</report></rule></pattern>'
    )
    assert (found.line, found.element) == (4, "hi")


def test_a_phase_runs_its_patterns_only(run: Run) -> None:
    inside = """
        <phase id="one"><active pattern="a"/></phase>
        <pattern id="a"><rule context="t:hi"><report test="true()">a</report></rule></pattern>
        <pattern id="b"><rule context="t:hi"><report test="true()">b</report></rule></pattern>"""
    assert messages(run(inside)) == ["a", "b"]
    assert messages(run(inside, phase="one")) == ["a"]
    assert messages(run(inside, attributes='defaultPhase="one"')) == ["a"]
    assert messages(run(inside, attributes='defaultPhase="one"', phase="#ALL")) == ["a", "b"]


def test_keys_and_current_are_those_of_xslt(run: Run) -> None:
    inside = """
        <xsl:key xmlns:xsl="http://www.w3.org/1999/XSL/Transform" name="by-n" match="t:p" use="@n"/>
        <pattern><rule context="t:hi">
          <report test="key('by-n', 'b')[t:hi = current()]">found</report></rule></pattern>"""
    assert messages(run(inside)) == ["found"]


def test_instructions_before_the_root_can_be_seen(run: Run) -> None:
    inside = """<pattern><rule context="/"><assert test="processing-instruction('xml-model')">no model</assert>
        </rule></pattern>"""
    assert messages(run(inside)) == ["no model"]
    assert run(inside, "<?xml-model href='x.rng'?>" + TEXT) == []


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("matches(., 'x')", "has no function matches"),
        ("tei:p", "the prefix tei: is not declared"),
        ("$none", "$none is not declared"),
        ("p[", "is no XPath 1.0"),
        ("for $x in p return $x", "$x is not declared"),
        ("if (p) then 1 else 2", "has no function if"),
    ],
)
def test_a_rule_that_cannot_run_is_reported_once_and_the_others_run(
    run_1: Run, expression: str, reason: str
) -> None:
    inside = f"""<pattern>
        <rule context="t:p">
        <assert test="{expression}">never</assert>
        <report test="t:hi">runs</report></rule></pattern>"""
    fault, other = run_1(inside)
    assert reason in fault.message
    assert (Path(fault.path).name, fault.line, fault.code) == ("rules.sch", 3, "rule-not-run")
    assert other.message == "runs"


@pytest.mark.parametrize(
    "expression", ["'a:b' = \"c:d\"", "self::t:p", "count(//t:p) div 2 mod 1", "@xml:id", "//t:*"]
)
def test_what_only_looks_undeclared_runs(run_1: Run, expression: str) -> None:
    inside = f"<pattern><rule context='/'><let name='x' value='{expression.replace(chr(39), '&apos;')}'/></rule></pattern>"
    assert run_1(inside) == []


@pytest.mark.parametrize("binding", ["xquery", "stx"])
def test_another_query_binding_is_said_not_to_run(run_1: Run, binding: str) -> None:
    inside = '<pattern><rule context="t:p"><report test="true()">never</report></rule></pattern>'
    (found,) = run_1(inside, attributes=f'queryBinding="{binding}"')
    assert (found.code, found.severity) == ("rules-not-run", Severity.warning)
    assert binding in found.message


def test_rules_embedded_in_a_grammar_run(tmp_path: Path) -> None:
    grammar = tmp_path / "grammar.rng"
    grammar.write_text(f"""<grammar xmlns="http://relaxng.org/ns/structure/1.0" xmlns:s="{SCH}">
        <s:ns prefix="t" uri="{TEI}"/>
        <start><element name="TEI"><s:pattern><s:rule context="t:hi">
          <s:report id="has-hi" test="true()">a hi</s:report></s:rule></s:pattern><text/></element></start>
        <define name="p"><s:rule context="t:p"><s:report test="@n = 'a'">loose</s:report></s:rule>
        <text/></define></grammar>""")
    found = rules(grammar).run(document(TEXT))
    assert sorted(messages(found)) == ["a hi", "loose"]


def test_no_schema_no_xml_no_file(tmp_path: Path) -> None:
    file = tmp_path / "rules.sch"
    with pytest.raises(EditionError, match="cannot be read"):
        rules(file)
    file.write_text("<schema")
    with pytest.raises(EditionError, match="not well-formed"):
        rules(file)
    file.write_text("<schema/>")
    with pytest.raises(EditionError, match="no ISO Schematron"):
        rules(file)


def test_rules_are_compiled_once(tmp_path: Path) -> None:
    file = tmp_path / "rules.sch"
    file.write_text(f'<schema xmlns="{SCH}"/>')
    assert rules(file) is rules(file)


def test_a_rule_reads_nothing_over_a_network(run: Run) -> None:
    inside = """<pattern><rule context="/"><report test="document('http://localhost:1/x.xml')">never</report>
        </rule></pattern>"""
    assert "never" not in messages(run(inside))


def test_a_pattern_that_fails_while_running_leaves_the_others(run_1: Run) -> None:
    inside = """
        <pattern><rule context="t:hi"><report test="true()">runs</report></rule></pattern>
        <pattern><rule context="t:p"><report test="key('none', .)">never</report></rule></pattern>"""
    found = messages(run_1(inside))
    assert "never" not in found
    assert "runs" in found


def test_the_rules_of_other_projects_are_read(shared: Path) -> None:
    """XPath 2 and 3 wait for their engine, and say so; nothing raises, nothing runs silently wrong."""
    schemas = sorted((shared / "schemas").rglob("*.sch"))
    assert schemas
    for file in schemas:
        if "ascc.net" in file.read_text():  # Schematron 1.5
            continue
        assert {item.code for item in rules(file).faults} <= {"rules-not-run", "rule-not-run"}
