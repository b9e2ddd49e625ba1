"""Verdicts: those of jing, on others' TEI and on documents changed by lot, for every grammar in `../shared/schemas`.

Each grammar is asked about a part of the files; EDITION_ALL=1 in the environment asks about all, and about more that are
changed; EDITION_SEED takes other lots. Where the two may part stands in `relaxng-spec/`, in the lines that begin with
`jing`.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest
from jing import complaints
from lxml import etree
from mutations import Mutator

from edition.document import Document, parse
from edition.relaxng import schema
from edition.tei import Element

ALL = os.environ.get("EDITION_ALL") == "1"
SEED = int(os.environ.get("EDITION_SEED", "626"))

GRAMMARS = """
    tei_all.rng tei-epidoc-9.8.rng project/dracor.rng exports/cmif.rng older/tei_all-4.3.0.rng older/tei_all-3.2.0.rng
    older/tei_bare-3.2.0.rng older/tei_corpus-3.2.0.rng older/tei_drama-3.2.0.rng older/tei_lite-3.2.0.rng
    older/tei_minimal-3.2.0.rng older/tei_ms-3.2.0.rng older/tei_simplePrint-3.2.0.rng older/teilite-4.7.0.rng
""".split()
MAIN = ("tei_all.rng", "tei-epidoc-9.8.rng", "dracor.rng")

#: How many files of others a grammar is asked about, of how many bytes at most, and how many that are changed.
SOME, LARGE, CHANGED = (10_000, 10_000_000, 1500) if ALL else (25, 40_000, 60)
#: From how many documents those are made, and of how many bytes at most these are.
GROUND, SMALL = (100, 40_000) if ALL else (12, 12_000)


@cache
def corpus(folder: Path) -> list[tuple[Path, Element]]:
    """The files of others that are well-formed, and their trees."""
    found = []
    for file in sorted(folder.rglob("*.xml")):
        try:
            found.append((file, parse(file.read_bytes())))
        except (etree.XMLSyntaxError, ValueError):
            continue
    assert found
    return found


def document(file: Path, data: bytes) -> Document:
    return Document(file.stem, file.name, file, data, parse(data))


def differences(grammar: Path, files: list[Path]) -> list[str]:
    """What jing and our engine say of the files on which they do not agree."""
    refused = complaints(grammar, files)
    ours = {file: schema(grammar).check(document(file, file.read_bytes())) for file in files}
    return [
        f"{file}:\n  jing: {'; '.join(words[:160] for words in refused.get(file, ['valid']))}\n"
        f"  edition: {'; '.join(map(str, ours[file])) or 'valid'}"
        for file in files
        if bool(ours[file]) != (file in refused)
    ]


def plain(root: Element) -> bytes:
    """A document as bytes, without the DTD that jing would look for."""
    return etree.tostring(root, encoding="utf-8")


@pytest.mark.parametrize("name", GRAMMARS)
def test_the_verdicts_are_those_of_jing(name: str, shared: Path, tmp_path: Path) -> None:
    """One run of jing for both, since its start takes longest."""
    grammar = shared / "schemas" / name
    files = []
    for number, root in enumerate([*others(grammar, shared), *changed(grammar, shared)]):
        file = tmp_path / f"{number:04}.xml"
        file.write_bytes(etree.tostring(root, encoding="utf-8"))  # jing would ask for a DTD
        files.append(file)
    wrong = differences(grammar, files)
    assert not wrong, f"{len(wrong)} of {len(files)}:\n" + "\n".join(wrong[:10])


def others(grammar: Path, shared: Path) -> list[Element]:
    """Files of others: for the newest grammar of TEI all, for the rest a part, not the same for each."""
    known = corpus(shared / "corpus")
    if grammar.name == "tei_all.rng":
        return [root for _, root in known]
    small = [root for file, root in known if file.stat().st_size <= LARGE]
    step = max(1, len(small) // SOME)
    return small[len(grammar.name) % step :: step]


def changed(grammar: Path, shared: Path) -> list[Element]:
    """Files of others, valid ones if there are some, changed in one place or a few."""
    mutator = Mutator(grammar, SEED)
    small = [
        (file, root) for file, root in corpus(shared / "corpus") if file.stat().st_size <= SMALL
    ]
    mutator.random.shuffle(small)
    valid = [root for file, root in small[: 5 * GROUND] if is_valid(grammar, file)][:GROUND]
    ground = valid or [root for _, root in small[:GROUND]]
    number = CHANGED if grammar.name in MAIN else CHANGED // 2
    return [
        mutator.mutant(mutator.random.choice(ground), mutator.random.choice((1, 1, 1, 2, 5)))
        for _ in range(number)
    ]


def is_valid(grammar: Path, file: Path) -> bool:
    return schema(grammar).check(document(file, file.read_bytes())) == []
