import pytest

from corpus.repair import Repairer, blank_furniture


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("one \ntwo\n\n \n\nthree  four", "one two three four"),
        ("was non- \ncertified on", "was non-certified on"),
        ("a four-\nweek trial", "a four-week trial"),
        ("from 11-11-\n\n2015 on", "from 11-11-2015 on"),
        ("on 10/10/\n2016 he", "on 10/10/2016 he"),
        ("the hand/ \nwrist brace", "the hand/ wrist brace"),
        ("pre- \nand postoperative", "pre- and postoperative"),
        (
            "a documen-\ntation of pain and documentation of function",
            "a documentation of pain and documentation of function",
        ),
        ("a non-\nunion, not a union", "a non-union, not a union"),
        ("anti-\nepilepsy drugs, antiepilepsy drugs", "anti-epilepsy drugs, antiepilepsy drugs"),
        ("Percocet 7.5/ \n325mg", "Percocet 7.5/325mg"),
        ("pain -\nworse at night", "pain - worse at night"),
        ("Oxycodone 7.5-\n325mg", "Oxycodone 7.5-325mg"),
        ("across\fpages", "across pages"),
        ("seen on 09-\f07-2021", "seen on 09-07-2021"),
    ],
)
def test_printed_text_is_read(printed: str, read: str) -> None:
    passage = Repairer(printed).passage(0, len(printed))
    assert passage
    assert passage.text == read


def test_a_passage_spans_what_it_reads() -> None:
    text = "Label:  \n a hard\nline \n\n next"
    passage = Repairer(text).passage(6, text.index("next"))
    assert passage is not None
    assert (passage.text, text[passage.start : passage.end]) == ("a hard line", "a hard\nline")


def test_blank_space_is_no_passage() -> None:
    assert Repairer("a \n\f ").passage(1, 5) is None


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("one\n1\n\ftwo\n2\n\fthree", "one two three"),
        ("1\none\f2\ntwo", "one two"),
        ("one\n- 1 -\n\ftwo", "one two"),
        ("one\n\fPage 2 of 2\ntwo", "one two"),
        ("one\nPage 1 of 2\ftwo", "one two"),
        ("one\nPage 1 of 2\n\ftwo\nPage 2 of 2\n", "one two"),
        ("one\nFinal Determination Letter for IMR Case Number CM14-0000001 3\ntwo", "one two"),
        # numbers that are no page numbers
        ("visits: \n12\n\fin six weeks", "visits: 12 in six weeks"),
        ("see page\n2\nof the guideline", "see page 2 of the guideline"),
        ("see Page 3 of the guideline", "see Page 3 of the guideline"),
    ],
)
def test_page_furniture_is_blanked_where_it_is(text: str, kept: str) -> None:
    blanked = blank_furniture(text)
    assert len(blanked) == len(text)
    assert " ".join(blanked.split()) == kept
