"""Schematron: what ISO/IEC 19757-3 says a schema means, one small schema for each thing."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from edition.diagnostics import Diagnostic, Severity
from edition.document import Document, read
from edition.errors import EditionError
from edition.inclusion import DEPTH
from edition.schemas import choose
from edition.schematron import rules
from edition.schematron.schema import XSLT
from edition.tei import TEI
from edition.validation import validate

SCH = "http://purl.oclc.org/dsdl/schematron"
TEXT = f'<TEI xmlns="{TEI}">\n<text n="1">\n<p n="a">one</p>\n<p n="b"><hi>two</hi></p>\n</text>\n</TEI>'

WITHOUT = "needs saxonche, which is not installed (pip install saxonche)"

MANY = " ".join(f'a{n}=""' for n in range(300))

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
        file.write_text(
            f'<schema xmlns="{SCH}" xmlns:xsl="{XSLT}" {said}>{namespace}{inside}</schema>'
        )
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
          <report test="true()" diagnostics="how">a</report>
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
        ("false(", "is no XPath 1.0"),
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


def test_what_is_no_element_of_schematron_is_told(tmp_path: Path) -> None:
    text = "<patern/><pattern><rule context='a'><asert test='true()'/></rule></pattern><own xmlns='urn:own'/>"
    file = tmp_path / "rules.sch"
    file.write_text(f'<schema xmlns="{SCH}">\n{text}</schema>')
    first, second = rules(file).faults
    assert "<patern> is no element of Schematron; did you mean <pattern>?" in first.message
    assert (first.code, first.line) == ("rule-not-run", 2)
    assert "did you mean <assert>?" in second.message


def test_no_schema_no_xml_no_file(tmp_path: Path) -> None:
    file = tmp_path / "rules.sch"
    with pytest.raises(EditionError, match="cannot be read"):
        rules(file)
    file.write_text("<schema")
    with pytest.raises(EditionError, match=r"line 1: the tag <schema has no end\. Close it"):
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


def test_a_rule_that_fails_while_running_takes_no_other_with_it(run_1: Run) -> None:
    inside = """
        <pattern><rule context="t:p"><report test="count(3)">never</report><report test="@n">n</report></rule></pattern>
        <pattern><rule context="t:hi"><report test="true()">hi</report></rule></pattern>"""
    fault, *others = run_1(inside)
    assert (fault.code, fault.line) == ("rule-not-run", 2)
    assert messages(others) == ["n", "n", "hi"]


@pytest.mark.parametrize(
    "faulty",
    [
        '<let name="a"><xsl:value-of select="["/></let>',
        '<xsl:key name="a" match="t:p[" use="@n"/>',
        '<xsl:variable name="a" select="count("/>',
        '<let name="a" value="count(1)"/>',
        '<let name="a" value="count($all, 1)"/>',
        '<xsl:variable name="a" select="count(1)"/>',
        '<pattern><let name="a" value="count(1)"/><rule context="t:p"/></pattern>',
        '<pattern><rule context="t:p[count(1)]"><report test="true()">never</report></rule></pattern>',
        '<pattern><rule context="t:p"><let name="a" value="count(1)"/></rule></pattern>',
        """<pattern documents="'none.xml'"><rule context="t:p"/></pattern>""",
    ],
)
def test_what_libxslt_gives_no_place_for_is_found_and_the_rest_runs(
    run_1: Run, faulty: str
) -> None:
    fault, found = run_1(
        f"""<let name="all" value="//t:hi"/>
        {faulty}
        <pattern><rule context="t:text"><report test="$all">runs</report></rule></pattern>"""
    )
    assert (fault.code, fault.line) == ("rule-not-run", 2)
    assert "this pattern" in fault.message or "documents" not in faulty
    assert "the other rules have run" in (fault.hint or "")
    assert found.message == "runs"


def test_a_variable_without_a_value_takes_only_what_needs_it(run: Run) -> None:
    inside = """<let name="all" value="//t:hi"/><let name="lost" value="document('none.xml')"/>
        <pattern><rule context="t:text"><report test="$all">runs</report></rule></pattern>
        <pattern><rule context="t:p[t:hi]"><report test="$lost">never</report></rule></pattern>"""
    of_variable, of_test, found = sorted(run(inside), key=lambda item: item.code == "rule")
    assert "there is no file" in of_variable.message
    assert "has no value" in of_test.message
    assert found.message == "runs"


@pytest.mark.parametrize("name", ["base", "findings", "c0"])
def test_any_name_of_a_variable_may_be_taken(run: Run, name: str) -> None:
    inside = f"""<let name="{name}" value="'x'"/>
        <pattern><rule context="t:hi"><report test="${name}"><value-of select="${name}"/></report></rule></pattern>"""
    assert messages(run(inside)) == ["x"]


def test_what_keeps_every_rule_from_running_says_so(run_1: Run) -> None:
    inside = """<ns prefix="a" uri="urn:a"/><ns prefix="b" uri="urn:a"/>
        <xsl:variable name="a:x" select="1"/><xsl:variable name="b:x" select="1"/>
        <pattern><rule context="t:hi"><report test="true()">never</report></rule></pattern>"""
    (fault,) = run_1(inside)
    assert (fault.code, fault.line) == ("rule-not-run", 0)
    assert "no rule of this schema runs" in (fault.hint or "")


def test_a_pattern_without_a_check_lends_its_name_to_no_other(run: Run) -> None:
    inside = """
        <pattern><rule context="t:p"/></pattern>
        <pattern><rule context="t:p"><report test="true()">p</report></rule></pattern>"""
    assert messages(run(inside)) == ["p", "p"]


def test_of_a_group_every_rule_counts(run: Run) -> None:
    inside = """<{0}><let name="a" value="'x'"/>
        <rule context="t:p[t:hi]"><report test="true()"><value-of select="$a"/>1</report></rule>
        <rule context="t:p"><report test="true()"><value-of select="$a"/>2</report></rule></{0}>"""
    assert sorted(messages(run(inside.format("pattern")))) == ["x1", "x2"]
    assert sorted(messages(run(inside.format("group")))) == ["x1", "x2", "x2"]


@pytest.mark.parametrize(
    ("attribute", "severity"),
    [
        ("role='fatal'", Severity.error),
        ("role='WARN'", Severity.warning),
        ("role='nonfatal'", Severity.warning),
        ("role='information'", Severity.info),
        ("flag='warning'", Severity.warning),
        ("severity='info' role='error'", Severity.info),
        ("role='label'", Severity.error),
    ],
)
def test_severities_have_many_names(run_1: Run, attribute: str, severity: Severity) -> None:
    inside = f"""<pattern><rule context="t:hi"><report test="true()" {attribute}>a</report></rule></pattern>
        <pattern><rule context="t:hi" {attribute}><report test="true()">b</report></rule></pattern>"""
    assert [item.severity for item in run_1(inside)] == [severity, severity]


def test_the_code_is_the_nearest_id(run: Run) -> None:
    inside = """<pattern id="a.pattern"><rule context="t:hi" id="a_rule">
        <report id="own" test="true()">1</report><report test="true()">2</report></rule>
        <rule context="t:text"><report test="true()">3</report></rule></pattern>"""
    codes = {item.message: item.code for item in run(inside)}
    assert codes == {"1": "own", "2": "a-rule", "3": "a-pattern"}


def test_comments_and_instructions_are_contexts(run: Run) -> None:
    inside = """<pattern><rule context="comment()|processing-instruction()">
        <report test="true()"><value-of select="."/></report></rule></pattern>"""
    markup = f'<?xml-model a?>\n<TEI xmlns="{TEI}"><text>\n<p><!--one--><?go two?></p></text></TEI>'
    found = run(inside, markup)
    assert sorted(messages(found)) == ["a", "one", "two"]
    assert {item.message: item.line for item in found} == {"a": 2, "one": 3, "two": 3}


def test_attributes_of_a_namespace_are_pointed_at(run: Run) -> None:
    markup = f'<TEI xmlns="{TEI}"><text>\n<p n="1" xml:id="a"/></text></TEI>'
    (found,) = run(
        '<pattern><rule context="@xml:id"><report test="true()">id</report></rule></pattern>',
        markup,
    )
    assert (found.line, found.column) == (2, 10)


def test_variables_of_one_name_in_several_patterns(run: Run) -> None:
    pattern = """<pattern><let name="x" value="'{0}'"/><let name="y" value="concat($x, '!')"/>
        <rule context="t:hi"><report test="$x = '{0}'"><value-of select="$y"/></report></rule></pattern>"""
    assert messages(run(pattern.format("one") + pattern.format("two"))) == ["one!", "two!"]


def test_a_variable_of_a_rule_stands_before_one_of_its_pattern(run: Run) -> None:
    pattern = """<pattern><let name="x" value="'{0}'"/><rule context="t:hi">
        <let name="x" value="concat($x, ' own')"/>
        <report test="$x = '{0} own'"><value-of select="concat($x, &quot; '$x'&quot;)"/></report></rule></pattern>"""
    found = run(pattern.format("one") + pattern.format("two"))
    assert messages(found) == ["one own '$x'", "two own '$x'"]


def test_diagnostics_see_the_variables_of_each_pattern(run: Run) -> None:
    pattern = """<pattern><let name="x" value="'{}'"/>
        <rule context="t:hi"><report test="$x" diagnostics="d">a</report></rule></pattern>"""
    shown = (
        '<diagnostics><diagnostic id="d">x is <value-of select="$x"/></diagnostic></diagnostics>'
    )
    found = run(pattern.format("one") + pattern.format("two") + shown)
    assert [item.hint for item in found] == ["x is one", "x is two"]


def test_abstract_rules_see_the_variables_of_their_pattern(run: Run) -> None:
    pattern = """<pattern><let name="x" value="'{0}'"/>
        <rule abstract="true" id="{0}"><report test="$x"><value-of select="$x"/></report></rule>
        <rule context="t:hi"><extends rule="{0}"/></rule></pattern>"""
    assert messages(run(pattern.format("one") + pattern.format("two"))) == ["one", "two"]


def test_abstract_patterns_are_filled_in_with_their_rules_and_variables(run: Run) -> None:
    inside = """
        <pattern abstract="true" id="needs"><let name="all" value="count(//$part)"/>
          <rule abstract="true" id="base"><report test="$part"><name/> of <value-of select="$all"/></report></rule>
          <rule context="$what"><extends rule="base"/></rule></pattern>
        <pattern is-a="needs"><param name="what" value="t:text"/><param name="part" value="t:p"/></pattern>
        <pattern is-a="needs"><param name="what" value="t:p"/><param name="part" value="t:hi"/></pattern>"""
    assert messages(run(inside)) == ["text of 2", "p of 1"]


def test_a_rule_and_one_that_it_extends_may_have_a_variable_of_one_name(run: Run) -> None:
    inside = """
        <pattern><rule abstract="true" id="base"><let name="x" value="'base'"/><let name="y" value="'also'"/>
          <report test="$x"><value-of select="$x"/></report></rule>
        <rule context="t:hi"><let name="x" value="'own'"/><extends rule="base"/>
          <report test="$x"><value-of select="concat($x, $y)"/></report></rule></pattern>"""
    assert messages(run(inside)) == ["base", "ownalso"]


@pytest.mark.parametrize(
    "second",
    [
        '<phase id="all"><let name="x" value="2"/><active pattern="a"/></phase>',
        '<xsl:variable name="x" select="2"/>',
    ],
)
def test_a_variable_of_the_schema_has_its_name_alone(run: Run, second: str) -> None:
    inside = f"""<let name="x" value="1"/>
        {second}<pattern id="a"><rule context="t:hi"><report test="$x = 1">first</report></rule></pattern>"""
    fault, found = run(inside, phase="all" if "phase" in second else "")
    assert 'the variable "x" is declared twice' in fault.message
    assert (fault.line, found.message) == (2, "first")


def test_a_test_is_named_as_it_stands_in_the_schema(run: Run) -> None:
    inside = """<pattern><let name="x" value="1"/><rule context="t:p"/></pattern>
        <pattern><let name="x" value="none()"/><rule context="t:p">
        <report test="$x = 1">never</report></rule></pattern>"""
    said = {item.line: item.message for item in run(inside)}
    assert sorted(said) == [2, 3]
    assert "the variable $x has no value" in said[3]
    assert "__" not in said[2] + said[3]


def test_a_context_may_use_variables(run_3: Run) -> None:
    inside = """<let name="n" value="//t:hi/../@n"/>
        <pattern><rule context="t:p[@n = $n]"><report test="true()"><value-of select="@n"/></report></rule></pattern>"""
    assert messages(run_3(inside)) == ["b"]


def test_with_xpath_1_a_context_uses_no_variable(run_1: Run) -> None:
    """XSLT 1.0, section 5.2: a pattern holds no variable reference."""
    inside = """<let name="n" value="1"/>
        <pattern><rule context="t:p[@n = $n]"><report test="true()">never</report></rule></pattern>"""
    (fault,) = run_1(inside)
    assert "can use no variable" in fault.message
    assert 'queryBinding="xslt3"' in (fault.hint or "")


def test_a_variable_may_have_content(run: Run) -> None:
    inside = """<pattern><rule context="t:hi"><let name="x"><a>one</a><a>two</a></let>
        <report test="string($x) = 'onetwo'">as it is</report></rule></pattern>"""
    assert messages(run(inside)) == ["as it is"]


def test_a_variable_of_the_schema_may_have_content(run: Run) -> None:
    inside = """<let name="x"><k xmlns="">one</k><k xmlns="">two</k></let>
        <pattern><rule context="t:hi"><report test="string($x) = 'onetwo'">as it is</report></rule></pattern>"""
    assert messages(run(inside)) == ["as it is"]


def test_a_variable_declared_twice_is_reported(run: Run) -> None:
    inside = """<let name="x" value="1"/><let name="x" value="2"/>
        <pattern><rule context="t:hi"><report test="$x = 1">first</report></rule></pattern>"""
    fault, found = run(inside)
    assert "declared twice" in fault.message
    assert found.message == "first"


def test_what_rules_share_may_stand_in_another_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "library.sch").write_text(
        f"""<schema xmlns="{SCH}"><pattern id="a"><rule context="t:hi"><report test="true()">included</report>
        </rule></pattern><rules><rule id="r" abstract="true"><report test="true()">extended</report></rule></rules>
        <pattern id="b"><rule context="t:hi"><report test="true()">not asked for</report></rule></pattern></schema>"""
    )
    inside = """<include href="more/library.sch#a"/>
        <pattern><rule context="t:hi"><extends href="more/library.sch#r"/></rule></pattern>"""
    assert sorted(messages(run(inside))) == ["extended", "included"]
    with pytest.raises(EditionError, match="nothing has this id"):
        run('<include href="more/library.sch#none"/>')
    with pytest.raises(EditionError, match="nothing is fetched"):
        run('<include href="https://example.org/more.sch"/>')


def test_a_pattern_may_be_about_other_documents(run: Run, tmp_path: Path) -> None:
    """ISO/IEC 19757-3:2016, `pattern/@documents`: the places are those in the document that is named."""
    (tmp_path / "register.xml").write_text(f'<TEI xmlns="{TEI}">\n <person n="1"/>\n</TEI>')
    inside = """<pattern documents="//t:ref/@target"><rule context="t:person">
        <report test="@n">there</report></rule></pattern>
        <pattern><rule context="t:person"><report test="@n">here</report></rule></pattern>"""
    (tmp_path / "x.xml").write_text(f'<TEI xmlns="{TEI}"><ref target="register.xml"/></TEI>')
    read_one, _ = read(tmp_path / "x.xml", "x.xml", "x")
    assert read_one
    run(inside)
    (found,) = rules(tmp_path / "rules.sch").run(read_one)
    assert (found.message, found.path, found.line, found.column) == ("there", "register.xml", 2, 2)


def test_what_is_included_in_a_document_has_its_own_place(run: Run, tmp_path: Path) -> None:
    (tmp_path / "part.xml").write_text(f'<div xmlns="{TEI}">\n\n  <hi/></div>')
    (tmp_path / "x.xml").write_text(
        f'<TEI xmlns="{TEI}" xmlns:xi="http://www.w3.org/2001/XInclude"><text>\n<xi:include href="part.xml"/></text></TEI>'
    )
    whole, _ = read(tmp_path / "x.xml", "x.xml", "x")
    assert whole
    run('<pattern><rule context="t:hi"><report test="true()">hi</report></rule></pattern>')
    (found,) = rules(tmp_path / "rules.sch").run(whole)
    assert (Path(found.path).name, found.line, found.column) == ("part.xml", 3, 3)


def test_no_entity_and_no_doctype_is_in_the_way(run: Run) -> None:
    markup = f'<!DOCTYPE TEI SYSTEM "none.dtd" [<!ENTITY x "two">]>\n<TEI xmlns="{TEI}"><hi>&x;</hi>&amp;\u00e9\U0001d11e\r\n</TEI>'
    inside = (
        '<pattern><rule context="t:hi"><report test=". = \'two\'">two</report></rule></pattern>'
    )
    (found,) = run(inside, markup)
    assert (found.line, found.message) == (2, "two")


def test_functions_of_xslt_and_of_xpath_3(run_3: Run, tmp_path: Path) -> None:
    xsl = 'xmlns:xsl="http://www.w3.org/1999/XSL/Transform"'
    (tmp_path / "more.xsl").write_text(
        f"""<xsl:stylesheet {xsl} version="3.0" xmlns:m="urn:m">
        <xsl:function name="m:twice"><xsl:param name="x"/><xsl:sequence select="($x, $x)"/></xsl:function></xsl:stylesheet>"""
    )
    inside = f"""<ns prefix="m" uri="urn:m"/><xsl:include {xsl} href="more.xsl"/>
        <xsl:function {xsl} name="m:loud"><xsl:param name="x"/><xsl:sequence select="upper-case($x)"/></xsl:function>
        <let name="names" value="//t:p/@n ! m:loud(.)" as="xs:string*"/>
        <pattern><rule context="t:p[$names = 'B']/t:hi">
        <report test="some $x in m:twice(.) satisfies matches($x, '^t')">
          <value-of select="$names, map{{'a': 'c'}}?a"/></report></rule></pattern>"""
    assert messages(run_3(inside)) == ["A B c"]


@pytest.mark.parametrize("how", ["include", "import"])
def test_an_included_stylesheet_is_read_as_its_root_says(
    run_3: Run, tmp_path: Path, how: str
) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "own.xml").write_text("<own n='7'/>")
    (tmp_path / "more" / "own.xsl").write_text(
        f"""<xsl:stylesheet xmlns:xsl="{XSLT}" xmlns:f="urn:m" xmlns:tei="{TEI}" version="3.0"
            xpath-default-namespace="{TEI}" expand-text="yes">
        <xsl:function name="f:count"><xsl:param name="n"/><xsl:sequence select="count($n//p | $n//tei:hi)"/></xsl:function>
        <xsl:function name="f:said"><xsl:param name="n"/><xsl:value-of>{{f:count($n)}}</xsl:value-of></xsl:function>
        <xsl:variable name="own" select="doc('own.xml')/*:own/@n"/></xsl:stylesheet>"""
    )
    inside = f"""<ns prefix="m" uri="urn:m"/><xsl:{how} href="more/own.xsl"/>
        <pattern><rule context="/"><report test="m:count(.) = 3"><value-of select="m:said(.), $own"/></report></rule></pattern>"""
    assert messages(run_3(inside)) == ["3 7"]


def test_an_included_stylesheet_has_prefixes_of_its_own(run: Run, tmp_path: Path) -> None:
    (tmp_path / "more.xsl").write_text(
        f"""<xsl:stylesheet xmlns:xsl="{XSLT}" version="1.0" xmlns:own="{TEI}">
        <xsl:key name="k" match="own:p" use="@n"/></xsl:stylesheet>"""
    )
    inside = """<xsl:include href="more.xsl"/>
        <pattern><rule context="t:hi"><report test="key('k', 'b')">found</report></rule></pattern>"""
    assert messages(run(inside)) == ["found"]


def test_the_default_namespace_of_xpath_3(run_3: Run) -> None:
    inside = f"""<ns prefix="" uri="{TEI}"/>
        <pattern><rule context="p"><report test="hi">hi</report></rule></pattern>"""
    assert messages(run_3(inside)) == ["hi"]


def test_each_fault_of_xpath_3_has_its_line_and_the_others_run(run_3: Run) -> None:
    inside = """
        <let name="lost" value="tei:none"/>
        <pattern>
        <rule context="t:p[">
        <report test="true()">never</report></rule>
        <rule context="t:hi">
        <report test="(1, 2">never</report>
        <report test="f()">never</report>
        <report test="$lost">never</report>
        <report test="true()">runs <value-of select="$none"/></report>
        <report test="true()">runs</report></rule></pattern>"""
    *faults, found = run_3(inside)
    assert {item.code for item in faults} == {"rule-not-run"}
    said = {item.line: item.message for item in faults}
    assert sorted(said) == [2, 4, 7, 8, 9, 10]
    assert "the prefix tei: is not declared by <ns>" in said[2]
    assert "is no XPath 3.1" in said[4]
    assert "there is no function f() with 0 arguments" in said[8]
    assert "the variable $lost has no value" in said[9]
    assert found.message == "runs"


def test_what_fails_while_running_says_where_and_the_others_run(run_3: Run) -> None:
    inside = """
        <let name="lost" value="doc('none.xml')"/>
        <pattern>
        <rule context="t:p[xs:integer(@n) = 1]"><report test="true()">never</report></rule>
        <rule context="t:p">
        <report test="xs:date(@n) lt current-date()">never</report>
        <report test="$lost//x">never</report>
        <report test="t:hi">runs</report></rule></pattern>"""
    found = run_3(inside)
    assert "runs" in messages(found)
    assert "never" not in messages(found)
    failed = [item for item in found if item.code == "rule-failed"]
    lines = {re.search(r"rules\.sch:(\d+)", item.hint or "")[1] for item in failed}  # type: ignore[index]
    assert lines == {"2", "4", "6", "7"}
    assert any("there is no file" in item.message for item in failed)
    assert {(item.line, item.column) for item in failed} == {(1, 1), (3, 1), (4, 1)}


def test_a_function_that_never_ends_takes_no_other_with_it(run_3: Run) -> None:
    inside = """<ns prefix="m" uri="urn:m"/>
        <xsl:function xmlns:xsl="http://www.w3.org/1999/XSL/Transform" name="m:on"><xsl:param name="x"/>
        <xsl:sequence select="1 + m:on($x + 1)"/></xsl:function>
        <pattern><rule context="t:hi"><report test="m:on(1) = 2">never</report><report test="true()">runs</report></rule></pattern>"""
    found = run_3(inside)
    assert [item.code for item in found] == ["rule-failed", "rule-not-run", "rule"]


@pytest.mark.parametrize(
    "markup",
    [
        f"<TEI xmlns='{TEI}'>{'<div>' * (DEPTH - 2)}<p/>{'</div>' * (DEPTH - 2)}</TEI>",
        f"<TEI xmlns='{TEI}'><p {MANY}/></TEI>",
        f"<TEI xmlns='{TEI}'><{'a' * 2000}><p/></{'a' * 2000}></TEI>",
    ],
    ids=["as deep as is read", "of many attributes", "of long names"],
)
def test_rules_run_on_whatever_is_read(run: Run, markup: str) -> None:
    rule = '<pattern><rule context="t:p"><report test="true()">a p</report></rule></pattern>'
    assert messages(run(rule, markup)) == ["a p"]


def test_what_saxon_cannot_read_is_said_at_the_document(run_3: Run) -> None:
    """Its parser knows the names of XML as they were before 2008."""
    rule = '<pattern><rule context="t:p"><report test="true()">a p</report></rule></pattern>'
    (found,) = run_3(rule, f"<TEI xmlns='{TEI}'><p/><𐀀/></TEI>")
    assert (found.path, found.line, found.code) == ("x.xml", 1, "rules-not-run")
    assert "Saxon cannot read" in found.message


@pytest.mark.parametrize(
    "expression",
    [
        "doc('http://localhost:1/x')",
        "unparsed-text('http://localhost:1/x')",
        "json-doc('http://localhost:1/x')",
        "collection('http://localhost:1/x')",
        "doc('remote.xml')",
    ],
)
def test_saxon_reads_nothing_over_a_network(run_3: Run, tmp_path: Path, expression: str) -> None:
    (tmp_path / "remote.xml").write_text('<!DOCTYPE a SYSTEM "http://localhost:1/a.dtd"><a/>')
    inside = f"""<pattern><rule context="/"><report test="string({expression}) = 'x'">never</report></rule></pattern>"""
    (found,) = run_3(inside)
    assert found.code == "rule-failed"
    assert "nothing is fetched" in found.message or "disallowed" in found.message


def test_saxon_writes_nothing(run_3: Run, tmp_path: Path) -> None:
    inside = f"""<ns prefix="m" uri="urn:m"/>
        <xsl:function xmlns:xsl="http://www.w3.org/1999/XSL/Transform" name="m:write">
        <xsl:result-document href="{(tmp_path / "out.xml").as_uri()}"><a/></xsl:result-document></xsl:function>
        <pattern><rule context="/"><report test="m:write()">never</report></rule></pattern>"""
    assert {item.code for item in run_3(inside)} == {"rule-not-run"}
    assert not (tmp_path / "out.xml").exists()


def command(before: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs `edition validate` on the files of a folder, something done before in the same process."""
    code = f"import sys\n{before}\nfrom edition.cli import main\ntry: main()\nfinally: print('saxonche' in sys.modules)"
    return subprocess.run(
        [sys.executable, "-c", code, "validate", ".", "--jobs", "1", *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("binding", ["xslt2", "xpath2", "xslt3", "xpath3", "xpath31"])
@pytest.mark.parametrize(
    ("before", "reason"),
    [
        ("sys.modules['saxonche'] = None", "saxonche, which is not installed"),
        (
            "import importlib.metadata as m; m.version = lambda _: '12.9.0'",
            "saxonche 12.9.0 is too old, 13.1.1 is needed",
        ),
    ],
)
def test_without_saxon_one_finding_says_so(
    tmp_path: Path, binding: str, before: str, reason: str
) -> None:
    rule = '<pattern><rule context="t:p"><report test="true()">never</report></rule></pattern>'
    (tmp_path / "rules.sch").write_text(
        f'<schema xmlns="{SCH}" queryBinding="{binding}"><ns prefix="t" uri="{TEI}"/>{rule * 2}</schema>'
    )
    for name in ("a.xml", "b.xml"):
        (tmp_path / name).write_text(TEXT)
    done = command(before, tmp_path, "--schema", "rules.sch", "--format", "json")
    found = json.loads(done.stdout.rpartition("}")[0] + "}")["diagnostics"]
    (found,) = [item for item in found if item["source"] == "rules"]
    assert (found["code"], found["severity"], found["path"]) == (
        "rules-not-run",
        "warning",
        "rules.sch",
    )
    assert reason in found["message"]
    assert "pip install 'saxonche>=13.1.1'" in found["hint"]


def test_saxon_starts_only_where_there_are_such_rules(tmp_path: Path, repository: Path) -> None:
    """An edition whose rules are XPath 1.0 never waits for it."""
    (tmp_path / "x.xml").write_text(TEXT)
    done = command("", tmp_path, "--schema", str(repository / "schema" / "edition.sch"))
    assert done.stdout.endswith("False\n"), done.stdout + done.stderr


def test_rules_of_an_included_grammar_run(tmp_path: Path) -> None:
    rng = "http://relaxng.org/ns/structure/1.0"
    pattern = '<s:pattern><s:rule context="t:{0}"><s:report test="true()">{0}</s:report></s:rule></s:pattern>'
    (tmp_path / "base.rng").write_text(
        f"""<grammar xmlns="{rng}" xmlns:s="{SCH}"><s:ns prefix="t" uri="{TEI}"/>
        <define name="hi">{pattern.format("hi")}<text/></define><define name="p">{pattern.format("p")}<text/></define></grammar>"""
    )
    grammar = tmp_path / "own.rng"
    grammar.write_text(
        f'<grammar xmlns="{rng}"><include href="base.rng"><define name="p"><empty/></define></include></grammar>'
    )
    assert messages(rules(grammar).run(document(TEXT))) == ["hi"]


def test_the_schematron_before_iso_runs(tmp_path: Path) -> None:
    file = tmp_path / "old.sch"
    file.write_text(
        f"""<schema xmlns="http://www.ascc.net/xml/schematron"><ns prefix="t" uri="{TEI}"/>
        <pattern name="Old"><rule context="//t:hi"><report test="true()">a <name/></report></rule></pattern></schema>"""
    )
    assert messages(rules(file).run(document(TEXT))) == ["a hi"]


def test_a_phase_that_there_is_not(run: Run) -> None:
    inside = """<phase id="one"><active pattern="a"/></phase>
        <pattern id="a"><rule context="t:hi"><report test="true()">a</report></rule></pattern>"""
    fault, found = run(inside, phase="two")
    assert (fault.code, fault.severity, found.message) == ("no-such-phase", Severity.error, "a")
    assert messages(run(inside.partition("</phase>")[2], phase="two")) == ["a"]


def test_a_default_phase_that_there_is_not(run: Run) -> None:
    inside = """<phase id="one"><active pattern="a"/></phase>
        <pattern id="a"><rule context="t:hi"><report test="true()">a</report></rule></pattern>
        <pattern id="b"><rule context="t:hi"><report test="true()">b</report></rule></pattern>"""
    fault, *found = run(inside, attributes='defaultPhase="on"')
    assert (fault.code, fault.line, fault.hint) == ("no-such-phase", 1, "It has one.")
    assert messages(found) == ["a", "b"]
    assert messages(run(inside, attributes='defaultPhase="on"', phase="one")) == ["a"]


def test_a_phase_may_want_a_pattern_that_there_is_not(run: Run) -> None:
    inside = """<phase id="one"><active pattern="first"/>
        <active pattern="secnd"/></phase><phase id="two"><active pattern="third"/></phase>
        <pattern id="first"><rule context="t:hi"><report test="true()">1</report></rule></pattern>
        <pattern id="second"><rule context="t:hi"><report test="true()">2</report></rule></pattern>"""
    assert messages(run(inside)) == ["1", "2"]
    fault, found = run(inside, phase="one")
    assert (fault.code, fault.line, found.message) == ("rule-not-run", 2, "1")
    assert 'no pattern "secnd"' in fault.message
    assert 'did you mean "second"?' in fault.message


def test_a_check_without_words_gives_its_test(run: Run) -> None:
    inside = """<pattern><rule context="t:hi"><assert test="@none"/>
        <report test="true()"><value-of select="@none"/> </report></rule></pattern>"""
    assert messages(run(inside)) == [
        'the test "@none" does not hold here',
        'the test "true()" holds here',
    ]


def test_a_fault_in_an_abstract_pattern_is_told_once(run: Run) -> None:
    inside = """<pattern abstract="true" id="P"><rule context="$what">
        <assert test="none()" diagnostics="none">never</assert><extends rule="none"/></rule></pattern>
        <pattern is-a="P"><param name="what" value="t:p"/></pattern>
        <pattern is-a="P"><param name="what" value="t:hi"/></pattern>"""
    found = run(inside)
    assert sorted(item.code for item in found) == [
        "no-such-diagnostic",
        "rule-not-run",
        "rule-not-run",
    ]


@pytest.mark.parametrize(
    ("extends", "reason"),
    [
        ("<extends/>", "this <extends> names no rule"),
        ('<extends rule="bse"/>', 'no rule "bse" to extend; did you mean "base"?'),
        ('<extends rule="own"/>', 'the rule "own" extends itself'),
        ('<extends rule="loop"/>', 'the rule "loop" extends itself'),
        ('<extends rule="whole"/>', 'no rule "whole" to extend'),
    ],
)
def test_what_extends_nothing_is_told_and_the_rest_runs(
    run: Run, extends: str, reason: str
) -> None:
    inside = f"""<pattern id="whole"><rule abstract="true" id="base"/>
        <rule abstract="true" id="loop"><extends rule="loop"/></rule>
        <rule context="t:hi" id="own">{extends}<report test="true()">runs</report></rule></pattern>"""
    fault, found = run(inside)
    assert (fault.code, fault.message.endswith(reason)) == ("rule-not-run", True), fault.message
    assert found.message == "runs"


PHASES = f"""<schema xmlns="{SCH}" queryBinding="{{}}"><ns prefix="t" uri="{TEI}"/>
    <phase id="one"><active pattern="a"/></phase><phase id="two"><active pattern="b"/></phase>
    <pattern id="a"><rule context="t:hi"><report test="true()">a</report></rule></pattern>
    <pattern id="b"><rule context="t:hi"><report test="true()">b</report></rule></pattern></schema>"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project with rules in two phases."""
    for name in ("tei", "schema"):
        (tmp_path / name).mkdir()
    (tmp_path / "tei" / "x.xml").write_text(TEXT)
    (tmp_path / "schema" / "rules.sch").write_text(PHASES.format("xslt"))
    return tmp_path


def phase_codes(project: Path, *arguments: str) -> tuple[list[str], str]:
    """The codes of what `edition validate` finds in a project, and what it says on stderr."""
    run = [sys.executable, "-m", "edition", "validate", "--format", "json", *arguments]
    done = subprocess.run(run, cwd=project, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)["diagnostics"] if done.stdout else []
    return [item["code"] for item in found if item["source"] == "rules"], done.stderr


def test_a_phase_is_chosen_on_the_command_line_or_in_the_settings(project: Path) -> None:
    assert phase_codes(project)[0] == ["a", "b"]
    assert phase_codes(project, "--phase", "one")[0] == ["a"]
    (project / "edition.toml").write_text('[validate]\nphase = "two"\n')
    assert phase_codes(project)[0] == ["b"]
    assert phase_codes(project, "--phase", "#ALL")[0] == ["a", "b"]


def test_a_phase_that_no_schema_has_is_refused(project: Path) -> None:
    found, said = phase_codes(project, "--phase", "three")
    assert found == []
    assert said == 'edition: none of the schemas has a phase "three"; there is one, two\n'


def test_a_document_chooses_the_phase_of_the_rules_that_it_names(tmp_path: Path) -> None:
    """W3C and ISO/IEC 19757-11, Associating Schemas with XML documents: the pseudo-attribute `phase`."""
    (tmp_path / "rules.sch").write_text(PHASES.format("xslt"))
    (tmp_path / "x.xml").write_text(f'<?xml-model href="rules.sch" phase="two"?>{TEXT}')
    assert phase_codes(tmp_path, "x.xml")[0] == ["b"]
    assert phase_codes(tmp_path, "x.xml", "--phase", "one")[0] == ["a"]


def test_a_grammar_named_twice_is_checked_once(tmp_path: Path) -> None:
    """As TEI's own tools name it: once as a grammar, once for the rules in it; or for the rules alone."""
    (tmp_path / "small.rng").write_text(
        f"""<element name="TEI" ns="{TEI}" xmlns="http://relaxng.org/ns/structure/1.0" xmlns:s="{SCH}"><empty/>
        <s:pattern id="p"><s:ns prefix="t" uri="{TEI}"/><s:rule context="/*"><s:report test="true()">p</s:report></s:rule></s:pattern></element>"""
    )
    both = ("http://relaxng.org/ns/structure/1.0", SCH)
    models = [f'<?xml-model href="small.rng" schematypens="{space}"?>' for space in both]
    for named, grammar_runs in ((models, True), (models[:1], True), (models[1:], False)):
        (tmp_path / "x.xml").write_text("".join(named) + TEXT)
        own, _ = read(tmp_path / "x.xml", "x.xml", "x")
        assert own
        found = validate([own], choose())
        assert [item.code for item in found if item.source == "rules"] == ["p"]
        assert bool([item for item in found if item.source == "schema"]) == grammar_runs


@pytest.mark.parametrize(
    "inside",
    [
        '<ns prefix="a" uri=""/>',
        '<ns prefix="1a" uri="urn:a"/>',
        '<ns prefix="a" uri="urn: a"/>',
        '<ns prefix="xml" uri="urn:a"/>',
        '<let name="a b" value="1"/>',
        '<let name="" value="1"/>',
        '<let name="$a" value="1"/>',
        '<xsl:template xmlns:xsl="http://www.w3.org/1999/XSL/Transform" match="/"/>',
    ],
)
def test_what_declares_nothing_is_reported_and_the_rules_run(run: Run, inside: str) -> None:
    fault, found = run(
        f'\n{inside}<pattern><rule context="t:hi"><report test="true()">runs</report></rule></pattern>'
    )
    assert (fault.code, fault.line, found.message) == ("rule-not-run", 2, "runs")


@pytest.mark.parametrize("prefix", ["xsl", "err", "edition", "map", "exsl"])
def test_any_prefix_may_be_taken(run: Run, prefix: str) -> None:
    inside = f"""<ns prefix="{prefix}" uri="{TEI}"/><let name="a" value="'x'"/>
        <pattern><rule context="{prefix}:p"><report test="{prefix}:hi"><value-of select="$a"/></report></rule>
        <rule context="{prefix}:text"><report test="not($a)">never</report></rule></pattern>"""
    assert messages(run(inside)) == ["x"]


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("id('a')", "a"),
        ("id('b  a none')", "ab"),
        ("id(//t:ref/@n)", "ab"),
        ("id(substring-after(//t:ref/@target, '#'))/t:hi/..", "b"),
        ("//t:p[id(concat('', @xml:id))/t:hi]", "b"),
        ("//t:p[id('a')][2]", "b"),
        ("//t:p[id('a') and position() = last()]", "b"),
        ("document('other.xml')//t:p[id('c')]", "c"),
        ("id('none') | id(1) | id('')", ""),
        ("//t:p[. = \"id('a')\"]", ""),
    ],
)
def test_ids_are_those_of_xml(run: Run, tmp_path: Path, expression: str, found: str) -> None:
    """XPath 1.0, section 4.1: `id()`, of a string or of the strings of nodes, in the document of the context."""
    p = '<p xml:id="{0}" n="{0}">{1}</p>'
    (tmp_path / "other.xml").write_text(f'<TEI xmlns="{TEI}">{p.format("c", "")}</TEI>')
    markup = f"""<TEI xmlns="{TEI}"><text>{p.format("a", "one")}{p.format("b", "<hi/>")}
        <ref target="#b" n="a"/><ref n="none b"/></text></TEI>"""
    (tmp_path / "x.xml").write_text(markup)
    quoted = expression.replace('"', "&quot;")
    run(
        f"""<let name="all" value="{quoted}"/><pattern>
        <rule context="/"><report test="$all"><value-of select="$all[1]/@n"/><value-of select="$all[2]/@n"/></report>
        </rule></pattern>"""
    )
    whole, _ = read(tmp_path / "x.xml", "x.xml", "x")
    assert whole
    assert messages(rules(tmp_path / "rules.sch").run(whole)) == [found] * bool(found)


@pytest.mark.parametrize(
    ("context", "found"),
    [
        ("id('b')/t:hi", "b"),
        ("t:p/t:hi | id('b')", "ab"),
        ("t:hi[id(concat(@n, ' none'))]", "ab"),
    ],
)
def test_a_context_may_ask_for_ids(run: Run, context: str, found: str) -> None:
    p = '<p xml:id="{0}"><hi n="{0}"/></p>'
    inside = f"""<pattern><rule context="{context}"><report test="@n"><value-of select="@n"/></report>
        </rule></pattern>"""
    markup = f'<TEI xmlns="{TEI}">{p.format("a")}{p.format("b")}</TEI>'
    assert messages(run(inside, markup)) == list(found)


def test_what_is_found_of_many_siblings_is_placed_in_no_time(tmp_path: Path) -> None:
    """Were each place counted from the first sibling, this would take several seconds."""
    number = 10_000
    markup = f'<TEI xmlns="{TEI}"><text>{"<p/>" * number}</text></TEI>'
    start = time.process_time()
    found = runs(tmp_path, "xslt")(
        '<pattern><rule context="t:p"><assert test="@n">no number</assert></rule></pattern>', markup
    )
    assert time.process_time() - start < 2
    assert len({one.column for one in found}) == number
