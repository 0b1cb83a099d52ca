"""`manicule digest`: what is new in watched lists, ranked by the library. Only the network is fake."""

import json
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy

import httpx
import postbox
import pytest
from postbox import Postbox

from manicule.services import completing, mail, sites
from manicule.services.fetch import Fetcher, Pace

LIST = "https://arxiv.org/list/cs.LG/recent"
OTHER = "https://arxiv.org/list/cs.CL/recent"
LAMPS, FOG, CHESS = "arxiv:2601.00001", "arxiv:2601.00002", "arxiv:2601.00003"
PAPERS = {
    CHESS: ("Chess Openings for Beginners", "Which pawn to move first."),
    LAMPS: ("Test-time memory for lighthouse lamps", "Lamps learn to memorize fog at test time."),
    FOG: ("Fog & <b>mist</b> forecasting", "Barometers foretell fog."),
}
SAVED = "arxiv:2501.00663"


class Body(httpx.SyncByteStream):
    def __init__(self, text: str) -> None:
        self.text = text

    def __iter__(self) -> Iterator[bytes]:
        yield self.text.encode()


def page(*keys: str) -> str:
    """A list as arXiv serves it."""
    rows = "".join(
        f"<dt><a title='Abstract' href='/abs/{key[6:]}'>{key}</a></dt><dd><div class='meta'>"
        f"<div class='list-title'>{PAPERS[key][0].replace('&', '&amp;').replace('<', '&lt;')}</div>"
        f"<div class='list-authors'><a>Ada Okafor</a></div><p class='mathjax'>{PAPERS[key][1]}</p></div></dd>"
        for key in keys
    )
    return f"<!doctype html><div id='dlpage'><dl id='articles'>{rows}</dl></div>"


@pytest.fixture
def lists(monkeypatch) -> dict[str, str]:
    """What the sites answer by address; a list without one is gone."""
    answers: dict[str, str] = {}

    def answer(request: httpx.Request) -> httpx.Response:
        url = str(request.url.copy_with(host=request.headers["host"]))
        return httpx.Response(200, stream=Body(answers[url])) if url in answers else httpx.Response(503)

    pace = Pace(lambda: 0.0, lambda _: None)
    fetch = Fetcher(sites.host_is_known, lambda _: ["93.184.215.14"], httpx.MockTransport(answer), pace)
    monkeypatch.setattr(completing, "fetcher", lambda: fetch)
    return answers


@pytest.fixture
def watching(runner, lists, tmp_path) -> Callable:
    """A library with one paper about memory, which watches LIST: chess, lamps and fog."""
    lists[LIST] = page(CHESS, LAMPS, FOG)
    file = tmp_path / "mine.bib"
    file.write_text(
        "@article{a, title={Titans: memory at test time}, eprint={2501.00663}, archiveprefix={arXiv}, "
        "abstract={Lamps of a lighthouse that memorize at test time: a neural long-term memory.}}"
    )
    assert runner("import", str(file)).exit_code == 0
    assert runner("digest", "--watch", LIST).exit_code == 0
    return runner


@pytest.fixture
def post(monkeypatch, free_port) -> Iterator[Postbox]:
    """A mail server on this machine that the settings name."""
    with postbox.serving(free_port) as box:
        monkeypatch.setenv("MANICULE_SMTP_URL", f"smtp://127.0.0.1:{box.port}")
        monkeypatch.setenv("MANICULE_MAIL_FROM", "manicule@mail.example")
        monkeypatch.setenv("MANICULE_MAIL_TO", "ada@mail.example, ben@mail.example")
        yield box


def told(done) -> list[str]:
    """The keys of the papers that were told, in order."""
    assert done.exit_code == 0, done.output
    return [json.loads(line)["key"] for line in done.stdout.splitlines()]


def test_what_is_closest_to_the_library_comes_first_with_its_reasons(watching):
    first, *others = [json.loads(line) for line in watching("digest", "--json").stdout.splitlines()]
    assert (first["key"], first["lists"]) == (LAMPS, [LIST])
    assert [one["key"] for one in others] == [CHESS, FOG]
    (near,) = first["because"]
    assert (near["key"], near["title"]) == (SAVED, "Titans: memory at test time")
    assert near["score"] == first["score"] > 0.15
    assert near["why"]["words"]
    assert all((one["score"], one["because"]) == (0.0, []) for one in others)


def test_a_person_reads_title_address_and_because(watching):
    said = watching("digest", "--limit", "1")
    assert said.exit_code == 0
    assert said.stdout.startswith("Test-time memory for lighthouse lamps  ")
    assert "  https://arxiv.org/abs/2601.00001\n" in said.stdout
    assert "  because of *Titans: memory at test time*: " in said.stdout
    assert "2 more" in said.stderr


def test_what_was_told_is_no_news_but_can_be_asked_for(watching):
    assert told(watching("digest", "--limit", "1", "--json")) == [LAMPS]
    assert told(watching("digest", "--json")) == [CHESS, FOG]
    nothing = watching("digest")
    assert (nothing.exit_code, nothing.stdout, nothing.stderr) == (0, "", "Nothing new.\n")
    assert told(watching("digest", "--all", "--json")) == [LAMPS, CHESS, FOG]


def test_saved_and_dismissed_papers_are_left_out(watching):
    watching("add", LAMPS)
    watching("add", FOG, "--status", "dismissed")
    assert told(watching("digest", "--all", "--json")) == [CHESS]


