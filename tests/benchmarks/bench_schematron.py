"""How long the rules of all of TEI take over a text of half a megabyte.

Run by hand, from the repository's root, with nothing else at work on the machine:

    python tests/benchmarks/bench_schematron.py

Needs saxonche, and tei_all.rng in ../shared/schemas. Prints the seconds to start Saxon, to compile the rules that the grammar
carries and to run them (the best of several runs; under half a second is wanted), those that lxml needs to read the same
text, and the ratios.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from time import perf_counter

from lxml import etree

from edition import schematron
from edition.document import Document, parse
from edition.schematron import saxon, schema
from edition.tei import tag

REPOSITORY = Path(__file__).resolve().parents[2]
TEI_ALL = REPOSITORY.parent / "shared" / "schemas" / "tei_all.rng"
SIZE = 500_000
RUNS = 7


def text(size: int = SIZE) -> Document:
    """Return a document of about this many bytes: the body of one of the edition's texts, again and again."""
    file = REPOSITORY / "tei" / "narrative.xml"
    root = parse(file.read_bytes())
    body = next(root.iter(tag("body")))
    once = [deepcopy(node) for node in body]
    for node in once:
        for one in node.iter(etree.Element):
            one.attrib.pop("{http://www.w3.org/XML/1998/namespace}id", None)
    while len(etree.tostring(root)) < size:
        body.extend(deepcopy(node) for node in once)
    return Document("text", "text.xml", Path("text.xml"), etree.tostring(root), root)


def seconds(function: Callable[[], object], runs: int = RUNS) -> float:
    """Return the seconds that a call takes, the least of several."""
    times = []
    for _ in range(runs):
        begun = perf_counter()
        function()
        times.append(perf_counter() - begun)
    return min(times)


def main() -> None:
    """Measure all in one run."""
    document = text()
    start = seconds(saxon.start, 1)
    read = seconds(lambda: schema.read(TEI_ALL), 1)
    compiled = seconds(lambda: schematron.rules(TEI_ALL), 1)
    rules = schematron.rules(TEI_ALL)
    first = seconds(lambda: rules.run(document), 1)
    run = seconds(lambda: rules.run(document))
    parsing = seconds(lambda: parse(document.data))
    print(
        f"text         {len(document.data):,} bytes, {sum(1 for _ in document.root.iter(etree.Element)):,} elements"
    )
    print(f"Saxon start  {start:.3f} s")
    print(f"rules read   {read:.3f} s")
    print(f"compiled     {compiled:.3f} s, read again among it")
    print(f"first run    {first:.3f} s")
    print(f"rules run    {run:.3f} s")
    print(f"lxml parse   {parsing:.3f} s")
    print(
        f"ratio        {run / parsing:.1f} of lxml's parse, {run / (start + compiled):.2f} of the start"
    )


if __name__ == "__main__":
    main()
