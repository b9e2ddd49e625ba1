"""Edition: everything the documents contribute, put together.

Built once from all analyses; it grows with names and passages, not with text. Pages ask it what a key means
and where that is shown.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from pathlib import Path

from edition.alignment import Alignment, Comment, Correspondence, Strand, align
from edition.analysis import Analysis
from edition.dates import DateRange
from edition.distinct import Distinct, plain
from edition.header import Header
from edition.index import (
    CITING,
    Dated,
    Entry,
    Index,
    Mention,
    Unlinked,
    dates,
    forms,
    indexes,
    is_of_word,
    key_of_word,
    normal_form,
    word_of_key,
)
from edition.letters import Action, Letter
from edition.pointers import escaped, is_web, printable, scheme
from edition.register import (
    AUTHORITIES,
    Citation,
    Entity,
    Kind,
    Name,
    Relation,
    identified,
    numbers,
    sorted_by_name,
)
from edition.segments import Segment, column

#: How many dates a page of their index has at the most.
DATES = 300

#: The names of an index's own pages, which no entry's page may have.
_INDEX = re.compile(r"index(-\d+|-all)?")


@dataclass(frozen=True)
class Edition:
    """An edition: what it says of itself, and what its documents contribute, in their order.

    `folder` is where the project lies; `header` speaks for the edition as a whole; `url` is the address at which the
    site is published, with a slash at its end, or "" if that is not said.
    """

    folder: Path
    header: Header
    analyses: tuple[Analysis, ...]
    url: str = ""

    @property
    def title(self) -> str:
        """The edition's title."""
        return self.header.title

    def source_of(self, analysis: Analysis) -> str:
        """Return the path of a document's file from the project's folder; as the user named it if it lies outside."""
        file = Path(analysis.key)
        inside = file.is_relative_to(self.folder)
        return printable(file.relative_to(self.folder).as_posix()) if inside else analysis.path

    @cached_property
    def texts(self) -> tuple[Analysis, ...]:
        """The documents that have a text to read, those that an alignment sets side by side first."""
        aligned = dict.fromkeys(self.host(id).id for one in self.alignments for id in one.documents)
        order = {id: number for number, id in enumerate(aligned)}
        texts = [analysis for analysis in self.analyses if analysis.has_text]
        return tuple(sorted(texts, key=lambda one: order.get(one.id, len(order))))

    @cached_property
    def by_key(self) -> dict[str, Analysis]:
        """The documents by their key; a file that a document includes is known as that document, a corpus as itself."""
        files = [analysis for analysis in self.analyses if analysis.id == analysis.source]
        hosts = {file: analysis for analysis in files for file in analysis.included}
        return hosts | {analysis.key: analysis for analysis in files}

    def holder(self, key: str) -> Analysis | None:
        """Return the document that a key means or in which that stands: of a corpus, the one in it; None if it is not here."""
        file, _, fragment = key.partition("#")
        whole = self.by_key.get(file)
        if whole is None or not fragment:
            return whole
        return self.document_of(whole, fragment)

    def document_of(self, file: Analysis, fragment: str) -> Analysis:
        """Return the document in a file in which a fragment id stands: the file's own, or one of those in a corpus."""
        return self._inside.get(file.source, {}).get(fragment, file)

    @cached_property
    def _inside(self) -> dict[str, dict[str, Analysis]]:
        """The documents of each corpus, by the fragment ids that are theirs."""
        found: dict[str, dict[str, Analysis]] = defaultdict(dict)
        for analysis in self.analyses:
            if analysis.id != analysis.source:
                found[analysis.source].update(dict.fromkeys(analysis.marks, analysis))
        return found

    @cached_property
    def by_id(self) -> dict[str, Analysis]:
        """The documents by their id."""
        return {analysis.id: analysis for analysis in self.analyses}

    @property
    def language(self) -> str:
        """The language in whose order the indexes stand, "" if the edition does not say one."""
        return self.header.language

    @cached_property
    def registered(self) -> dict[str, Entity]:
        """The entries of all registers by key; of several with one key, the first."""
        found: dict[str, Entity] = {}
        for analysis in self.analyses:
            for entity in analysis.entities:
                found.setdefault(entity.key, entity)
        return found

    @cached_property
    def entities(self) -> dict[str, Entity]:
        """All entries by key: those of the registers, and those made of mentions that share what no register has."""
        return {**self.registered, **self._made}

    @cached_property
    def _made(self) -> dict[str, Entity]:
        """The entries made of mentions that share a web address, a key, or a pointer into a file that is not here.

        Each is named by the form that most of them have. Credits of the edition alone make none; nor does what only
        stands for a missing key.
        """
        shared: dict[str, list[Mention]] = defaultdict(list)
        for mention in self.mentions:
            for key in dict.fromkeys(mention.keys):
                if key not in self.registered and self._is_elsewhere(key):
                    shared[key].append(mention)
        found = {}
        for key, mentions in shared.items():
            kinds = [mention.kind for mention in mentions if mention.kind]
            named = [mention for mention in mentions if mention.text] or mentions
            if all(mention.is_credit for mention in mentions) or not any(map(_names, mentions)):
                continue
            id = word_of(key)
            kind = max(kinds, key=kinds.count) if kinds else Kind.other
            found[key] = Entity(
                key, id, kind, "", (Name(forms(named)[0][0] or id),), identifiers=identified(key),
                is_made=True,
            )  # fmt: skip
        return found

    def _is_elsewhere(self, key: str) -> bool:
        """Tell whether a key names something outside the files of the edition, that may be known there."""
        if is_placeholder(word_of(key)):
            return False
        if word_of_key(key) or is_web(key):
            return True
        if prefix := scheme(key):
            return prefix.lower() in _REGISTRIES
        file, mark, _ = key.partition("#")
        return bool(mark) and file not in self.by_key

    @cached_property
    def _meant(self) -> dict[str, str]:
        """What each `@key` and web address of a mention or relation means, where that is another key."""
        mentioned = (mention.keys for one in self.analyses for mention in one.mentions)
        related = (relation.members for one in self.analyses for relation in one.relations)
        wanted = {
            key
            for keys in chain(mentioned, related)
            for key in keys
            if is_of_word(key) or is_web(key)
        }
        return {**self._worded(wanted), **self._numbered(wanted)}

    def _numbered(self, wanted: Collection[str]) -> dict[str, str]:
        """Return which entry an address in an authority file means: the one with this number, or that others mean which differ
        in how the address is written.
        """
        known: dict[tuple[str, str], str] = {}
        for entity in self.registered.values():
            for item in entity.identifiers:
                for number in numbers(item.url or ""):
                    known.setdefault(number, entity.key)
        found = {}
        for key in sorted(filter(is_web, wanted)):
            for number in numbers(key):
                if (meant := known.setdefault(number, key)) != key:
                    found[key] = meant
        return found

    def _worded(self, wanted: Collection[str]) -> dict[str, str]:
        """Return which entry an `@key` means: the one that has it as its id, or as a number in an authority file."""
        by_word: dict[str, list[Entity]] = defaultdict(list)
        for entity in self.registered.values():
            words = {entity.xml_id, *(item.value for item in entity.identifiers)}
            for word in words:
                by_word[word].append(entity)
        found = {}
        for key in wanted:
            if not (made := word_of_key(key)):
                continue
            kind, word = made
            ids = [one for one in by_word.get(word, ()) if kind in (None, one.kind)]
            first = [one for one in ids if one.xml_id == word] or ids
            if first:
                found[key] = first[0].key
            elif kind is None:  # a name of no kind is the thing that other names with this key are
                alike = [one for other in Kind if (one := key_of_word(word, other)) in wanted]
                if alike:
                    found[key] = alike[0]
        return found

    def meant(self, key: str) -> str:
        """Return the key of the entry that a key of a mention or relation means; itself, if it means no other."""
        return self._meant.get(key, key)

    @cached_property
    def slugs(self) -> dict[str, str]:
        """The name of each entry's page: its id, made safe for a file and told apart within its kind.

        One without an id takes no name from one that has it, wherever they stand.
        """
        names = {kind: Distinct(folded=True) for kind in Kind}
        found: dict[str, str] = {}
        for entity in sorted(self.entities.values(), key=lambda one: not one.xml_id):
            wanted = plain(entity.id, "entry", 80)
            wanted = wanted.encode()[:200].decode(errors="ignore")  # file systems count bytes
            if _INDEX.fullmatch(wanted.lower()):
                wanted = f"{entity.kind.name}-{wanted}"
            found[entity.key] = names[entity.kind].name(wanted)
        return found

    @cached_property
    def segments(self) -> dict[str, Segment]:
        """All passages by key."""
        return {
            analysis.key_of(item.id): item
            for analysis in self.analyses
            for item in analysis.segments
        }

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """All mentions, those of the texts first, in the documents' order."""
        rest = [analysis for analysis in self.analyses if not analysis.has_text]
        found = (mention for analysis in (*self.texts, *rest) for mention in analysis.mentions)
        known = (one if one.element not in CITING else self._citing(one) for one in found)
        return tuple(self._pointing(one) for one in known if one is not None)

    def _citing(self, mention: Mention) -> Mention | None:
        """Return what a reference or pointer makes of the works of registers that it leads to, None if it leads to none."""
        found = (self.registered.get(key) for key in mention.keys)
        keys = tuple(one.key for one in found if one is not None and one.kind is Kind.work)
        return mention._replace(keys=keys) if keys else None

    def _pointing(self, mention: Mention) -> Mention:
        """Return a mention with the keys of the entries that it means."""
        if not any(key in self._meant for key in mention.keys):
            return mention
        return mention._replace(keys=tuple(dict.fromkeys(map(self.meant, mention.keys))))

    @cached_property
    def indexes(self) -> dict[Kind, Index]:
        """The index of each kind."""
        return indexes(self._listed(), self.mentions, self.language)

    def _listed(self) -> list[Entity]:
        """Return the entries that indexes list: all but the categories of a taxonomy that no word of the texts names."""
        taxonomies = {_file(entity.key) for entity in self._terms}
        return [
            entity
            for entity in self.entities.values()
            if entity.kind is not Kind.term or entity.is_made or _file(entity.key) in taxonomies
        ]

    @cached_property
    def _terms(self) -> list[Entity]:
        """The categories that something in the texts names."""
        keys = {key for mention in self.mentions for key in mention.keys}
        return [
            entity for key, entity in self.registered.items() if entity.kind is Kind.term and key in keys
        ]  # fmt: skip

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """The entries of all indexes by key."""
        return {
            entry.entity.key: entry for found in self.indexes.values() for entry in found.entries
        }

    @cached_property
    def dates(self) -> tuple[Dated, ...]:
        """The dates that the texts and the editors' notes name, and those of the texts themselves, in the order of time."""
        return dates(mention for mention in self.mentions if not mention.is_credit)

    @cached_property
    def date_pages(self) -> tuple[tuple[Dated, ...], ...]:
        """The dates page by page, as their index shows them."""
        return tuple(
            self.dates[start : start + DATES] for start in range(0, len(self.dates), DATES)
        )

    def date_href(self, date: DateRange) -> str:
        """Return the address of a date in the index of dates, from the site's root."""
        page = self._date_numbers.get(date.slug, 0) // DATES
        return f"dates/index{f'-{page + 1}' if page else ''}.html#d{date.slug}"

    @cached_property
    def _date_numbers(self) -> dict[str, int]:
        return {dated.date.slug: number for number, dated in enumerate(self.dates)}

    @cached_property
    def undated(self) -> tuple[Unlinked, ...]:
        """The `date`s of the texts that carry no value one could read."""
        loose: dict[str, list[Mention]] = defaultdict(list)
        for mention in self.mentions:
            if mention.element == "date" and not mention.date and not mention.is_credit:
                loose[normal_form(mention.text)].append(mention)
        return tuple(
            Unlinked(forms(found)[0][0], tuple(found)) for _, found in sorted(loose.items())
        )

    @cached_property
    def relations(self) -> dict[str, tuple[Relation, ...]]:
        """The relations of each entry, by its key."""
        found: dict[str, list[Relation]] = defaultdict(list)
        for analysis in self.analyses:
            for relation in map(self._joining, analysis.relations):
                for key in relation.members:
                    found[key].append(relation)
        return {key: tuple(items) for key, items in found.items()}

    def _joining(self, relation: Relation) -> Relation:
        """Return a relation with the keys of the entries that it means."""
        active, passive, mutual = (
            tuple(map(self.meant, keys))
            for keys in (relation.active, relation.passive, relation.mutual)
        )
        return relation._replace(active=active, passive=passive, mutual=mutual)

    @cached_property
    def parts(self) -> dict[str, tuple[Entity, ...]]:
        """The entries nested in each entry, by its key."""
        found: dict[str, list[Entity]] = defaultdict(list)
        for entity in self.entities.values():
            if entity.part_of:
                found[entity.part_of].append(entity)
        return {key: tuple(sorted_by_name(items, self.language)) for key, items in found.items()}

    @cached_property
    def citations(self) -> dict[str, Citation]:
        """The works cited as sources, by key."""
        return {
            analysis.key_of(id): item
            for analysis in self.analyses
            for id, item in analysis.citations.items()
        }

    @cached_property
    def letters(self) -> tuple[Letter, ...]:
        """The letters, in the order of their sending, those without a date last."""
        found = [letter for analysis in self.analyses for letter in analysis.letters]
        return tuple(sorted(found, key=_sending))

    @cached_property
    def _told(self) -> dict[tuple[str, str], tuple[Letter, Action]]:
        """The letter, and what was done with it, of each mention in its description, by document and fragment id."""
        return {
            (letter.document, anchor): (letter, action)
            for letter in self.letters
            for action in letter.actions
            for anchor in action.anchors
        }

    def correspondence(self, mention: Mention) -> tuple[Letter, Action] | None:
        """Return the letter that a mention helps to describe and what was done with it then; None for any other mention."""
        if mention.within != "header":
            return None
        return self._told.get((mention.document, mention.anchor))

    @cached_property
    def mentions_in(self) -> dict[str, tuple[Mention, ...]]:
        """The mentions of each document, by its id."""
        found: dict[str, list[Mention]] = {id: [] for id in self.by_id}
        for mention in self.mentions:
            found[mention.document].append(mention)
        return {id: tuple(items) for id, items in found.items()}

    @cached_property
    def comments(self) -> tuple[Comment, ...]:
        """The editors' notes on passages, in order."""
        return tuple(comment for analysis in self.analyses for comment in analysis.comments)

    @cached_property
    def comment_labels(self) -> dict[str, str]:
        """The heading of each editors' note, by its key."""
        return {
            self.by_id[comment.document].key_of(comment.id): comment.label
            for comment in self.comments
        }

    @cached_property
    def comments_on(self) -> dict[str, tuple[Comment, ...]]:
        """The editors' notes on each passage, by its key."""
        found: dict[str, list[Comment]] = defaultdict(list)
        for comment in self.comments:
            for key in comment.keys:
                found[key].append(comment)
        return {key: tuple(items) for key, items in found.items()}

    @cached_property
    def alignments(self) -> tuple[Alignment, ...]:
        """The sets of texts that stand side by side."""
        return tuple(self._alignments())

    @cached_property
    def alignments_of(self) -> dict[str, tuple[Alignment, ...]]:
        """The alignments of which each document, or a text within it, is a column, by its id."""
        found: dict[str, dict[str, Alignment]] = defaultdict(dict)
        for alignment in self.alignments:
            for id in alignment.documents:
                found[self.host(id).id][alignment.id] = alignment
        return {id: tuple(items.values()) for id, items in found.items()}

    @cached_property
    def accounts(self) -> tuple[tuple[str, ...], ...]:
        """The sets of documents that stand side by side, as their ids; without texts within one."""
        sets = (alignment.documents for alignment in self.alignments)
        return tuple(dict.fromkeys(one for one in sets if self.sides.keys().isdisjoint(one)))

    @cached_property
    def counterparts(self) -> dict[str, tuple[str, ...]]:
        """The passages that answer each passage, by key."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for alignment in self.alignments:
            for passages in alignment.passages:
                for key in passages:
                    found[key].update(dict.fromkeys(alignment.counterparts(key)))
        return {key: tuple(items) for key, items in found.items() if items}

    def _alignments(self) -> Iterable[Alignment]:
        names = Distinct(folded=True)
        for members, found in self._joined():
            keys = frozenset(self._passage(key) for item in found for key in item.keys)
            columns = [(id, self._column(id, keys)) for id in members]
            cut = {key for _, passages in columns for key in passages}
            title = " · ".join([self.long_title(members[0]), *map(self.short_title, members[1:])])
            alignment = align("-".join(members)[:80], title, columns, [
                replace(item, keys=tuple(dict.fromkeys(self._cut(key, cut) for key in item.keys))) for item in found
            ])  # fmt: skip
            if alignment.correspondences:
                yield replace(alignment, id=names.name(alignment.id))

    @cached_property
    def sides(self) -> dict[str, tuple[Analysis, Strand]]:
        """The texts within texts that may be columns, by the id that they have as such, each with its document."""
        return {
            f"{analysis.id}~{strand.name}": (analysis, strand)
            for analysis in self.analyses
            for strand in analysis.strands
        }

    def host(self, column: str) -> Analysis:
        """Return the document that a column of an alignment is, or is a part of."""
        return self.sides[column][0] if column in self.sides else self.by_id[column]

    @cached_property
    def places(self) -> dict[str, tuple[tuple[Alignment, str], ...]]:
        """The alignments in which each passage stands, by its key, each with the id of its column."""
        found: dict[str, list[tuple[Alignment, str]]] = defaultdict(list)
        for alignment in self.alignments:
            for id, passages in zip(alignment.documents, alignment.passages, strict=True):
                for key in passages:
                    found[key].append((alignment, id))
        return {key: tuple(places) for key, places in found.items()}

    def _columns_of(self, keys: Iterable[str]) -> set[str]:
        """Return the ids of the documents that some keys are of; of the texts within it, if it is but one."""
        found = [(key, one) for key in keys if (one := self.holder(key)) is not None]
        ids = {one.id for _, one in found}
        if len(ids) > 1:
            return ids
        within = {
            f"{one.id}~{strand.name}"
            for key, one in found
            for strand in one.strands
            if key.partition("#")[2] in strand.ids
        }
        return within if len(within) > 1 else ids

    def _joined(self) -> Iterable[tuple[list[str], list[Correspondence]]]:
        """Yield the columns that correspondences join, with these: each set of columns once."""
        aligned = (self.holder(key) for a in self.analyses for key in a.aligned)
        ordered = [one for one in aligned if one is not None]
        ids_in_order = [one.id for one in (*ordered, *self.analyses)] + list(self.sides)
        order = {id: number for number, id in enumerate(dict.fromkeys(ids_in_order))}
        groups: dict[tuple[str, ...], list[Correspondence]] = defaultdict(list)
        for analysis in self.analyses:
            for item in analysis.correspondences:
                ids = self._columns_of(item.keys)
                groups[tuple(sorted(ids, key=order.__getitem__))].append(item)
        ordered_groups = list(groups)
        groups_of: dict[str, list[int]] = defaultdict(list)
        for number, named in enumerate(ordered_groups):
            for id in named:
                groups_of[id].append(number)
        for named, found in groups.items():
            members = [id for id in named if self.host(id).has_text]
            near = sorted({number for id in named for number in groups_of[id]})
            others = [ordered_groups[number] for number in near]
            if len(members) > 1 and not any(set(named) < set(other) for other in others):
                inner = [
                    item for other in others if set(other) <= set(named) for item in groups[other]
                ]
                yield members, inner if len(inner) > len(found) else found

    def _column(self, id: str, keys: frozenset[str]) -> Sequence[str]:
        analysis = self.host(id)
        segments: Sequence[Segment] = analysis.segments
        if id in self.sides:
            inside = self.sides[id][1].ids
            segments = [one for one in segments if one.id in inside]
        wanted = {key.rpartition("#")[2] for key in keys if _file(key) == analysis.key}
        return [analysis.key_of(id) for id in column(segments, wanted)]

    def _passage(self, key: str) -> str:
        """Return the key of the passage that something in a text is or stands in."""
        analysis = self.holder(key)
        around = (
            analysis.around.get(key.rpartition("#")[2])
            if analysis and key not in self.segments
            else None
        )
        return analysis.key_of(around) if analysis and around else key

    def _cut(self, key: str, cut: Collection[str]) -> str:
        """Return the key of the passage, among those that texts are cut into, that something is or stands in."""
        key = wanted = self._passage(key)
        while wanted not in cut:
            segment = self.segments.get(wanted)
            if segment is None or not segment.inside:
                return key
            wanted = self.by_id[segment.document].key_of(segment.inside)
        return wanted

    # Where things are shown: addresses from the site's root.

    def text_href(self, analysis: Analysis, fragment: str = "") -> str:
        """Return the address of a text's page; of a long text, that of the page where a fragment id stands."""
        return f"texts/{analysis.id}/{analysis.homes.get(fragment, 'index')}.html"

    def href(self, key: str) -> str | None:
        """Return the address of what a key means, from the site's root; None for what is not shown.

        A key is the file of a document, or that with `#` and an id; web addresses are returned as they are.
        """
        key = self.meant(key)
        if key in self.entries:
            return f"{self.entities[key].kind.value}/{self.slugs[key]}.html"
        if is_web(key):
            return escaped(key)
        analysis = self.holder(key)
        if analysis is None:
            return None
        fragment = key.partition("#")[2]
        if not fragment or analysis.marks.get(fragment) == "document":
            return self.text_href(analysis) if analysis.has_text else f"about.html#{analysis.id}"
        if key in self._comment_pages:
            return self._comment_pages[key]
        where = analysis.marks.get(fragment)
        if where == "text" and analysis.has_text:
            return f"{self.text_href(analysis, fragment)}#{fragment}"
        renamed = self.about_ids[analysis.id].get(fragment, fragment)
        return f"about.html#{renamed}" if where == "header" else None

    @cached_property
    def about_ids(self) -> dict[str, dict[str, str]]:
        """By document, the fragment ids of its header that are others on the page that shows all headers: no id stands twice."""
        names = Distinct(self.by_id)
        found: dict[str, dict[str, str]] = {}
        for analysis in self.analyses:
            ids = [id for id, where in analysis.marks.items() if where == "header"]
            chosen = {id: names.name(id) for id in ids}
            found[analysis.id] = {id: name for id, name in chosen.items() if name != id}
        return found

    def mention_href(self, mention: Mention) -> str:
        """Return the address of a mention, from the site's root: the naming itself, or what it stands in."""
        if mention.about:
            return self.href(mention.about) or f"about.html#{mention.document}"
        if mention.within == "text" and self.by_id[mention.document].has_text:
            return (
                f"{self.text_href(self.by_id[mention.document], mention.anchor)}#{mention.anchor}"
            )
        if told := self.correspondence(mention):
            return self.letter_href(told[0])
        held = self.href(mention.holder) if mention.holder else None
        return held or f"about.html#{mention.document}"

    def letter_href(self, letter: Letter) -> str:
        """Return the address of a letter, from the site's root: its text, or, without one, the header that describes it."""
        analysis = self.by_id[letter.document]
        return self.text_href(analysis) if analysis.has_text else f"about.html#{analysis.id}"

    def name_of(self, key: str) -> str:
        """Return how a key is called in running words."""
        if key in self.entities:
            return self.entities[key].name
        if key in self.segments:
            segment = self.segments[key]
            return f"{self.short_title(segment.document)} {segment.n or segment.id}"
        if key in self.citations:
            return self.citations[key].text
        analysis = self.holder(key)
        return analysis.header.title if analysis else self.outward(key)

    def outward(self, key: str) -> str:
        """Return a key as it is written for others, who have no such machine: a file by its path in the project, a `@key`
        as it is encoded.
        """
        if word := word_of_key(key):
            return word[1]
        file, mark, id = key.partition("#")
        if not Path(file).is_absolute():
            return key
        if known := self.by_key.get(file):
            return f"{self.source_of(known)}{mark}{id}"
        inside = Path(file).is_relative_to(self.folder)
        name = Path(file).relative_to(self.folder).as_posix() if inside else Path(file).name
        return f"{printable(name)}{mark}{id}"

    def short_title(self, document: str) -> str:
        """Return the name of a document, or of a text within one, for the head of a column."""
        if document in self.sides:
            return self.sides[document][1].title
        header = self.by_id[document].header
        return header.short_title or header.title

    def long_title(self, document: str) -> str:
        """Return the name of a document; of a text within one, with that of the document."""
        title = self.short_title(document)
        return (
            f"{self.short_title(self.host(document).id)}: {title}"
            if document in self.sides
            else title
        )

    def comments_href(self) -> str:
        """Return the address of the page that gathers the editors' notes."""
        return "notes.html"

    @cached_property
    def _comment_pages(self) -> dict[str, str]:
        return {
            key: f"{self.comments_href()}#{key.partition('#')[2]}" for key in self.comment_labels
        }


