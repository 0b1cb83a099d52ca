"""The web library as a person uses it, in both browsers: found, tagged, undone, imported, exported, seen on the map."""

import pytest
from axe import keeps_out
from world import World

from drive.chromium import ChromiumPage
from drive.page import Page
from drive.pairing import own_page

SUBJECTS = {
    "speech": "speech recognition acoustic phoneme speaker voice prosody",
    "folding": "protein folding residue peptide backbone chain enzyme",
    "orbit": "satellite orbit debris thruster launch telescope comet",
}
BIB = "@article{a, title = {A paper from a file}, author = {Ann Other}, doi = {10.1000/file}}\n@article{b, ti"
HOSTILE = (
    "**bold** <script>window.pwned = 1</script> <img src=x onerror='window.pwned = 1'> [a](javascript:window.pwned=1)"
)
TITLES = "() => [...document.querySelectorAll('.paper h2')].map((title) => title.textContent)"
BUTTON = "(words) => [...document.querySelectorAll('button, a')].find((one) => shown(one) && label(one) === words)"
# Where the fifth paper stands on the screen, once it stands still.
STILL = """async () => {
  const place = () => document.querySelectorAll('.paper')[4].getBoundingClientRect().top;
  let was = NaN;
  for (let at = place(); was !== at; at = place()) {
    was = at;
    await new Promise((done) => setTimeout(done, 200));
  }
  return was;
}"""
FACTS = "() => [...document.querySelectorAll('.report .facts b')].map((number) => Number(number.textContent))"


