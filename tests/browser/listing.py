"""What a person sees and does on a listing page with Manicule, in words instead of selectors."""

from dataclasses import dataclass

from drive.page import Page

FACE = '(key) => document.querySelector(`manicule-row[data-key="${CSS.escape(key)}"]`)'
CARD = "() => document.querySelector('manicule-card')?.shadowRoot.querySelector('.card')"
SEEN = f"""(key) => {{
  const root = ({FACE})(key)?.shadowRoot;
  if (!root?.querySelector(".main")) return null;
  const text = (selector) => [...root.querySelectorAll(selector)].map((node) => node.textContent.trim());
  return {{
    saved: !root.querySelector(".save"), word: text(".main")[0], tags: text(".tag"), note: text(".note")[0] ?? "",
    links: [...root.querySelectorAll(".links a")].map((a) => a.href), waiting: !!root.querySelector(".waiting"),
    trouble: text(".trouble, .refused")[0] ?? "",
  }};
}}"""


@dataclass(frozen=True)
class Seen:
    """What a row shows; `word` is the status, or the save button's own."""

    saved: bool
    word: str
    tags: list[str]
    note: str
    links: list[str]
    waiting: bool
    trouble: str


class Listing:
    """A tab with a listing page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def papers(self) -> list[str]:
        """The keys of the rows that carry a face, in page order."""
        return self.page.evaluate(
            "() => [...document.querySelectorAll('manicule-row')].map((face) => face.dataset.key)"
        )

    def wait_for_rows(self, count: int, timeout: float = 20) -> list[str]:
        """The keys, once there are `count`."""
        test = "(count) => document.querySelectorAll('manicule-row').length === count"
        self.page.wait_for(test, count, timeout=timeout, why=f"not {count} rows but {len(self.papers())}")
        return self.papers()

    def row(self, key: str) -> Seen:
        """What the row shows now, once it has a face."""
        return Seen(**self.page.wait_for(SEEN, key, why=f"no face on {key}"))

    def shows(self, key: str, **wanted: object) -> Seen:
        """Waits until the row shows what is wanted: shows(key, tags=["a"], note="b")."""
        test = f"""(key, wanted) => {{
          const seen = ({SEEN})(key);
          const same = (name) => JSON.stringify(seen[name]) === JSON.stringify(wanted[name]);
          return seen && Object.keys(wanted).every(same) && seen;
        }}"""
        why = f"{key} never showed {wanted}; it shows {self.page.evaluate(SEEN, key)}"
        return Seen(**self.page.wait_for(test, key, wanted, why=why))

    def links_to(self, key: str, url: str) -> None:
        """Waits until the row has this link among its links."""
        test = f"(key, url) => ({SEEN})(key)?.links.includes(url)"
        self.page.wait_for(test, key, url, why=f"{key} does not link to {url}")

    def save(self, key: str) -> None:
        """Presses Save on the row, with the mouse."""
        self._press(key, ".save")
        self.shows(key, saved=True)

    def undo(self, key: str) -> None:
        """Presses Undo on the row."""
        self._press(key, ".undo")

    def open(self, key: str) -> None:
        """Opens the editor of a saved row."""
        self._press(key, ".status")
        self.page.wait_for(f"() => {{ const card = ({CARD})(); return card && shown(card); }}", why="no editor opened")

    def set_status(self, status: str) -> None:
        """In the open editor."""
        self.page.click(f"(status) => ({CARD})().querySelector(`.choice.${{status}}`)", status)

    def tag(self, name: str) -> None:
        """In the open editor."""
        self._field("#tag")
        self.page.type(name)
        self.page.key("Enter")

    def write(self, text: str) -> None:
        """Puts the note in the open editor's field, in place of what was there; it saves itself."""
        self._field("#note")
        self.page.key("Control+a")
        self.page.type(text)

    def add_link(self, url: str) -> None:
        """In the open editor."""
        self._field("form.add input")
        self.page.type(url)
        self.page.key("Enter")

    def relate(self, relation: str, text: str) -> None:
        """In the open editor: what the paper is to the one that this text finds, from the keyboard alone."""
        self._field(".relation")
        self.page.type(relation)
        self.page.key("Tab")
        self.page.type(text)
        self.page.key("Enter")

    def related(self, *told: str) -> None:
        """Waits until the open editor tells this of its paper and others, in any order."""
        test = f"""(told) => {{
          const items = [...({CARD})().querySelectorAll("[aria-label='To my other papers'] li")];
          const parts = (item) => [...item.querySelectorAll("span, a")].map((part) => part.textContent);
          return items.map((item) => parts(item).join(" ")).sort().join() === told.sort().join();
        }}"""
        self.page.wait_for(test, list(told), why=f"the editor does not tell {told}")

    def close(self) -> None:
        """Leaves the editor, which saves what is typed."""
        self.page.key("Escape")
        self.page.wait_for("() => !document.querySelector('manicule-card')", why="the editor did not close")

    def _press(self, key: str, selector: str) -> None:
        self.page.click(f"(key, selector) => ({FACE})(key)?.shadowRoot.querySelector(selector)", key, selector)

    def _field(self, selector: str) -> None:
        self.page.click(f"(selector) => ({CARD})()?.querySelector(selector)", selector)