#: Words that stand for a key that somebody did not know yet, or does not know.
_PLACEHOLDER = re.compile(
    r"#?(?:x{2,}|y{3,}|z{3,}|to-?do|tbd|tba|fixme|dummy|placeholder|unknown|unbekannt|inconnue?|ignotus|n\.? ?n\.?|"
    r"null|none|nil|undefined|n/?a|id|\?+|-+|_+|\.+|0+|)",
    re.IGNORECASE,
)


def is_placeholder(word: str) -> bool:
    """Tell whether a key says nothing: empty, or `XXX`, `TODO`, `unknown` and the like."""
    return _PLACEHOLDER.fullmatch(word.strip()) is not None


#: Schemes and prefixes that name things and are none of the web; another prefix is one that no file explains.
_REGISTRIES = frozenset({"urn", "ark", "doi", "hdl", "info", "tag", "isbn", *AUTHORITIES})


def word_of(key: str) -> str:
    """Return the word or number by which a key names its thing: an `@key`, an id, the end of an address."""
    if word := word_of_key(key):
        return word[1]
    return re.split(r"[/#:]", key.rstrip("/"))[-1]


def _names(mention: Mention) -> bool:
    """Tell whether a mention names by words of its own, and is not an annotation that may mean anything."""
    return mention.element not in ("annotation", "span")


def _sending(letter: Letter) -> tuple[bool, tuple[int, int], str]:
    date = letter.sent.date
    return (date is None, date.sort_key if date else (0, 0), letter.id)


def _file(key: str) -> str:
    return key.partition("#")[0]
