"""Templates: the shipped ones and a project's own, and what all of them can ask.

Templates see the model, never a tree; the HTML of texts comes from `rendering`. A project's own
`templates/NAME.html` is found first and may extend the shipped one as `shipped/NAME.html`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from edition.dates import year_name, year_of
from edition.errors import EditionError
from edition.languages import direction, html_language
from edition.pointers import is_web, quoted
from edition.register import Fact, Kind
from edition.rendering import Look
from edition.resources import resource

#: The titles of the indexes.
TITLES = {
    Kind.person: "Persons",
    Kind.place: "Places",
    Kind.organisation: "Peoples and groups",
    Kind.work: "Works",
    Kind.event: "Events",
    Kind.object: "Objects",
    Kind.term: "Terms",
    Kind.other: "Other names",
}


#: What the statements of an entry are called on its page, by their label or by that and their type.
LABELS = {
    "birth": "Born",
    "death": "Died",
    "floruit": "Active",
    "socecStatus": "Status",
    "langKnowledge": "Languages",
    "persPronouns": "Pronouns",
    "pubPlace": "Place",
    "textLang": "Language",
    "respStmt": "Responsible",
    "biblScope": "Scope",
    **{
        f"biblScope {unit}": unit.capitalize()
        for unit in "volume issue number chapter part section column line".split()
    },
    **dict.fromkeys(("biblScope page", "biblScope pages", "biblScope pp"), "Pages"),
    **dict.fromkeys(("title a", "title m", "title u", "title j"), "In"),
    "title s": "Series",
    "relatedItem": "Related",
    "bibl": "Reference",
    "ref": "Link",
}


def label(fact: Fact) -> str:
    """Return what a statement is called: by the words for it, or by its own label, its words apart, and its type."""
    if known := LABELS.get(f"{fact.label} {fact.type}".strip()):
        return known
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", fact.label).replace("_", " ")
    known = LABELS.get(fact.label) or words[:1].upper() + words[1:].lower()
    return f"{known} ({fact.type})" if fact.type else known


@dataclass(frozen=True)
class Templates:
    """The templates of a project: those in its folder `own`, if it has one, and the shipped; `names` is what all of them see."""

    own: Path | None
    names: Mapping[str, Any]

    def filled(self, name: str, context: Mapping[str, Any]) -> str:
        """Return what a template makes of a context.

        Raises EditionError if a template of the project is faulty.
        """
        try:
            return self.environment.get_template(name).render(context)
        except jinja2.TemplateSyntaxError as error:
            where = f"{error.filename or error.name}:{error.lineno}"
            raise EditionError(f"{where}: {error.message}") from error
        except jinja2.TemplateError as error:
            raise EditionError(f"templates/{name}: {error.message}") from error
        except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
            if self.own is None:
                raise
            raise EditionError(f"templates/{name}: {error}") from error

    @cached_property
    def looks(self) -> dict[str, Look]:
        """The project's own looks of elements: `templates/elements/NAME.html`."""
        folder = self.own / "elements" if self.own else None
        files = sorted(folder.glob("*.html")) if folder else []
        return {file.stem: self._look(f"elements/{file.name}") for file in files}

    def _look(self, name: str) -> Look:
        def look(attributes: Mapping[str, str], text: str, html: str, link: str) -> str:
            context = {
                "attributes": attributes,
                "text": text,
                "content": Markup(html),
                "link": link,
            }
            return self.filled(name, context)

        return look

    @cached_property
    def environment(self) -> jinja2.Environment:
        shipped = jinja2.FileSystemLoader(resource("templates"))
        own = [jinja2.FileSystemLoader(self.own)] if self.own else []
        loader = jinja2.ChoiceLoader([*own, shipped, jinja2.PrefixLoader({"shipped": shipped})])
        environment = jinja2.Environment(
            loader=loader,
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters["address"] = address
        environment.filters["times"] = times
        environment.filters["year"] = lambda day: year_name(year_of(day))
        environment.filters["lang"] = lang
        environment.filters["label"] = label
        environment.tests["web"] = is_web
        environment.globals.update(kinds=TITLES, **self.names)
        return environment

    def assets(self) -> dict[str, Path]:
        """Return the files that go along as they are, by address; the project's own win, and further ones join."""
        folders = [resource("templates"), *([self.own] if self.own else [])]
        return {
            file.relative_to(folder).as_posix(): file
            for folder in folders
            for file in (folder / "assets").rglob("*")
            if file.is_file() and not file.name.startswith(".")
        }


def address(href: str) -> str:
    """Return an address as a page writes it: one on the web as it is, one of the site escaped."""
    return href if is_web(href) else quoted(href)


def lang(language: str | None) -> Markup:
    """Return the HTML attributes that say which language an element is in, with a space before; "" if unknown."""
    known = html_language(language) if language else ""
    if not known:
        return Markup("")
    way = ' dir="rtl"' if direction(language) == "rtl" else ""
    return Markup(f' lang="{known}"{way}')


def times(number: int) -> str:
    """Return "once", "twice" or "7 times"."""
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number:,} times")
