"""Names told apart: no two alike, the first as it is wanted, and thousands of one name in no time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from edition.distinct import Distinct, plain

_WORDS = st.lists(st.sampled_from(["a", "A", "a-2", "A-2", "a-2-2", "a-3", "b"]), max_size=12)


@given(_WORDS, _WORDS, st.booleans(), st.sampled_from(["", ".xml"]))
def test_no_two_are_alike(taken: list[str], wanted: list[str], folded: bool, ending: str) -> None:
    names = Distinct(taken, folded=folded)
    given = [names.name(word, ending) for word in wanted]
    alike = [name.lower() if folded else name for name in given]
    before = {word.lower() if folded else word for word in taken}
    assert len(set(alike)) == len(alike)
    assert before.isdisjoint(alike)
    for word, name in zip(wanted, given, strict=True):
        assert name.startswith(word)
        assert name.endswith(ending)
    if wanted and not taken:
        assert given[0] == wanted[0] + ending


def test_numbers_stand_before_the_ending() -> None:
    names = Distinct(["tei/A.xml"], folded=True)
    assert names.name("tei/a", ".xml") == "tei/a-2.xml"
    assert Distinct(["a"], mark=".").name("a") == "a.2"


def test_a_hundred_thousand_of_one_name() -> None:
    """Were each to begin its search anew, this would take an hour."""
    names = Distinct()
    given = [names.name("unknown") for _ in range(100_000)]
    assert given[-1] == "unknown-100000"
    assert len(set(given)) == len(given)


def test_a_name_is_made_fit_for_an_address() -> None:
    assert plain("Niš / Naissus", "x") == "Niš-Naissus"
    assert plain("../.a_b.c-", "x") == "a_b.c"
    assert plain("a b c", "x", 3) == "a-b"
    assert plain("…", "x") == plain("", "x", 3) == "x"
