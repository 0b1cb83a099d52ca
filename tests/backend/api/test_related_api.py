"""What relates to what: a bookmark, a listing, tags, with reasons that are true, and silence where nothing does."""

import random

import pytest
from playhouse.test_utils import count_queries

from manicule.core.suggest import names
from manicule.models import RevTag, Tag, database
from manicule.services.related_papers import catching_up, postings, tag_names

MEMORY = {
    "title": "Neural memory modules for long context transformers",
    "abstract": "A transformer with a neural memory that learns to memorise at test time handles long context windows.",
}
ROW = {
    "title": "Test time memory for long context language models",
    "abstract": "Transformers forget. We let a neural memory module learn at test time, for very long context windows.",
}
PROTEIN = {
    "title": "Folding of membrane proteins in lipid bilayers",
    "abstract": "Molecular dynamics of membrane proteins in lipid bilayers, with a coarse grained force field.",
}


@pytest.fixture
def shelf(me, save, library):
    """A memory paper, a protein paper, and others about neither."""
    saved = [save(**MEMORY, tags=["memory"], note="Compare the neural memory with fast weights."), save(**PROTEIN)]
    for subject in ("graph colouring", "soil erosion", "medieval trade", "tensor compilers", "bird song"):
        save(title=f"A survey of {subject}", abstract=f"Everything that is known of {subject}, and what is not.")
    catching_up.catch_up(library)
    return saved


def rows(me, *sent, limit=3) -> list[list[dict]]:
    answer = me.post("related", {"rows": list(sent), "limit": limit})
    assert answer.status_code == 200, answer.json
    return answer.json["rows"]


def test_a_row_relates_to_the_bookmark_about_the_same_and_to_no_other(me, shelf):
    [[found], silent] = rows(me, ROW, {"title": "Tax law of small islands", "abstract": "Duties on imports."})
    assert (found["key"], found["title"]) == (shelf[0]["key"], MEMORY["title"])
    assert 0.18 < found["score"] <= 1
    assert silent == []


def test_every_reason_stands_in_both_texts(me, shelf):
    [[found]] = rows(me, ROW)
    ours, theirs = (f"{one['title']}\n{one['abstract']}".lower() for one in (ROW, MEMORY))
    assert found["why"]["words"]
    assert all(word.lower() in ours and word.lower() in theirs for word in found["why"]["words"])
    assert found["why"]["tags"] == ["memory"]
    assert found["why"]["note"] == "Compare the neural memory with fast weights."


def test_a_row_that_is_a_bookmark_does_not_relate_to_itself(me, shelf):
    own = {**MEMORY, "key": shelf[0]["key"]}
    assert shelf[0]["key"] not in {one["key"] for one in rows(me, own)[0]}
    assert rows(me, MEMORY)[0][0]["key"] == shelf[0]["key"]


def test_a_listing_is_answered_as_its_rows_one_by_one(me, shelf):
    many = [ROW, PROTEIN, {"title": "Bird song in cities"}] * 40
    together = rows(me, *many)
    assert len(together) == 120
    assert together[:3] == [rows(me, one)[0] for one in many[:3]]
    assert together[117:] == together[:3]


def test_a_bookmark_lists_what_it_relates_to_with_authors_and_links(me, save, shelf, library):
    shared = {"authors": ["Vaswani, Ashish"], "links": [{"url": "https://github.com/a/b", "kind": "code"}]}
    one = save(title="Attention for proteins", abstract=PROTEIN["abstract"], **shared)
    two = save(title="Looms and weavers", abstract="Cloth in the north.", authors=["Ashish Vaswani"],
               links=[{"url": "http://www.github.com/A/b/tree/main?tab=readme-ov-file", "kind": "code"}])  # fmt: skip
    found = {item["key"]: item for item in me.get(f"bookmarks/{one['key']}/related").json["items"]}
    assert next(iter(found)) == shelf[1]["key"]
    assert found[two["key"]]["why"]["authors"] == ["Vaswani, Ashish"]
    assert found[two["key"]]["why"]["links"] == ["https://github.com/a/b"]
    assert one["key"] not in found


