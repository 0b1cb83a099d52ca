"""Sentence embeddings, where they are installed, and the sentence to act on where they are not."""

import pytest

from manicule.errors import SemanticMissing, SemanticOther
from manicule.services.embeddings import embedding

installed = pytest.mark.skipif(not embedding.available(), reason="manicule[semantic] is not installed")


def test_without_the_extra_a_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "find_spec", lambda name: None)
    assert not embedding.available()
    with pytest.raises(SemanticMissing, match=r"manicule\[semantic\]"):
        embedding.embed(["A title"])


def test_a_model_that_is_another_one_is_refused() -> None:
    with pytest.raises(SemanticOther):
        embedding._verified("manicule", "version.py", "0" * 64)
    with pytest.raises(SemanticOther):
        embedding._verified("no_such_package", "model.onnx", "0" * 64)


@installed
def test_texts_of_one_meaning_are_close_and_each_vector_has_length_one() -> None:
    told: list[int] = []
    texts = [
        "A memory that learns while it is used. It forgets what does not surprise.",
        "Star counts of dwarf galaxies",
        "Networks which remember surprising events at test time",
        "",
        "word " * 5000,
        "注意力机制 \ud800",
    ]
    vectors = embedding.embed(texts * 4, told.append)
    assert vectors.shape == (24, embedding.LENGTH)
    assert (vectors**2).sum(axis=1) == pytest.approx(1, abs=1e-4)
    assert vectors[0] @ vectors[2] > vectors[0] @ vectors[1] + 0.2
    assert vectors[0] == pytest.approx(vectors[6], abs=1e-4)
    assert told == [4, 8, 12, 16, 20, 24]


@installed
def test_a_stored_vector_takes_768_bytes_and_comes_back_nearly_the_same() -> None:
    vectors = embedding.embed(["One title", "Another title"])
    stored = [embedding.pack(vector) for vector in vectors]
    assert [len(one) for one in stored] == [768, 768]
    assert embedding.apart(b"".join(stored)) == stored
    assert embedding.unpack(b"".join(stored)) == pytest.approx(vectors, abs=1e-3)


@installed
def test_no_texts_are_no_error() -> None:
    assert embedding.embed([]).shape == (0, embedding.LENGTH)
    assert embedding.unpack(b"").shape == (0, embedding.LENGTH)


@installed
def test_of_two_papers_with_one_abstract_the_title_tells_and_a_title_alone_is_what_it_is() -> None:
    abstract = "We measure it on many data sets. The code is there for everybody."
    texts = [embedding.text_of(title, abstract) for title in ("Dwarf galaxies", "Bird song", "Dwarf  galaxies")]
    stars, birds, again = embedding.embed(texts)
    alone, plain = embedding.embed(["Dwarf galaxies", texts[0].replace("\n", ". ")])
    assert again == pytest.approx(stars, abs=1e-4)
    assert stars @ alone > plain @ alone > birds @ alone
    assert (stars**2).sum() == pytest.approx(1, abs=1e-4)