@pytest.fixture(scope="module")
def stocked(world: World) -> dict[str, str]:
    """Twelve papers of three subjects, by title their ids."""
    ids = {}
    for number in range(12):
        subject = list(SUBJECTS)[number % 3]
        words = SUBJECTS[subject].split()
        body = {"key": f"arxiv:2402.{number + 1:05}", "title": f"{' '.join(words[:3]).capitalize()} {number}",
                "abstract": " ".join(words[::-1]), "authors": ["Ann Other"], "tags": [subject, "all"],
                "status": ["to_read", "read", "dismissed"][number // 5]}  # fmt: skip
        ids[body["title"]] = world.backend.ask("POST", "/api/v1/bookmarks", body, world.token)["id"]
    world.settle()
    return ids


@pytest.fixture(scope="module")
def entered(world: World, stocked: dict[str, str]) -> str:
    """The library, opened from the extension: its address."""
    page = own_page(world.browser)
    page.click(BUTTON, "Open my library")
    home = f"{world.recorder.url}/"
    page.wait_for("() => true")
    for _ in range(200):
        if home in world.browser.addresses():
            page.close()
            return home
        page.evaluate("() => new Promise((done) => setTimeout(done, 50))")
    raise AssertionError(world.browser.addresses())


@pytest.fixture
def page(world: World, entered: str) -> Page:
    """A tab on the list, which must not throw."""
    page = world.browser.page(entered)
    page.resize(1280, 900)
    yield page
    assert page.errors == []
    page.close()


def tags(world: World, title: str, stocked: dict[str, str]) -> list[str]:
    return world.bookmark(stocked[title])["tags"]


def test_a_search_finds_from_the_keyboard(page: Page) -> None:
    page.key("/")
    page.type("phoneme")
    page.key("Enter")
    page.wait_for(f"() => location.search.includes('phoneme') && ({TITLES})().length > 0")
    assert all(title.startswith("Speech") for title in page.evaluate(TITLES))
    page.wait_for("() => document.documentElement.classList.contains('scripted')")
    page.key("j")
    page.key("x")
    page.wait_for("() => document.querySelector('.chosen').textContent === '1 selected'")


def test_many_are_tagged_at_once_and_the_tagging_is_undone(page: Page, world: World, stocked: dict) -> None:
    chosen = page.evaluate(TITLES)[:3]
    assert page.evaluate("() => shown(document.querySelector('.bulk'))") is False
    for title in chosen:
        page.click("(title) => document.querySelector(`input[aria-label='Select ${title}']`)", title)
    page.click("() => document.querySelector('.bulk [name=tags]')")
    page.type("for the talk")
    page.click(BUTTON, "Tag")
    page.wait_for("() => document.querySelector('.notice')?.textContent.includes('3 papers tagged')")
    assert all("for the talk" in tags(world, title, stocked) for title in chosen)
    page.click(BUTTON, "Undo")
    page.wait_for("() => document.querySelector('.notice')?.textContent.includes('Undone')")
    assert all("for the talk" not in tags(world, title, stocked) for title in chosen)


def test_a_status_is_set_from_the_keyboard_and_nothing_jumps(page: Page, world: World, stocked: dict) -> None:
    page.resize(1280, 500)
    title = page.evaluate(TITLES)[4]
    page.evaluate("() => document.querySelectorAll('.paper h2 a')[4].focus()")
    page.key("s")
    page.wait_for("() => !!document.activeElement.closest('.menu')")
    wanted, top = page.evaluate("() => document.activeElement.value"), page.evaluate(STILL)
    page.key("Enter")
    page.wait_for("() => document.querySelector('.notice p')?.textContent.startsWith('Status set')")
    focused = "document.activeElement.closest('.paper')?.querySelector('h2').textContent"
    page.wait_for(f"(title) => {focused} === title", title)
    assert abs(page.evaluate(STILL) - top) < 2
    assert world.bookmark(stocked[title])["status"] == wanted
    page.click(BUTTON, "Undo")
    page.wait_for("() => document.querySelector('.notice p')?.textContent.startsWith('Undone')")
    page.resize(1280, 900)


def test_a_note_is_merged_with_what_the_extension_wrote_meanwhile(page: Page, world: World, stocked: dict) -> None:
    title, bookmark = next(iter(stocked.items()))
    page.goto(f"{world.recorder.url}/papers/{bookmark}")
    page.click("() => document.querySelector('#note-text')")
    page.type("From the web.")
    world.ask("note.edit", bookmark=bookmark, base_text="", text="From the row.")
    world.settle()
    page.click(BUTTON, "Preview")
    page.wait_for("() => document.querySelector('form.write .text')?.textContent.includes('From the web.')")
    page.click(BUTTON, "Save the note")
    page.wait_for("() => !!document.querySelector('.notice')")
    note = world.bookmark(bookmark)["note"]
    assert "From the web." in note
    assert "From the row." in note
    world.settle()
    assert note in [view["note"] for view in world.ask("search", query=title, limit=5)["bookmarks"]]


def test_a_note_that_is_being_written_outlives_another_button(page: Page, world: World, stocked: dict) -> None:
    key = stocked["Satellite orbit debris 2"]
    page.goto(f"{world.recorder.url}/papers/{key}")
    page.click("() => document.querySelector('#note-text')")
    page.type("words not saved yet")
    page.click("() => document.querySelector('.statuses [value=reading]')")
    page.wait_for("() => document.querySelector('.notice p')?.textContent.startsWith('Status set')")
    page.wait_for("() => document.querySelector('#note-text').value === 'words not saved yet'")
    page.click(BUTTON, "Save the note")
    page.wait_for("() => document.querySelector('#note .text')?.textContent.trim() === 'words not saved yet'")
    assert world.bookmark(key)["note"] == "words not saved yet"
    page.reload()
    assert page.evaluate("() => !!document.querySelector('#note details').open") is False


def test_a_note_full_of_script_does_nothing(page: Page, world: World, stocked: dict) -> None:
    title, bookmark = list(stocked.items())[1]
    world.backend.ask("PATCH", f"/api/v1/bookmarks/{bookmark}", {"note": HOSTILE, "title": HOSTILE}, world.token)
    for path in ("/", f"/papers/{bookmark}", "/map", "/reading"):
        page.goto(world.recorder.url + path)
        assert page.evaluate("() => window.pwned === undefined && !document.querySelector('main img, main script')")
    world.backend.ask("PATCH", f"/api/v1/bookmarks/{bookmark}", {"note": "", "title": title}, world.token)


def test_a_file_that_is_too_large_is_told_so_and_not_sent(page: Page, world: World) -> None:
    page.goto(f"{world.recorder.url}/exchange")
    asked = len(world.recorder.requests)
    page.evaluate("""(text) => {
      const files = new DataTransfer();
      files.items.add(new File([text], "refs.bib"));
      document.querySelector("input[type=file]").files = files.files;
      document.querySelector("form[data-file]").dataset.most = String(text.length - 1);
    }""", BIB)  # fmt: skip
    page.click(BUTTON, "Preview")
    said = page.wait_for("() => document.querySelector('.report')?.innerText", why="nothing is said of the file")
    assert "256 MiB at most" in said
    assert len(world.recorder.requests) == asked


def test_a_file_is_previewed_then_imported_and_the_library_exported(page: Page, world: World) -> None:
    page.goto(f"{world.recorder.url}/exchange")
    page.evaluate("""(text) => {
      const files = new DataTransfer();
      files.items.add(new File([text], "refs.bib"));
      document.querySelector("input[type=file]").files = files.files;
    }""", BIB)  # fmt: skip
    page.click(BUTTON, "Preview")
    new, existing, odd, unreadable = page.wait_for(f"() => {{ const n = ({FACTS})(); return n.length && n; }}")
    assert (new + odd, existing, unreadable) == (1, 0, 1)
    world_before = world.backend.ask("GET", "/api/v1/stats", token=world.token)["bookmarks"]
    page.click("() => document.querySelector('.report form button')")
    page.wait_for("() => document.querySelector('.report')?.textContent.includes('Imported.')")
    assert world.backend.ask("GET", "/api/v1/stats", token=world.token)["bookmarks"] == world_before + 1
    exported = page.evaluate("""async () => {
      const form = document.querySelector("#export form");
      form.elements.format.value = "bibtex";
      const answer = await fetch(`${form.action}?${new URLSearchParams(new FormData(form))}`);
      return [answer.headers.get("Content-Disposition"), await answer.text()];
    }""")
    assert exported[0].startswith("attachment")
    assert "A paper from a file" in exported[1]


def test_a_file_that_is_none_is_told_in_its_place(page: Page, world: World) -> None:
    page.goto(f"{world.recorder.url}/exchange")
    page.evaluate("""() => {
      const files = new DataTransfer();
      files.items.add(new File([" "], "empty.bib"));
      document.querySelector("input[type=file]").files = files.files;
    }""")  # fmt: skip
    page.click(BUTTON, "Preview")
    told = page.wait_for("() => document.querySelector('#report [role=alert]')?.innerText")
    assert "empty.bib is empty. Nothing was changed." in told
    assert "Go to my papers" not in told
    assert page.evaluate("() => document.querySelectorAll('h1').length") == 1


def test_the_map_shows_near_papers_near_and_leads_to_them(page: Page, world: World) -> None:
    page.goto(f"{world.recorder.url}/map")
    count = world.backend.ask("GET", "/api/v1/stats", token=world.token)["bookmarks"]
    assert page.evaluate("() => document.querySelectorAll('svg.map a').length") == count
    dot = "() => document.querySelector('svg.map a')"
    href = page.evaluate(f"() => ({dot})().getAttribute('href')")
    page.click(f"() => ({dot})().querySelector('circle')")
    page.wait_for("(path) => location.pathname === path", href)


def test_nothing_of_the_pages_keeps_anybody_out(page: Page, world: World, stocked: dict) -> None:
    paths = [
        "/",
        "/?q=phoneme",
        f"/papers/{next(iter(stocked.values()))}",
        "/tags",
        "/map",
        "/reading",
        "/exchange",
        "/feeds",
        "/devices",
        "/sign-in",
    ]
    for scheme, width in (("light", 1280), ("dark", 390)):
        page.look(scheme)
        page.resize(width, 844)
        for path in paths:
            page.goto(world.recorder.url + path)
            assert keeps_out(page) == [], f"{path}, {scheme}, {width} px"
            wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{path} is {wide} px wider than a screen of {width}"
    page.look("light")


PRESSED = "() => [...document.querySelectorAll('main button, main input, nav a, textarea')].filter(shown).map(label)"


def seen(page: Page, media: str = "", **features: str) -> None:
    """Shows the page as it is printed, or with what a person has set in the system; Chromium alone can be told."""
    if not isinstance(page, ChromiumPage):
        pytest.skip("Firefox cannot be told to show a page as it is printed")
    told = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
    page.ask("Emulation.setEmulatedMedia", media=media, features=told)


def test_a_printed_page_has_the_papers_and_what_is_known_of_them_but_nothing_to_press(page: Page) -> None:
    seen(page, media="print")
    assert page.evaluate("() => [...document.querySelectorAll('.paper h2, .paper summary.status')].every(shown)")
    assert page.evaluate(PRESSED) == []
    page.click("() => document.querySelector('.paper h2 a')")
    page.wait_for("() => !!document.querySelector('.one h1')")
    seen(page, media="print")  # another page
    page.wait_for("() => ![...document.querySelectorAll('nav a')].some(shown)")  # its style sheet for print comes last
    assert page.evaluate(PRESSED) == [page.evaluate("() => label(document.querySelector('[aria-pressed=true]'))")]


def test_what_is_chosen_is_told_with_the_colours_of_the_system_too(page: Page) -> None:
    seen(page, forced_colors="active")
    page.click("() => document.querySelector('.paper h2 a')")
    page.wait_for("() => !!document.querySelector('.statuses')")
    colour = "(one) => getComputedStyle(one).backgroundColor"
    assert len(set(page.evaluate(f"() => [...document.querySelectorAll('.statuses .status')].map({colour})"))) == 2, (
        "the status that is set looks like the others"
    )


def test_a_long_tag_keeps_its_count_on_one_line(world: World, page: Page, stocked: dict[str, str]) -> None:
    name = "a tag whose name is so long that it takes several lines beside the list of papers and more"
    for id_ in stocked.values():
        world.backend.ask("PATCH", f"/api/v1/bookmarks/{id_}", {"tags": [name]}, world.token)
    page.reload()
    count = (
        "[...document.querySelectorAll('.cloud .tag')].find((tag) => tag.textContent.startsWith(name)).lastElementChild"
    )
    assert page.evaluate(f"(name) => {count}.offsetHeight", name) < 30