def test_a_bookmark_that_links_to_the_paper_of_another_relates_to_it_both_ways(me, save, shelf):
    one = save(title="Looms", abstract="Cloth.")
    two = save(title="Ploughs", abstract="Fields.", links=[{"url": f"https://arxiv.org/abs/{one['key'][6:]}v2"}])
    for here, there in ((one, two), (two, one)):
        items = me.get(f"bookmarks/{here['key']}/related").json["items"]
        assert [item["key"] for item in items] == [there["key"]]


def test_a_link_with_a_title_between_two_bookmarks_is_told_on_both(me, save):
    one = save(title="Looms")
    two = save(title="Ploughs", links=[{"url": f"https://arxiv.org/abs/{one['key'][6:]}v2", "title": "extends"}])

    def told(key: str) -> list[tuple[str, str, str]]:
        found = me.get(f"bookmarks/{key}/related").json["relations"]
        return [(other["direction"], other["relation"], other["key"]) for other in found]

    assert told(two["key"]) == [("to", "extends", one["key"])]
    assert told(one["key"]) == [("from", "extends", two["key"])]
    me.patch(f"bookmarks/{two['key']}", {"links": []})
    assert told(one["key"]) == told(two["key"]) == []


def test_the_number_of_related_bookmarks_can_be_limited(me, shelf, save):
    for n in range(5):
        save(title=f"{MEMORY['title']} {n}", abstract=MEMORY["abstract"])
    assert len(me.get(f"bookmarks/{shelf[0]['key']}/related?limit=2").json["items"]) == 2
    assert me.get(f"bookmarks/{shelf[0]['key']}/related?limit=0").status_code == 400
    assert me.get("bookmarks/arxiv:1001.00001/related").json["type"] == "bookmark-unknown"


def test_dismissed_and_deleted_bookmarks_relate_to_nothing_until_they_are_back(me, shelf):
    path = f"bookmarks/{shelf[0]['key']}"
    me.patch(path, {"status": "dismissed"})
    assert rows(me, ROW) == [[]]
    me.patch(path, {"status": "read"})
    assert rows(me, ROW)[0][0]["key"] == shelf[0]["key"]
    me.delete(path)
    assert rows(me, ROW) == [[]]


def test_an_edit_is_heard_at_once(me, save, shelf):
    key = save(title="Untitled", abstract="Nothing yet.")["key"]
    me.patch(f"bookmarks/{key}", {"note": "Clockwork escapements of turret clocks", "title": "Turret clocks"})
    row = {"title": "Escapements of turret clocks", "abstract": "Clockwork in towers: escapements of turret clocks."}
    assert [one["key"] for one in rows(me, row)[0]] == [key]
    me.patch(f"bookmarks/{key}", {"note": "", "title": "Untitled"})
    assert rows(me, row) == [[]]


def test_a_new_name_of_a_tag_counts_once_the_index_has_caught_up(me, save, shelf, library):
    key = save(title="Untitled", abstract="Nothing yet.", tags=["horology", "turret clocks"])["key"]
    with count_queries() as one:
        me.patch("tags/horology", {"name": "escapement"})
    for n in range(8):
        save(title=f"Item {n}", tags=["escapement"])
    with count_queries() as many:
        me.patch("tags/escapement", {"name": "clockwork"})
    assert many.count == one.count
    catching_up.catch_up(library)
    row = {"title": "Clockwork of turret clocks", "abstract": "Clockwork."}
    assert rows(me, row)[0][0]["key"] == key
    me.delete("tags/turret clocks")
    catching_up.catch_up(library)
    assert key not in {one["key"] for one in rows(me, row)[0] if "turret" in one["why"]["words"]}


STRANGE = [
    {"title": "", "abstract": ""},
    {"title": "Attention"},
    {"title": "A new method"},
    {"title": "大规模语言模型的长上下文记忆", "abstract": "我们提出一种用于长上下文的记忆模块。"},
    {"title": "ذاكرة عصبية للنماذج اللغوية الطويلة", "abstract": "نقترح وحدة ذاكرة"},
    {
        "title": r"$\mathcal{O}(n^2)$ bounds for G\"odel's \emph{theorem}",
        "abstract": r"\begin{align} x_{i} \end{align}",
    },
    {"title": "long", "abstract": "memory transformer " * 6_000},
    {"title": "\x00 \x1f @author:x", "abstract": "@link:y\x1f"},
    {"title": "What this is about, and how it was used", "abstract": "We present a new method. It is shown to work."},
    {"title": "\u202eMemory\u202c \u200fof\u200e \u2067kings\u2069", "abstract": "\ufeff\u200b\u0300" * 500},
    {"title": "memory" * 300, "abstract": "x" * 90_000},
]


