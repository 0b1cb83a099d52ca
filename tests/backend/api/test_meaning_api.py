"""Sentence embeddings on the server: made beside everything else, kept in step, and one score with the words."""

import json
import threading
from collections import OrderedDict
from pathlib import Path

import numpy
import pytest
from playhouse.test_utils import count_queries

from manicule.models import RelatedVector, database
from manicule.services import bookmarks, doctor, ledger
from manicule.services.embeddings import (
    embedder,
    embedder_process,
    embedding,
    embedding_later,
    frames,
    nearest,
    row_meanings,
    vectors,
)
from manicule.services.related_papers import catching_up, postings, ranking

pytestmark = pytest.mark.skipif(not embedding.available(), reason="manicule[semantic] is not installed")

VECTORS = json.loads((Path(__file__).resolve().parents[2] / "vectors" / "terms.json").read_text(encoding="utf-8"))
GALAXIES = {
    "title": "Counting dwarf galaxies around the Milky Way",
    "abstract": "A census of faint stellar systems in a deep survey of the sky.",
}
COMPANIONS = {"title": "An inventory of dim satellite galaxies of our Galaxy"}  # the same in words that are too few


@pytest.fixture
def shelf(save, library, clock):
    """A paper of galaxies, and others about anything else."""
    saved = save(**GALAXIES)
    for subject in ("graph colouring", "soil erosion", "medieval trade", "tensor compilers", "bird song"):
        save(title=f"A survey of {subject}", abstract=f"Everything that is known of {subject}, and what is not.")
    make(library, clock)
    return saved


@pytest.fixture(autouse=True)
def _forgetful(monkeypatch) -> None:
    """No row is remembered from another test."""
    monkeypatch.setattr(row_meanings, "_known", OrderedDict())
    monkeypatch.setattr(row_meanings, "_waiting", OrderedDict())
    monkeypatch.setattr(row_meanings, "_none", threading.Event())


@pytest.fixture
def texts(monkeypatch) -> list[str]:
    """Every text that is embedded from here on."""
    seen: list[str] = []
    embed = embedder.ours.embed
    monkeypatch.setattr(embedder.ours, "embed", lambda several: [seen.extend(several), embed(several)][1])
    return seen


