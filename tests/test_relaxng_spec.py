"""RELAX NG clause by clause: each file under `relaxng-spec/` is a section of the specification as examples.

After its title and address come cases, each a sentence that begins with `#` and lines that prove it:

    schema   a schema that must be taken        refused  one that must not
    file     another file beside them
    valid    what must be valid by it           wrong    what must not
    data     the pattern of an element's words  yes, no  words that it takes, and does not, parted by |
    libxml2  (or jing) is known to be wrong in this case, and how

A line that begins with a space goes on. `{xsd}` names the library of XML Schema's datatypes; the namespace of RELAX NG
is added. The examples are proven by two referees: jing, and libxml2 as far as it goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from jing import failures
from lxml import etree

from edition.document import Document, parse
from edition.errors import EditionError
from edition.relaxng import schema

SPEC = Path(__file__).parent / "relaxng-spec"
RNG = "http://relaxng.org/ns/structure/1.0"
XSD = 'datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes"'


@dataclass
class Proof:
    """A schema, and what must be said of it and of documents by it."""

    name: str
    schema: str
    is_refused: bool = False
    files: dict[str, str] = field(default_factory=dict)
    instances: list[tuple[str, bool]] = field(default_factory=list)
    erring: set[str] = field(default_factory=set)

    def write(self, folder: Path, name: str = "c.rng") -> Path:
        """Write the schema, and what it refers to, into a new folder; return the file."""
        folder.mkdir(parents=True)
        for other, text in {name: self.schema, **self.files}.items():
            (folder / other).parent.mkdir(exist_ok=True)
            (folder / other).write_text(text, encoding="utf-8")
        return folder / name


def proofs() -> list[Proof]:
    found = [proof for file in sorted(SPEC.glob("*.txt")) for proof in _read(file)]
    assert len({proof.name for proof in found}) == len(found)
    return found


def _read(file: Path) -> Iterator[Proof]:
    lines = re.split(r"\n(?!\s)", file.read_text(encoding="utf-8").strip())
    blocks = "\n".join(line for line in lines[2:]).split("\n# ")
    for block in blocks:
        title, *said = re.split(r"\n(?=\w)", block.removeprefix("# "))
        yield from _case(f"{file.stem}: {title.strip()}", said)


def _case(title: str, lines: list[str]) -> Iterator[Proof]:
    made: list[Proof] = []
    for line in lines:
        word, text = line.split(None, 1) if " " in line else (line, "")
        if word in ("schema", "refused"):
            made.append(Proof(title, _completed(text), word == "refused"))
        elif word == "data":
            made.append(
                Proof(
                    title, _completed(f'<element name="a" xmlns:p="urn:p" {{xsd}}>{text}</element>')
                )
            )
        elif word == "file":
            name, text = text.split(None, 1)
            for proof in made:
                proof.files[name] = _completed(text)
        elif word in ("valid", "wrong"):
            made[-1].instances.append((text.strip(), word == "valid"))
        elif word in ("yes", "no"):
            for value in text.strip().split(" | "):
                plain = value[1:-1] if re.fullmatch('".*"', value) else value
                made[-1].instances.append((f'<a xmlns:p="urn:p">{plain}</a>', word == "yes"))
        else:
            assert word in ("libxml2", "jing"), line
            made[-1].erring.add(word)
    assert made, title
    for number, proof in enumerate(made, 1):
        proof.name += f" ({number})" if len(made) > 1 else ""
        assert proof.is_refused or proof.instances, proof.name
        yield proof


def _completed(text: str) -> str:
    """Return a schema with the namespace and the library that its text leaves out."""
    text = text.strip().replace("{xsd}", XSD)
    tag = re.match(r"<[^>]*", text)
    assert tag, text
    if re.search(r"\sxmlns(:r)?=", tag[0]):
        return text
    return re.sub(r"^<([\w:]+)", rf'<\1 xmlns="{RNG}"', text)


PROOFS = proofs()


def verdict(file: Path, markup: str) -> bool:
    data = markup.encode()
    return schema(file).check(Document("x", "x.xml", Path("x.xml"), data, parse(data))) == []


@pytest.mark.parametrize("proof", PROOFS, ids=lambda proof: proof.name)
def test_the_engine_follows_the_specification(proof: Proof, tmp_path: Path) -> None:
    file = proof.write(tmp_path / "proof")
    if proof.is_refused:
        with pytest.raises(EditionError) as refused:
            schema(file)
        assert "\n" not in str(refused.value)
        assert len(str(refused.value)) > len(str(file)), "no reason given"
        return
    wrong = [
        (text, is_valid) for text, is_valid in proof.instances if verdict(file, text) != is_valid
    ]
    assert not wrong, f"judged otherwise by\n{proof.schema}"


def test_jing_agrees_with_the_examples(tmp_path: Path) -> None:
    names: dict[Path, str] = {}
    for number, proof in enumerate(PROOFS):
        if "jing" in proof.erring:
            continue
        folder = tmp_path / f"{number}"
        file = proof.write(folder, "i.rng" if proof.is_refused else "c.rng")
        names[file] = proof.name
        for place, (text, is_valid) in enumerate(proof.instances):
            instance = folder / f"{place}.{'v' if is_valid else 'i'}.xml"
            instance.write_text(text, encoding="utf-8")
            names[instance] = f"{proof.name}: {text}"
    wrong = sorted(names[file] for file in failures(tmp_path))
    assert wrong == [], "\n".join(wrong)


def test_libxml2_agrees_with_the_examples_as_far_as_it_goes(tmp_path: Path) -> None:
    """It takes most of what section 7 forbids, so it is not asked about that."""
    wrong = []
    for number, proof in enumerate(PROOFS):
        if proof.is_refused or "libxml2" in proof.erring:
            continue
        file = proof.write(tmp_path / f"{number}")
        try:
            compiled = etree.RelaxNG(etree.parse(file))
        except etree.RelaxNGError as error:
            wrong.append(f"{proof.name}: {error}")
            continue
        wrong += [
            f"{proof.name}: {text}"
            for text, is_valid in proof.instances
            if compiled.validate(parse(text.encode())) != is_valid
        ]
    assert wrong == [], "\n".join(wrong)