@pytest.mark.parametrize("row", STRANGE, ids=range(len(STRANGE)))
def test_strange_rows_give_no_error_and_no_nonsense(me, save, shelf, row):
    [found] = rows(me, row)
    assert {one["key"] for one in found} <= {shelf[0]["key"]}
    assert me.post("tags/suggest", {"title": row["title"], "abstract": row.get("abstract", "")}).status_code == 200
    key = save(title=row["title"], abstract=row.get("abstract", "")[:20_000])["key"]
    assert me.get(f"bookmarks/{key}/related").status_code == 200


def test_an_empty_library_and_one_of_one_bookmark_answer(me, save):
    assert rows(me, ROW) == [[]]
    assert rows(me) == []
    assert me.post("tags/suggest", ROW).json == {"tags": []}
    key = save(**MEMORY)["key"]
    assert me.get(f"bookmarks/{key}/related").json == {"items": [], "relations": []}
    assert rows(me, ROW)[0][0]["key"] == key


def test_papers_of_one_title_relate_each_and_so_does_a_row_of_that_title_under_another_id(me, save):
    keys = {save(**MEMORY)["key"] for _ in range(2)}
    [found] = rows(me, {**MEMORY, "key": "arxiv:2999.00001"})
    assert {one["key"] for one in found} == keys
    assert min(one["score"] for one in found) > 0.9
    for key in keys:
        assert [one["key"] for one in me.get(f"bookmarks/{key}/related").json["items"]] == [*(keys - {key})]


def test_scripts_without_spaces_relate_too(me, save):
    key = save(title="语言模型的长上下文记忆模块", abstract="我们研究语言模型的长上下文记忆。")["key"]
    save(title="التجارة في القرون الوسطى", abstract="طرق القوافل والأسواق")
    [[found]] = rows(me, {"title": "长上下文语言模型与记忆模块", "abstract": "语言模型需要长上下文记忆模块。"})
    assert found["key"] == key


def test_tags_suggest_themselves_from_neighbours_and_from_the_text(me, shelf, save):
    save(title="Other", tags=["long context"])
    save(title="Bread", tags=["baking"])
    found = me.post("tags/suggest", {**ROW, "keywords": ["language models", "absent"]}).json["tags"]
    assert found[0]["name"] == "memory"
    assert {one["name"]: one["mine"] for one in found} == {
        "memory": True,
        "long context": True,
        "language models": False,
    }


def suggested(me, title: str) -> set[str]:
    return {one["name"] for one in me.post("tags/suggest", {"title": title, "limit": 20}).json["tags"]}


def test_a_tag_is_suggested_as_it_is_called_now_and_not_once_it_is_gone(me, save, library):
    save(title="Other", tags=["Graph_Theory", "graph-theory", "lattices"])
    title = "Graph theory of lattices, or grids"
    assert suggested(me, title) == {"Graph_Theory", "graph-theory", "lattices"}
    me.patch("tags/lattices", {"name": "grids"})
    assert suggested(me, title) == {"Graph_Theory", "graph-theory", "grids"}
    me.post("tags/graph-theory/merge", {"into": "grids"})
    me.delete("tags/Graph_Theory")
    assert suggested(me, title) == {"grids"}
    save(title="Again", tags=["Graph_Theory"])
    assert suggested(me, title) == {"Graph_Theory", "grids"}
    backed = dict(Tag.select(Tag.id, Tag.rev).where(Tag.library == library).tuples())
    RevTag.update(tag="another history").where(RevTag.rev == max(backed.values())).execute()
    Tag.update(name="pottery").where(Tag.folded == "grids").execute()
    assert suggested(me, "On pottery") == {"pottery"}, "a library that was put back is read anew"


