"""Vocabulary: which behaviour each element of TEI P5 has, by name.

The words are those of the TEI Processing Model (Guidelines, chapter 23.5.4) where it has one. An element that stands
in none of these tables is `inline`: its words flow on, and its name is there to style it by.
"""

from __future__ import annotations

#: Divisions and what holds them.
SECTION = frozenset(
    """text group body front back floatingText div div1 div2 div3 div4 div5 div6 div7 prologue epilogue performance
    teiCorpus TEI""".split()
)

#: Elements that make a block of their own.
BLOCK = frozenset(
    """address addrLine annotationBlock argument bibl biblFull biblStruct byline camera caption castGroup castItem castList
    closer figDesc item cit dateline dictScrap docAuthor docDate docEdition docImprint docTitle eTree eg egXML entry entryFree
    epigraph event facsimile figure forest graph hom imprimatur incident l lg line linkGrp list listAnnotation listApp
    listBibl listChange listEvent listForest listNym listObject listOrg listPerson listPlace listRef listRelation
    listTranspose listWit monogr msContents msDesc msFrag msIdentifier msItem msItemStruct msPart noteGrp nym object opener
    org person personGrp persona physDesc place postscript quote salute sense series set signed sound sourceDoc sp spGrp
    speaker stage standOff superEntry surface surfaceGrp table tech timeline titlePage titlePart trailer tree u view
    witness writing zone additional adminInfo history accMat layoutDesc handDesc bindingDesc objectDesc supportDesc
    recordHist decoDesc typeDesc scriptDesc sealDesc musicNotation msName altIdentifier analytic join joinGrp
    alt altGrp fs fLib fvLib fsdDecl fsDecl interpGrp spanGrp taxonomy category charDecl char glyph schemaSpec specGrp
    elementSpec classSpec macroSpec moduleSpec dataSpec constraintSpec content attList attDef valList valItem exemplum
    remarks paramList paramSpec outputRendition model modelGrp modelSequence specList specDesc xenoData""".split()
)

#: Blocks that are phrases when they stand inside a paragraph, a line or a note.
EITHER = frozenset(
    """address addrLine bibl biblStruct biblFull camera caption event incident linkGrp monogr analytic series msDesc msIdentifier
    signed salute dateline sound speaker stage tech trailer view witness writing person place org object set
    docAuthor docDate titlePart byline specList specDesc join alt fs msName altIdentifier eg listRef join cit quote
    noteGrp u figDesc item list""".split()
)

#: Elements inside which such a block is a phrase.
PHRASE_PARENTS = frozenset(
    "p ab l seg s note head hi item q said cell emph ref persName bibl title desc figDesc".split()
)

#: Words that stand out, and the HTML element for each.
HIGHLIGHTED = {
    "hi": "i",
    "emph": "em",
    "foreign": "i",
    "mentioned": "i",
    "term": "i",
    "distinct": "i",
    "soCalled": "span",
    "gloss": "span",
    "code": "code",
    "gi": "code",
    "att": "code",
    "val": "code",
    "tag": "code",
    "ident": "code",
    "del": "del",
    "add": "ins",
}

#: Statements of a description, as the header and a manuscript's: the words that head each.
SECTIONS = {
    "titleStmt": "Title and responsibility",
    "editionStmt": "Edition",
    "extent": "Extent",
    "publicationStmt": "Publication",
    "seriesStmt": "Series",
    "notesStmt": "Notes",
    "sourceDesc": "Source",
    "projectDesc": "The project",
    "samplingDecl": "Sampling",
    "editorialDecl": "Editorial decisions",
    "tagsDecl": "Markup",
    "refsDecl": "References",
    "classDecl": "Classification",
    "variantEncoding": "Apparatus",
    "correspDesc": "Correspondence",
    "calendarDesc": "Calendars",
    "langUsage": "Languages",
    "textClass": "Subject",
    "particDesc": "Participants",
    "settingDesc": "Settings",
    "textDesc": "The text",
    "abstract": "Abstract",
    "creation": "Creation",
    "revisionDesc": "What changed",
    "appInfo": "Software",
    "geoDecl": "Coordinates",
    "unitDecl": "Units",
    "metDecl": "Metre",
    "stdVals": "Standard values",
    "styleDefDecl": "Styles",
    "transcriptionDesc": "Transcription",
    "charDecl": "Characters",
    "fsdDecl": "Features",
    "listPrefixDef": "Prefixes",
    "handNotes": "Hands",
    "schemaSpec": "Schema",
    "recordingStmt": "Recordings",
    "scriptStmt": "Scripts",
    "constraintDecl": "Constraints",
    "msIdentifier": "Where it is kept",
    "msContents": "Contents",
    "physDesc": "Physical description",
    "history": "History",
    "additional": "Further information",
    "msPart": "Part",
    "msFrag": "Fragment",
}

