"""What axe-core finds in a page that keeps people out of it."""

import pathlib

import pytest

from drive.page import Page

AXE = pathlib.Path(__file__).resolve().parents[1] / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => {
  %s;
  const {violations} = await axe.run(document);
  return violations.map(({id, nodes}) => [id, nodes.slice(0, 3).map((node) => node.html.slice(0, 200))]);
}"""


def keeps_out(page: Page) -> list:
    """The rules that the page breaks, each with the first elements that do; the test is skipped without axe-core."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci in tests/")
    return page.evaluate(RUN % AXE.read_text(encoding="utf-8"), timeout=60)