def test_of_fifty_thousand_tags_only_those_that_changed_are_read_again(me, save, library, monkeypatch):
    save(title="Seed", tags=["seed"])
    columns = "library_id, rev, alive, name_rev, name_at, name_by, used_rev"
    database.execute_sql(
        "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 50000) "
        f"INSERT INTO tag ({columns}, id, name, folded) SELECT {columns}, 'tag_' || n, 'Gadget_' || n, 'gadget_' || n "
        "FROM counted, tag WHERE name = 'seed'"
    )
    assert suggested(me, "On gadget 49999 and gadget 7") == {"Gadget_49999", "Gadget_7"}
    folded: list[str] = []
    monkeypatch.setattr(tag_names, "names", lambda given: folded.extend(given) or names(given))
    assert suggested(me, "On gadget 49999 and gadget 7") == {"Gadget_49999", "Gadget_7"}
    save(title="Other", tags=["lantern"])
    assert suggested(me, "A lantern for gadget 5") == {"lantern", "Gadget_5"}
    assert folded == ["lantern"]


def test_too_much_is_refused_with_a_sentence(me):
    assert me.post("related", {"rows": [{"title": "x"}] * 401}).json["detail"].startswith("rows:")
    assert me.post("related", {"rows": [{"title": "x", "more": 1}]}).status_code == 400
    assert me.post("tags/suggest", {"abstract": "x"}).status_code == 400


def test_a_listing_costs_the_same_number_of_queries_at_any_size(me, save, shelf, library):
    def cost(count: int) -> int:
        with count_queries() as counted:
            rows(me, *[{**ROW, "key": f"arxiv:2401.{n:05}"} for n in range(count)])
        return counted.count

    cost(1)
    few = cost(2)
    for n in range(30):
        save(title=f"{MEMORY['title']} {n}", abstract=MEMORY["abstract"], tags=["t"])
    assert cost(50) == few <= 14


def test_saving_writes_to_its_own_terms_alone_whatever_the_size(me, save, shelf):
    def cost() -> int:
        with count_queries() as counted:
            save(title="Neural memory of long context", abstract=MEMORY["abstract"])
        return counted.count

    cost()
    few = cost()
    for _ in range(20):
        save(**MEMORY)
    assert cost() <= few


def test_an_edit_that_changes_no_word_does_not_touch_the_index(me, save, library):
    path = f"bookmarks/{save(tags=['rl'], **MEMORY)['key']}"
    assert "related_term" in " ".join(told(lambda: me.patch(path, {"note": "transformers"})))
    for edit in ({"status": "reading"}, {"rating": 4}, {"starred": True}, {"venue": "NeurIPS"}, {"tags": ["RL"]}):
        assert not [sql for sql in told(lambda edit=edit: me.patch(path, edit)) if "related" in sql], edit


def told(act) -> list[str]:
    """What the database is told while it is done."""
    execute, heard = database.obj.execute_sql, []
    database.obj.execute_sql = lambda sql, params=None: heard.append(sql) or execute(sql, params)
    act()
    database.obj.execute_sql = execute
    return heard


def test_the_index_after_many_edits_is_the_one_made_anew(me, save, library, monkeypatch):
    monkeypatch.setattr(postings, "PART", 4)
    monkeypatch.setattr(postings, "_FULL", 4 * postings.SIZE)
    chance, words = random.Random(7), ["red", "green", "blue", "grey", "pink", "black", "white", "brown"]
    keys = [save(title=" ".join(chance.sample(words, 3)), tags=[chance.choice(words)])["key"] for _ in range(30)]
    for _ in range(60):
        path = f"bookmarks/{chance.choice(keys)}"
        title, word = " ".join(chance.sample(words, 4)), chance.choice(words)
        status = chance.choice(["dismissed", "read"])
        me.patch(path, chance.choice([{"title": title}, {"note": word}, {"status": status}, {"tags": [word]}]))
    me.delete(f"bookmarks/{keys[3]}")
    kept = stored(library)
    postings.clear()
    catching_up.relating.later(library, "")
    catching_up.catch_up(library)
    assert kept == stored(library)


def stored(library) -> dict[str, set[int]]:
    """Which papers hold each term, by the postings; that they are as many as is said."""
    from manicule.core.postings import postings as unpacked
    from manicule.models import RelatedTerm

    names = [term for (term,) in RelatedTerm.select(RelatedTerm.term).where(RelatedTerm.library == library).tuples()]
    held, aside = postings.terms(library, names), postings.parts(library, names)
    found = {}
    for term, known in held.items():
        docs = [doc for _, part in aside.get(term, []) for doc in unpacked(part)[0]]
        docs += unpacked(known.entries)[0]
        assert len(docs) == len(set(docs)) == known.df, term
        found[term] = set(docs)
    return found
