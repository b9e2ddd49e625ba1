"""Rendering: a TEI subtree as HTML, one small behaviour per element.

The idea is that of the TEI Processing Model (Guidelines, chapter 23.5): an element has a behaviour, named for
how it shows; elements without one pass through, visibly. No character of a text is dropped but by a decision
that has a name and is counted.
"""

from edition.rendering import (
    description,
    editorial,
    milestones,
    names,
    notes,
    prose,
    technical,
    verse,
)
from edition.rendering.alike import Alike, Tags
from edition.rendering.core import (
    BEHAVIOURS,
    Behaviour,
    Frame,
    Look,
    Note,
    Quantity,
    Rendered,
    Renderer,
    Where,
    behaviour,
    uniform,
)

__all__ = [
    "BEHAVIOURS", "Alike", "Behaviour", "Frame", "Look", "Note", "Quantity", "Rendered", "Renderer", "Tags", "Where",
    "behaviour", "description", "editorial", "milestones", "names", "notes", "prose", "technical", "uniform", "verse",
]  # fmt: skip
