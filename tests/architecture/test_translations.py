"""English is complete: every Indonesian sentence of the code has one, with the same things filled in."""

from application.translation_commands import Fault, find_faults, placeholders, sentences_of


def test_every_sentence_has_its_english():
    assert [str(fault) for fault in find_faults()] == []


def test_a_sentence_of_a_page_and_one_of_the_code_are_both_found():
    found = sentences_of("application")
    assert ("Cara kerja Etalase",) in found
    assert ("Beranda",) in found


def test_placeholders_are_known_by_their_names():
    assert placeholders(("%(count)s dari %(total)d",)) == {"count", "total"}
    assert str(Fault("no English", "Ada", "core/text.py:1")) == "no English: 'Ada' (core/text.py:1)"
