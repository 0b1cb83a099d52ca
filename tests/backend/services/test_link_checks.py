"""Whether links still answer: what is asked, how often, by whom, and what is said of a link that died."""

from collections.abc import Callable, Iterator

import httpx
import pytest

from manicule.models import Bookmark, LinkCheck, RevTag
from manicule.services import bookmarks, link_checks, link_looks, sites
from manicule.services.fetch import Fetcher, Pace

PUBLIC, DAY = "93.184.215.14", 86_400
LINK, OTHER = "https://lab.example/project", "https://alive.example/"
ARCHIVE = "https://web.archive.org/"  # of keys.json


class Body(httpx.SyncByteStream):
    def __init__(self, content: bytes) -> None:
        self.content = content

    def __iter__(self) -> Iterator[bytes]:
        yield self.content


class Web:
    """The network: what each address answers, and what was asked. A link that nobody describes answers well."""

    def __init__(self) -> None:
        self.answers: dict[str, int | bytes | None] = {}  # a status, a body, or None for silence
        self.asked: list[tuple[str, str]] = []
        self.offline = False
        self.now = 0.0
        pace = Pace(lambda: self.now, self.sleep)
        self.fetch = Fetcher(lambda address: True, self.resolve, httpx.MockTransport(self.handle), pace)

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def resolve(self, host: str) -> list[str]:
        return ["127.0.0.1"] if host in ("home.example", "127.0.0.1") else [PUBLIC]

    def handle(self, request: httpx.Request) -> httpx.Response:
        url = str(request.url.copy_with(host=request.headers["host"]))
        self.asked.append((request.method, url))
        answer = None if self.offline else self.answers.get(url, 200)
        if answer is None:
            raise httpx.ConnectTimeout("silence")
        return httpx.Response(200, stream=Body(answer)) if isinstance(answer, bytes) else httpx.Response(answer)


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def look(library, clock, web) -> Callable[..., list[tuple[str, str]]]:
    """`look(days=7)` is what is asked when so much time has passed."""

    def at(days: float = 0, process: str = "one") -> list[tuple[str, str]]:
        clock.go_on(days * DAY)
        web.asked.clear()
        if link_checks.lead(process, clock()):
            link_checks.keep_up(library, clock())
            while link_checks.look_round(library, web.fetch, process, clock) == link_checks.ROUND:
                pass
        return list(web.asked)

    return at


def dead(save_or_view: dict, library, url: str = LINK) -> dict | None:
    """What the library says of a link now."""
    links = bookmarks.get(library, save_or_view["key"])["links"]
    return next(link for link in links if link["url"] == url).get("dead")


def test_a_link_is_asked_for_without_its_body_and_again_ever_more_seldom(save, look):
    save(links=[{"url": LINK}])
    assert look() == [("HEAD", LINK)]
    assert look(days=6.9) == []
    assert [len(look(days=days)) for days in (0.2, 13.9, 0.2, 27.9, 0.2)] == [1, 0, 1, 0, 1]


def test_links_of_papers_that_changed_in_one_revision_are_all_noted(save, look, library, monkeypatch):
    monkeypatch.setattr(link_checks, "STEP", 1)
    save(links=[{"url": LINK}])
    save(links=[{"url": OTHER}])
    Bookmark.update(rev=2).where(Bookmark.library == library).execute()  # as two that were united
    assert sorted(look()) == [("HEAD", OTHER), ("HEAD", LINK)]


def test_only_links_of_a_bookmark_of_its_own_are_asked_for_not_those_made_of_its_ids(save, look):
    save(title="Titans")
    assert look() == []


def test_a_link_that_is_not_found_twice_is_marked_with_the_day_and_an_archive(save, look, web, library):
    saved = save(links=[{"url": LINK}])
    web.answers[LINK] = 404
    assert look() == [("HEAD", LINK), ("GET", LINK)]
    assert dead(saved, library) is None
    look(days=1)
    archive = f"https://web.archive.org/web/20260921/{LINK}"
    assert dead(saved, library) == {"why": "gone", "since": "2026-09-21", "archive": archive}


def test_a_link_that_answers_again_loses_its_mark(save, look, web, library):
    saved = save(links=[{"url": LINK}])
    web.answers[LINK] = 410
    look(), look(days=1)
    assert dead(saved, library)
    del web.answers[LINK]
    look(days=7)
    assert dead(saved, library) is None


def test_a_site_that_does_not_know_head_or_wants_a_sign_in_answers(save, look, web, library):
    for status in (401, 403, 405, 451, 999):
        saved = save(links=[{"url": f"{LINK}/{status}"}])
        web.answers[f"{LINK}/{status}"] = status
        look(), look(days=1)
        assert dead(saved, library, f"{LINK}/{status}") is None


def test_silence_counts_after_a_week_also_of_the_only_link_there_is(save, look, web, library):
    saved = save(links=[{"url": LINK}])
    web.answers[LINK] = None
    assert look() == [("HEAD", LINK), ("GET", LINK), ("HEAD", ARCHIVE)]
    for _ in range(6):
        look(days=1)
        assert dead(saved, library) is None
    look(days=4)
    assert dead(saved, library)["why"] == "silent"


def test_while_this_machine_is_offline_no_silence_counts(save, look, web, library):
    saved = [save(links=[{"url": url}]) for url in (LINK, OTHER)]
    look()
    web.offline = True
    for _ in range(40):
        look(days=1)
    assert [dead(one, library, url) for one, url in zip(saved, (LINK, OTHER), strict=True)] == [None, None]
    web.offline = False
    web.answers[LINK] = None
    look(days=1)
    assert dead(saved[0], library) is None, "the days without a network are not among those of its silence"


