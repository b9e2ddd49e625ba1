"""Small documents and editions, made from a line or two of TEI."""

from __future__ import annotations

from pathlib import Path

from edition.analysis import Addressed, analyse, text_element
from edition.assembly import Edition
from edition.document import Document, parse
from edition.header import Header
from edition.rendering import Rendered, Renderer
from edition.tei import TEI

FOLDER = Path("/edition")


def tei(body: str = "", *, header: str = "", stand_off: str = "", attributes: str = "") -> str:
    """Return a TEI file with this inside its body, header and standOff; "" leaves the part out."""
    parts = [f"<teiHeader>{header}</teiHeader>"]
    parts += [f"<standOff>{stand_off}</standOff>"] if stand_off else []
    parts += [f"<text><body>{body}</body></text>"] if body else []
    return f'<TEI xmlns="{TEI}" {attributes}>{"".join(parts)}</TEI>'


def document(text: str, id: str = "a") -> Document:
    """Return a document as reading a file with this text would give it."""
    data = text.encode()
    file = FOLDER / f"{id}.xml"
    return Document(id, file.name, file, data, parse(data))


def edition(**texts: str) -> Edition:
    """Return the edition of some files, by name without ending."""
    analyses = tuple(one for id, text in texts.items() for one in analyse(document(text, id)))
    return Edition(FOLDER, Header("A small edition"), analyses)


def rendered(text: str, **others: str) -> Rendered:
    """Return what the text of a file, `a.xml` of an edition with some others, is rendered as."""
    source = document(text)
    renderer = Renderer(Addressed(source), edition(a=text, **others), root="../../")
    element = text_element(source.root)
    assert element is not None
    html = renderer.render(element)
    renderer.result.html = html
    return renderer.result