class Inside(embedder.Embedder):
    """Answers in this process, so that a test can touch what it holds."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = embedder_process.Desk()

    def ask(self, said: dict, numbers: bytes = b"") -> frames.Frame:
        return embedder_process.answer(self.desk, frames.Frame(json.loads(json.dumps(said)), numbers))

    @property
    def shelf(self) -> nearest.Shelf:
        [shelf] = self.desk.shelves.of.values()
        return shelf


@pytest.fixture
def inside(monkeypatch) -> Inside:
    """What answers in place of the process."""
    monkeypatch.setattr(embedder, "ours", Inside())
    return embedder.ours


def make(library, clock) -> None:
    catching_up.catch_up(library)
    embedding_later.catch_up(library, clock)


def rows(me, *sent, limit=3) -> list[list[dict]]:
    answer = me.post("related", {"rows": list(sent), "limit": limit})
    assert answer.status_code == 200, answer.json
    return answer.json["rows"]


def made_of(library) -> dict[int, bytes]:
    found = RelatedVector.select(RelatedVector.doc, RelatedVector.made_of).where(RelatedVector.library == library)
    return {doc: bytes(digest) for doc, digest in found.tuples()}


def test_a_row_finds_the_bookmark_that_means_the_same_in_other_words(me, shelf):
    [[found], silent] = rows(me, COMPANIONS, {"title": "Tax law of small islands", "abstract": "Duties on imports."})
    assert found["key"] == shelf["key"]
    assert silent == []


def test_the_answer_is_that_of_the_reference_ranker(me, save, library, clock):
    keys = {}
    for paper in VECTORS["papers"]:
        told = {name: paper[name] for name in ("title", "abstract", "tags", "note") if paper.get(name)}
        keys[save(**told)["key"]] = paper["id"]
    postings.clear()  # what grew paper by paper has norms that are a little old
    catching_up.relating.later(library, catching_up.relating.EVERYTHING)
    make(library, clock)
    asked = [
        {"id": str(n), "title": row["title"], "abstract": row["abstract"]} for n, row in enumerate(VECTORS["rows"])
    ]
    expected: dict[str, dict[str, float]] = {row["id"]: {} for row in asked}
    for query, paper, score in ranking.fused(VECTORS["papers"], asked, 10):
        expected[query][paper] = score
    answers = rows(me, *({name: row[name] for name in ("title", "abstract")} for row in asked), limit=10)
    told = [{keys[one["key"]]: one["score"] for one in found} for found in answers]
    assert any(len(found) for found in told)
    for found, right in zip(told, expected.values(), strict=True):
        assert found == pytest.approx({paper: right[paper] for paper in found}, abs=1e-3)
        assert all(score < 0.151 for paper, score in right.items() if paper not in found)


def test_a_listing_waits_for_eight_embeddings_and_hears_of_the_others_when_it_asks_again(me, shelf, texts):
    sent = [{"title": f"{COMPANIONS['title']} {n}"} for n in range(40)]
    by_words = me.post("related", {"rows": sent}).json
    assert (len(texts), by_words["waiting"]) == (8, 32)
    assert [len(found) for found in by_words["rows"]] == [1] * 8 + [0] * 32
    assert [row_meanings.step(), row_meanings.step(), row_meanings.step()] == [16, 16, 0]
    again = me.post("related", {"rows": sent}).json
    assert (len(texts), again["waiting"]) == (40, 0)
    assert [len(found) for found in again["rows"]] == [1] * 40


def test_a_server_that_is_to_make_none_answers_rows_by_their_words_alone(me, shelf, texts):
    row_meanings.make_none()
    sent = [{"title": f"{COMPANIONS['title']} {n}"} for n in range(20)]
    answer = me.post("related", {"rows": sent}).json
    assert (texts, answer["waiting"], answer["rows"]) == ([], 0, [[]] * 20)


def test_a_row_that_is_saved_relates_by_its_stored_meaning(me, save, shelf, library, clock, texts):
    other = save(**COMPANIONS)
    make(library, clock)
    texts.clear()
    [[found]] = rows(me, {**COMPANIONS, "key": other["key"]})
    assert (found["key"], texts) == (shelf["key"], [])


def test_in_a_script_that_the_model_cannot_read_papers_relate_by_their_words(me, save, library, clock, texts):
    pairs = [(one, other) for one, other in VECTORS["strangers"] if not embedding.readable(one["abstract"])]
    keys = [save(**one)["key"] for one, _ in pairs]
    make(library, clock)
    assert rows(me, *(other for _, other in pairs)) == [[] for _ in pairs]
    assert [found[0]["key"] for found in rows(me, *(one for one, _ in pairs))] == keys
    assert (texts, made_of(library), len(pairs)) == ([], {}, 5)


def test_of_many_rows_those_asked_for_last_are_remembered(monkeypatch, texts):
    monkeypatch.setattr(row_meanings, "REMEMBERED", 2)
    monkeypatch.setattr(row_meanings, "WAITING", 1)
    row_meanings.make(["one", "two"])
    row_meanings.of(["one"])
    row_meanings.make(["three"])
    texts.clear()
    assert row_meanings.of(["one", "three"])[1] == 0
    assert texts == []
    row_meanings.of(["two"])
    assert texts == ["two"]
    assert row_meanings.of([f"more {n}" for n in range(12)])[1] == 4
    assert [row_meanings.step(), row_meanings.step()] == [1, 0]


def test_a_bookmark_relates_by_its_stored_meaning(me, save, shelf, library, clock, texts):
    other = save(**COMPANIONS)
    make(library, clock)
    texts.clear()
    found = me.get(f"bookmarks/{other['key']}/related").json["items"]
    assert found[0]["key"] == shelf["key"]
    assert texts == []


def test_a_paper_whose_vector_is_not_made_yet_relates_by_its_words(me, save, shelf):
    key = save(title="Dim satellite galaxies: an inventory", abstract="Satellite galaxies, dim ones.")["key"]
    assert {one["key"] for one in rows(me, COMPANIONS)[0]} == {key, shelf["key"]}


def test_without_the_extra_all_answers_are_by_words(me, shelf, library, monkeypatch, runner):
    row = {"title": "Dwarf galaxies around the Milky Way", "abstract": GALAXIES["abstract"]}
    both = rows(me, row)[0][0]["score"]
    monkeypatch.setattr(embedding, "find_spec", lambda name: None)
    assert rows(me, COMPANIONS) == [[]]
    [[words]] = rows(me, row)
    assert (words["key"], words["score"] == both) == (shelf["key"], False)
    assert me.get(f"bookmarks/{shelf['key']}/related").status_code == 200
    stopped = runner("embed")
    assert (stopped.exit_code, "manicule[semantic]" in stopped.output) == (1, True)
    assert "manicule[semantic]" in embedding_later.said(library)


def test_only_a_new_title_or_abstract_is_embedded_anew(me, save, shelf, library, clock, texts):
    path = f"bookmarks/{shelf['key']}"
    me.patch(path, {"tags": ["sky"], "note": "Faint.", "status": "read"})
    make(library, clock)
    assert texts == []
    me.patch(path, {"title": "Dwarf galaxies"})
    make(library, clock)
    assert texts == [f"Dwarf galaxies\n{GALAXIES['abstract']}"]
    make(library, clock)
    assert len(texts) == 1


def test_a_vector_goes_with_its_bookmark_and_comes_back_with_it(me, shelf, library, clock):
    before, path = made_of(library), f"bookmarks/{shelf['key']}"
    me.patch(path, {"status": "dismissed"})
    assert len(made_of(library)) == len(before) - 1
    make(library, clock)
    assert rows(me, COMPANIONS) == [[]]
    me.patch(path, {"status": "read"})
    make(library, clock)
    assert made_of(library) == before
    me.delete(path)
    assert len(made_of(library)) == len(before) - 1
    assert rows(me, COMPANIONS) == [[]]


def test_work_goes_on_where_it_stopped_and_nobody_does_it_twice(me, save, library, clock, texts, monkeypatch):
    monkeypatch.setattr(embedding_later, "STEP", 4)
    for n in range(10):
        save(title=f"Paper {n}")
    assert embedding_later.step(library, "one", clock) == 4
    assert embedding_later.step(library, "two", clock) is None
    assert embedding_later.waiting(library) == 6
    clock.go_on(embedding_later.TAKEN / 1000 + 1)
    assert embedding_later.step(library, "two", clock) == 4
    assert embedding_later.step(library, "one", clock) is None
    assert embedding_later.step(library, "two", clock) == 2
    assert embedding_later.step(library, "one", clock) == 0
    assert sorted(texts) == [f"Paper {n}" for n in range(10)]


def test_what_somebody_else_has_taken_over_meanwhile_is_not_kept(save, library, clock, monkeypatch):
    save(title="Paper")
    embed = embedder.ours.embed

    def slow(several: list[str]) -> list[bytes]:
        clock.go_on(embedding_later.TAKEN / 1000 + 1)
        monkeypatch.setattr(embedder.ours, "embed", embed)
        assert embedding_later.step(library, "two", clock) == 1
        return embed(several)

    monkeypatch.setattr(embedder.ours, "embed", slow)
    assert embedding_later.step(library, "one", clock) is None
    assert len(made_of(library)) == 1


def test_who_waits_for_another_process_hears_when_all_are_made(save, library, clock):
    save(title="Paper")
    taken = embedding_later._take(library, "other", clock)
    waited, told = [], []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        assert embedding_later.step(library, taken.owner, clock) == 1

    embedding_later.catch_up(library, clock, told.append, wait)
    assert (len(waited), told[-1]) == (1, 1)


def test_an_edit_while_its_vector_is_made_is_not_lost(me, shelf, library, clock, monkeypatch):
    path, embed = f"bookmarks/{shelf['key']}", embedder.ours.embed
    me.patch(path, {"title": "First"})

    def slow(several: list[str]) -> list[bytes]:
        monkeypatch.setattr(embedder.ours, "embed", embed)
        me.patch(path, {"title": "Second"})
        return embed(several)

    monkeypatch.setattr(embedder.ours, "embed", slow)
    make(library, clock)
    [doc] = bookmarks.ledger.docs(library, [shelf["id"]]).values()
    assert made_of(library)[doc] == embedding.digest(f"Second\n{GALAXIES['abstract']}")


def test_vectors_of_another_model_are_made_anew(me, shelf, library, clock, monkeypatch, texts):
    monkeypatch.setattr(embedding, "NAME", "another-model")
    assert rows(me, COMPANIONS) == [[]]
    make(library, clock)
    assert len(texts) == 6
    assert rows(me, COMPANIONS)[0][0]["key"] == shelf["key"]


def test_vectors_are_read_once_and_then_only_new_ones(me, save, shelf, library, clock, monkeypatch):
    rows(me, COMPANIONS)
    read, since = [], vectors.since
    monkeypatch.setattr(vectors, "since", lambda *asked: [read.append(found := list(since(*asked))), found][1])
    rows(me, COMPANIONS)
    assert read == []
    key = save(title="Dim satellite galaxies")["key"]
    make(library, clock)
    assert key in {one["key"] for one in rows(me, COMPANIONS)[0]}
    assert [sum(map(len, found)) <= 2 for found in read] == [True]


def test_many_vectors_are_read_part_by_part_each_once(save, shelf, library, monkeypatch):
    whole = dict(one for some in vectors.since(library, 0) for one in some)
    assert len(whole) == 6
    RelatedVector.update(rev=7).where(RelatedVector.library == library).execute()
    monkeypatch.setattr(vectors, "TOGETHER", 2)
    monkeypatch.setattr(vectors, "SINCE", vectors.since_statement())
    parts = [[doc for doc, _ in some] for some in vectors.since(library, 0)]
    assert [len(some) for some in parts] == [2, 2, 2]
    assert sorted(doc for some in parts for doc in some) == sorted(whole)


def test_a_library_that_was_put_back_is_read_anew(inside, me, shelf, library, monkeypatch):
    rows(me, COMPANIONS)
    made = vectors.made(library)
    monkeypatch.setattr(vectors, "history", lambda library, rev: "other bits")
    inside.shelf.numbers[:] = 0
    assert rows(me, COMPANIONS)[0][0]["key"] == shelf["key"]
    monkeypatch.undo()
    monkeypatch.setattr(embedder, "ours", inside)
    inside.shelf.numbers[:] = 0
    vectors.keep_made(library, made._replace(rev=made.rev - 1))
    assert rows(me, COMPANIONS)[0][0]["key"] == shelf["key"]


def test_a_memory_that_says_something_else_than_the_database_never_makes_a_score(inside, me, shelf, library):
    [[before]] = rows(me, COMPANIONS)
    inside.shelf.numbers[:] = 0.05
    [[after]] = rows(me, COMPANIONS)
    assert after == before


def test_a_bookmark_that_lost_its_vector_since_is_not_looked_for_again(inside, me, shelf, library):
    rows(me, COMPANIONS)
    [doc] = ledger.docs(library, [shelf["id"]]).values()
    vectors.drop(library, [doc])
    assert rows(me, COMPANIONS) == [[]]
    assert not inside.shelf.numbers[inside.shelf.places[doc]].any()


def test_where_the_process_ended_rows_relate_by_their_words_until_it_runs_again(me, shelf, library, clock, monkeypatch):
    ours = embedder.Embedder(clock=lambda: clock() / 1000)
    monkeypatch.setattr(embedder, "ours", ours)
    words = {"title": "Dwarf galaxies around the Milky Way", "abstract": GALAXIES["abstract"]}
    [[both]] = rows(me, words)
    assert (len(rows(me, COMPANIONS)[0]), me.get("health").json["embeddings"]) == (1, "ok")
    ours.process.kill()
    told = me.post("related", {"rows": [COMPANIONS, words, {"title": "Bird song at dawn"}]}).json
    assert (told["rows"][0], told["rows"][1][0]["score"] == both["score"], told["waiting"]) == ([], False, 1)
    assert me.get("health").json["embeddings"] == "trouble"
    assert "was killed" in embedding_later.said(library)
    assert embedding_later._all("me", clock, threading.Event()) is None
    assert row_meanings.step() == 0
    clock.go_on(embedder.PAUSE + 1)
    assert row_meanings.step() == 1
    assert (len(rows(me, COMPANIONS)[0]), rows(me, words)) == (1, [[both]])
    assert me.get("health").json["embeddings"] == "ok"
    ours.end()


def test_the_nearest_are_the_greatest_products():
    chance = numpy.random.default_rng(5)
    for size in (1, 63, 64, 65, 1_000, 9_000):
        row = numpy.full(-(-size // 64) * 64, -2, numpy.float32)
        row[:size] = chance.normal(size=size) / 10
        assert nearest.greatest(row, 40).tolist() == numpy.argsort(-row[:size], kind="stable")[:40].tolist()


def test_a_listing_costs_the_same_number_of_queries_at_any_size(me, save, shelf, library, clock):
    def cost(count: int) -> int:
        with count_queries() as counted:
            rows(me, *[{**COMPANIONS, "key": f"arxiv:2401.{n:05}"} for n in range(count)])
        return counted.count

    cost(1)
    few = cost(2)
    for n in range(30):
        save(**{**GALAXIES, "title": f"{GALAXIES['title']} {n}"})
    make(library, clock)
    cost(1)
    assert cost(50) == few <= 20


def test_how_far_it_is_can_be_read_everywhere(me, save, runner, library, clock):
    save(title="Paper")
    assert "0 of 1 papers have theirs" in doctor.meaning().said
    database.close()
    done = runner("embed")
    assert (done.exit_code, "1 papers" in done.output) == (0, True)
    assert json.loads(runner("embed", "--json").output) == {"looked_at": 0, "papers": 1}
    assert doctor.meaning().said.startswith("All 1")


STRANGE = [
    {"title": ""},
    {"title": "A new method"},
    {"title": "大规模语言模型的长上下文记忆"},
    {"title": "ذاكرة عصبية للنماذج اللغوية الطويلة"},
    {"title": r"$\mathcal{O}(n^2)$ bounds for G\"odel's \emph{theorem}"},
    {"title": "long", "abstract": "memory transformer " * 6_000},
    {"title": "\x00 \x1f"},
]


def test_strange_texts_get_a_vector_or_none_and_no_error(me, save, shelf, library, clock):
    assert [len(found) <= 3 for found in rows(me, *STRANGE)] == [True] * len(STRANGE)
    for row in STRANGE:
        save(**{**row, "abstract": row.get("abstract", "")[:20_000]})
    make(library, clock)
    assert embedding_later.waiting(library) == 0
    assert [len(found) <= 3 for found in rows(me, *STRANGE)] == [True] * len(STRANGE)