def test_where_the_archive_is_out_of_reach_a_link_that_answered_shows_that_the_network_is_there(
    save, look, web, library
):
    saved = save(links=[{"url": LINK}])
    save(links=[{"url": OTHER}])
    look()
    web.answers |= {LINK: None, ARCHIVE: None}
    for _ in range(20):
        look(days=1)
    assert dead(saved, library)["why"] == "silent"


def test_a_site_that_answers_with_errors_of_its_own_is_no_sign_of_a_lost_network(save, look, web, library):
    saved = save(links=[{"url": LINK}])
    web.answers[LINK] = 502
    assert ("HEAD", ARCHIVE) not in look()
    for _ in range(12):
        look(days=1)
    assert dead(saved, library)["why"] == "silent"


def test_nothing_else_is_asked_while_links_answer(save, look):
    save(links=[{"url": LINK}])
    assert {url for days in range(60) for _, url in look(days=days)} == {LINK}


def test_an_empty_repository_is_marked_as_one_and_a_full_one_is_not(save, look, web, library):
    saved = save(links=[{"url": "https://github.com/a/b/tree/main"}, {"url": "https://github.com/a/c"}])
    refs = "https://github.com/a/{}.git/info/refs?service=git-upload-pack"
    zero = b"0" * 40
    web.answers[refs.format("b")] = b"001e# service=git-upload-pack\n00000099" + zero + b" capabilities^{}\0x"
    web.answers[refs.format("c")] = b"001e# service=git-upload-pack\n00000099" + b"a" * 40 + b" HEAD\0x"
    assert ("GET", refs.format("b")) in look()
    look(days=1)
    assert dead(saved, library, "https://github.com/a/b/tree/main")["why"] == "empty"
    assert dead(saved, library, "https://github.com/a/c") is None


def test_forms_of_one_address_are_asked_for_once_and_marked_together(save, look, web, library):
    one = save(links=[{"url": "https://github.com/a/b"}])
    two = save(links=[{"url": "http://www.github.com/A/b.git"}])
    for url in ("https://github.com/a/b", "http://www.github.com/A/b.git"):
        web.answers[url] = 404
    assert len({url for _, url in look()}) == 1
    look(days=1)
    assert dead(one, library, "https://github.com/a/b")
    assert dead(two, library, "http://www.github.com/A/b.git")


def test_a_dead_link_that_somebody_adds_is_looked_at_at_once(save, look, web, library):
    save(links=[{"url": LINK}])
    web.answers[LINK] = 404
    look(), look(days=1)
    later = save(links=[{"url": LINK}])
    assert look() != []
    assert dead(later, library)["why"] == "gone"


def test_private_addresses_and_odd_ports_are_never_asked(save, look):
    save(links=[{"url": "https://home.example/"}, {"url": "https://lab.example:8443/"}, {"url": "http://127.0.0.1/"}])
    assert look() == []
    assert look(days=60) == []


def test_a_link_that_was_removed_is_not_asked_for_any_more(save, look, me, library):
    saved = save(links=[{"url": LINK}])
    me.patch(f"bookmarks/{saved['key']}", {"links": []})
    assert look() == []
    assert not LinkCheck.select().where(LinkCheck.library == library).exists()


def test_of_several_processes_one_checks_and_another_when_it_has_gone(save, look):
    save(links=[{"url": LINK}])
    save(links=[{"url": OTHER}])
    assert len(look(process="one")) == 2
    assert look(days=0.0001, process="two") == []
    assert len(look(days=8, process="two")) == 2


def test_a_link_is_taken_once_even_where_two_believe_to_lead(save, library, clock, web):
    save(links=[{"url": LINK}])
    link_checks.keep_up(library, clock())
    row = LinkCheck.get(LinkCheck.library == library)
    assert [link_checks.take(row, clock()), link_checks.take(row, clock())] == [True, False]


def test_a_site_is_asked_once_a_second(save, look, web):
    save(links=[{"url": f"{LINK}/{number}"} for number in range(5)])
    look()
    assert web.now == 4


def test_a_mark_is_no_edit_of_mine(save, look, web, library, me):
    saved = save(links=[{"url": LINK}], note="mine")
    web.answers[LINK] = 404
    look(), look(days=1)
    now = me.get(f"bookmarks/{saved['key']}").json
    assert now["rev"] > saved["rev"]
    assert now["updated_at"] == saved["updated_at"]
    assert me.get(f"bookmarks/{saved['key']}/history").json["items"] == []
    row = Bookmark.get(Bookmark.library == library, Bookmark.id == saved["id"])
    assert [(link["rev"], link["dead"]["why"]) for link in row.links.values()] == [(saved["rev"], "gone")]
    assert RevTag.select().where(RevTag.library == library, RevTag.rev == now["rev"]).exists()
    assert me.get("sync/digest").json["head"] == now["rev"]


def test_a_look_that_changes_nothing_raises_no_revision(save, look, library, me):
    saved = save(links=[{"url": LINK}])
    for _ in range(5):
        look(days=30)
    assert me.get("sync/digest").json["head"] == saved["rev"]


def test_a_new_title_keeps_the_mark_and_a_new_address_does_not(save, look, web, library, me):
    saved = save(links=[{"url": LINK, "title": "one"}])
    web.answers[LINK] = 404
    look(), look(days=1)
    me.patch(f"bookmarks/{saved['key']}", {"links": [{"url": LINK, "title": "two"}]})
    assert dead(saved, library)["why"] == "gone"
    me.patch(f"bookmarks/{saved['key']}", {"links": [{"url": OTHER}]})
    assert dead(saved, library, OTHER) is None


def test_what_is_busy_says_nothing(web):
    for status in (429, 503):
        web.answers[LINK] = status
        assert link_looks.look(web.fetch, LINK, sites.key_rules()) == "busy"
