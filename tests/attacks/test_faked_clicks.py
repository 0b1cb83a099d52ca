"""Faked clicks: a page that presses the buttons of its rows by script, or puts up a face of its own."""

from world import LIST, World

from drive import demo

FACE = "(key) => document.querySelector(`manicule-row[data-key='${key}']`)"
# Every way in which a script can press what is on the row and in the card.
PRESS = f"""async (key) => {{
  const face = ({FACE})(key);
  const inside = () => [face, ...document.querySelectorAll("manicule-card")].flatMap((host) => [...host.shadowRoot.querySelectorAll("button, input, textarea, a")]);
  for (let round = 0; round < 3; round++) {{
    for (const node of inside()) {{
      node.click();
      node.focus();
      for (const kind of ["pointerdown", "mousedown", "pointerup", "mouseup", "click", "dblclick", "touchend"]) {{
        node.dispatchEvent(new MouseEvent(kind, {{bubbles: true, composed: true, cancelable: true, view: window}}));
      }}
      for (const letter of ["d", "x", "Enter", " "]) {{
        for (const kind of ["keydown", "keypress", "keyup"]) node.dispatchEvent(new KeyboardEvent(kind, {{key: letter, bubbles: true, composed: true, cancelable: true}}));
      }}
      if ("value" in node && node.localName !== "button") node.value = node.type === "url" ? "https://evil.example/" : "stolen";
      for (const kind of ["beforeinput", "input", "change", "blur", "submit", "paste"]) node.dispatchEvent(new Event(kind, {{bubbles: true, composed: true, cancelable: true}}));
      node.form?.requestSubmit?.();
      document.execCommand?.("insertText", false, "stolen");
    }}
    await new Promise((done) => setTimeout(done, 200));
  }}
  return inside().length;
}}"""  # noqa: E501


def test_a_script_that_presses_everything_changes_nothing(world: World):
    saved, unsaved = (f"arxiv:{demo.papers()[number]['id']}" for number in (0, 1))
    mine = world.backend.ask("POST", "/api/v1/bookmarks", {"key": saved, "note": "mine"}, world.token)
    world.settle()
    page = world.listing(LIST)
    page.shows(saved, saved=True)
    world.settle()  # what the list tells of it has arrived
    before = page.shows(saved, waiting=False)
    page.open(saved)
    for key in (saved, unsaved):
        assert page.page.evaluate(PRESS, key, timeout=60) > 0
    page.page.evaluate("() => document.execCommand('insertText', false, 'stolen')")
    page.page.click("() => document.body")  # a person leaves the editor, and what it holds is kept
    world.settle()
    held = world.backend.ask("GET", f"/api/v1/bookmarks/{saved}", token=world.token)
    assert {name: held[name] for name in ("note", "status", "tags", "links")} == {
        name: mine[name] for name in ("note", "status", "tags", "links")
    }
    assert page.shows(saved, waiting=False) == before
    assert not page.row(unsaved).saved
    assert world.ask("state")["paired"]
    world.ask("bookmark.delete", bookmark=mine["id"])
    world.settle()
    page.page.close()


def test_a_face_that_a_page_puts_up_itself_is_taken_away(world: World):
    key = f"arxiv:{demo.papers()[1]['id']}"
    page = world.browser.page(LIST)
    page.wait_for(f"(key) => !!({FACE})(key)?.shadowRoot.querySelector('.main')", key)
    page.evaluate(f"""(key) => {{
      const fake = document.createElement("manicule-row");
      fake.attachShadow({{mode: "open"}}).innerHTML = "<button class=fake>Save everything</button>";
      const face = ({FACE})(key);
      face.before(fake);
      face.remove();
    }}""", key)  # fmt: skip
    page.wait_for(f"(key) => !deep('.fake').length && !!({FACE})(key)?.shadowRoot.querySelector('.main')", key)
    page.close()