#: Smaller statements, each a line with its label.
STATEMENTS = {
    "author": "Author",
    "editor": "Editor",
    "respStmt": "Responsibility",
    "sponsor": "Sponsor",
    "funder": "Funder",
    "principal": "Principal",
    "meeting": "Meeting",
    "publisher": "Publisher",
    "distributor": "Distributor",
    "authority": "Authority",
    "pubPlace": "Place",
    "availability": "Availability",
    "idno": "Identifier",
    "edition": "Edition",
    "correction": "Corrections",
    "normalization": "Normalisation",
    "quotation": "Quotation marks",
    "hyphenation": "Hyphenation",
    "segmentation": "Segmentation",
    "interpretation": "Interpretation",
    "punctuation": "Punctuation",
    "language": "Language",
    "calendar": "Calendar",
    "change": "Change",
    "licence": "Licence",
    "rendition": "Rendition",
    "namespace": "Namespace",
    "tagUsage": "Element",
    "prefixDef": "Prefix",
    "cRefPattern": "Reference pattern",
    "citeStructure": "Citation structure",
    "refState": "Reference",
    "application": "Software",
    "category": "Category",
    "keywords": "Keywords",
    "classCode": "Class",
    "catRef": "Category",
    "handNote": "Hand",
    "scriptNote": "Script",
    "correspAction": "Action",
    "correspContext": "Context",
    "setting": "Setting",
    "channel": "Channel",
    "constitution": "Constitution",
    "derivation": "Derivation",
    "domain": "Domain",
    "factuality": "Factuality",
    "interaction": "Interaction",
    "preparedness": "Preparedness",
    "purpose": "Purpose",
    "unitDef": "Unit",
    "metSym": "Symbol",
    "broadcast": "Broadcast",
    "equipment": "Equipment",
    "recording": "Recording",
    "country": "Country",
    "region": "Region",
    "settlement": "Settlement",
    "institution": "Institution",
    "repository": "Repository",
    "collection": "Collection",
    "altIdentifier": "Also known as",
    "msName": "Name",
    "summary": "Summary",
    "textLang": "Language",
    "msItem": "Item",
    "msItemStruct": "Item",
    "locus": "Leaves",
    "incipit": "Incipit",
    "explicit": "Explicit",
    "rubric": "Rubric",
    "finalRubric": "Final rubric",
    "colophon": "Colophon",
    "filiation": "Filiation",
    "objectDesc": "Object",
    "supportDesc": "Support",
    "support": "Material",
    "foliation": "Foliation",
    "collation": "Collation",
    "condition": "Condition",
    "layoutDesc": "Layout",
    "layout": "Layout",
    "handDesc": "Hands",
    "scriptDesc": "Scripts",
    "typeDesc": "Types",
    "typeNote": "Type",
    "decoDesc": "Decoration",
    "decoNote": "Decoration",
    "additions": "Additions",
    "bindingDesc": "Binding",
    "binding": "Binding",
    "sealDesc": "Seals",
    "seal": "Seal",
    "accMat": "Accompanying material",
    "musicNotation": "Music",
    "origin": "Origin",
    "provenance": "Provenance",
    "acquisition": "Acquisition",
    "adminInfo": "Administration",
    "recordHist": "Record",
    "source": "Source of the record",
    "custodialHist": "Custody",
    "custEvent": "Custody",
    "surrogates": "Surrogates",
}

#: Elements of the header in whose place a paragraph's behaviour does.
PLAIN = frozenset(
    "p ab bibl biblStruct biblFull list listBibl title note head desc msDesc table quote q lg figure noteGrp".split()
)