def test_a_dismissed_paper_is_no_reason(watching):
    watching("add", SAVED, "--status", "dismissed")
    (first, *_) = [json.loads(line) for line in watching("digest", "--json").stdout.splitlines()]
    assert first["because"] == []


def test_a_paper_on_two_lists_is_told_once(watching, lists):
    lists[OTHER] = page(FOG, LAMPS)
    watching("digest", "--watch", OTHER)
    items = [json.loads(line) for line in watching("digest", "--json").stdout.splitlines()]
    both = [LIST, OTHER]
    assert [(one["key"], one["lists"]) for one in items] == [(LAMPS, both), (CHESS, [LIST]), (FOG, both)]


def test_a_list_that_cannot_be_read_is_named_with_the_reason_and_the_others_are_told(watching, lists):
    watching("digest", "--watch", OTHER)
    done = watching("digest", "--json")
    assert done.exit_code == 1
    assert done.stderr == f"Error: {OTHER}: arxiv.org answers with status 503.\n"
    assert len(done.stdout.splitlines()) == 3


def test_a_list_without_papers_is_a_failure_too(watching, lists):
    lists[LIST] = "<p>We are being rebuilt."
    done = watching("digest")
    assert done.exit_code == 1
    assert "no paper can be read" in done.stderr


def test_lists_are_kept_named_and_let_go(watching):
    again = watching("digest", "--watch", LIST + "#top")
    assert "already" in again.stderr
    assert again.stdout == f"{LIST}\n"
    assert json.loads(watching("digest", "--lists", "--json").stdout) == {"url": LIST, "site": "arXiv"}
    assert watching("digest", "--unwatch", LIST).stdout == ""
    none = watching("digest")
    assert (none.exit_code, none.stdout) == (0, "")
    assert "--watch URL" in none.stderr
    assert "is watched" in watching("digest", "--unwatch", LIST).stderr


def test_each_library_watches_its_own_lists(watching):
    assert watching("digest", "--lists", "--library", "ben").stdout == ""


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/list", "https://arxiv.org/abs/1706.03762", "http://127.0.0.1/list/cs.LG/recent", "", "cs.LG",
     "file:///etc/passwd", "javascript:alert(1)"],
)  # fmt: skip
def test_only_lists_of_known_sites_can_be_watched(runner, address):
    done = runner("digest", "--watch", address)
    assert done.exit_code == 1
    assert "No site rule reads a list" in done.stderr


def test_it_is_mailed_as_text_and_as_html_that_is_escaped(watching, post):
    sent = watching("digest", "--send")
    assert sent.stdout == "Sent 3 new papers to ada@mail.example, ben@mail.example\n", sent.output
    (raw,) = post.letters
    letter = message_from_bytes(raw, policy=policy.default)
    assert letter["Subject"] == "Manicule: 3 new papers, first Test-time memory for lighthouse lamps"
    assert letter["To"] == "ada@mail.example, ben@mail.example"
    text, html = (letter.get_body([kind]).get_content() for kind in ("plain", "html"))
    assert "because of *Titans: memory at test time*: " in text
    assert "Fog & <b>mist</b> forecasting" in text
    assert "Fog &amp; &lt;b&gt;mist&lt;/b&gt; forecasting" in html
    assert '<a href="https://arxiv.org/abs/2601.00001">' in html
    assert watching("digest", "--send", "--json").stdout == '{"sent": 0, "to": [], "failed": []}\n'
    assert len(post.letters) == 1


def test_a_list_that_fails_is_in_the_mail_too(watching, post, lists):
    del lists[LIST]
    done = watching("digest", "--send")
    assert done.exit_code == 1
    letter = message_from_bytes(post.letters[0], policy=policy.default)
    assert "arxiv.org answers with status 503" in letter.get_body(["plain"]).get_content()


def test_a_mail_that_is_not_taken_counts_as_not_told(watching, post):
    post.refuses = "550 nobody here"
    failed = watching("digest", "--send")
    assert failed.exit_code == 1
    assert "did not accept the mail" in failed.stderr
    post.refuses = ""
    assert watching("digest", "--send").exit_code == 0
    assert len(post.letters) == 1


def test_nobody_is_asked_while_it_is_not_said_how_to_send(watching, lists, monkeypatch):
    monkeypatch.delenv("MANICULE_SMTP_URL", raising=False)
    lists.clear()
    done = watching("digest", "--send")
    assert done.exit_code == 1
    assert "MANICULE_SMTP_URL" in done.stderr
    assert "503" not in done.stderr


def test_no_word_leaves_this_machine_unencrypted(watching, post, monkeypatch):
    monkeypatch.setattr(mail, "_is_here", lambda host: False)
    done = watching("digest", "--send")
    assert done.exit_code == 1
    assert "did not accept the mail" in done.stderr
    assert post.letters == []


@pytest.mark.parametrize("address", ["mail.example", "https://mail.example", "smtp://", "smtp://mail.example:x"])
def test_an_address_that_is_no_mail_server_is_a_sentence(watching, post, monkeypatch, address):
    monkeypatch.setenv("MANICULE_SMTP_URL", address)
    done = watching("digest", "--send")
    assert done.exit_code == 1
    assert "MANICULE_SMTP_URL is not an address" in done.stderr
