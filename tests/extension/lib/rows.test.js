// Reading pages in pieces, and where a row's host goes. What is read is held to the expected answers by test_sites.py.
import assert from "node:assert/strict";
import {readdirSync, readFileSync} from "node:fs";
import {test} from "node:test";
import {JSDOM} from "jsdom";
import {findRows, openPage, readRow} from "../../../extension/lib/rows.js";
import {pageOf} from "../../../extension/lib/papers.js";
import {site} from "./rules.js";

/** @param {string} name  site/page */
function open(name) {
  const page = new URL(`../../sites/${name}`, import.meta.url);
  const {url} = JSON.parse(readFileSync(`${page.pathname}.expected.json`, "utf8"));
  const {document} = new JSDOM(readFileSync(`${page.pathname}.html`, "utf8")).window;
  return {document, url, rule: site(name.split("/")[0])};
}

/** @param {Document} document @param {string} url @param {import("../../../extension/lib/types.js").Rule} rule */
function read(document, url, rule) {
  const page = pageOf(rule, url);
  assert.ok(page);
  const context = openPage(document, url, page);
  return findRows(document, page).flatMap((elements) => readRow(elements, context) ?? []);
}

/** @param {string} name */
const mounts = (name) => {
  const {document, url, rule} = open(name);
  return read(document, url, rule).map(({mount}) => mount);
};

test("a row can be found in what was added to the page", () => {
  const {document, url, rule} = open("huggingface/daily");
  const page = pageOf(rule, url);
  assert.ok(page);
  const added = document.querySelector("article")?.parentElement;
  assert.equal(added && findRows(added, page).length, 4);
});

test("the host goes inside the description of a term, at its end", () => {
  for (const {element, where} of mounts("arxiv/list_new")) {
    assert.ok(element.closest("dd") && !element.closest("a"));
    assert.equal(where, "inside-end");
  }
});

test("the host goes below the title of a card, outside its links", () => {
  for (const {element, where} of mounts("huggingface/daily")) {
    assert.ok(element.querySelector(":scope > h3"));
    assert.ok(element.closest("article") && !element.closest("a"));
    assert.equal(where, "inside-end");
  }
});

test("the host goes below the authors on a paper's own page", () => {
  const [{element, where}] = mounts("arxiv/abs");
  assert.deepEqual([element.className, where], ["authors", "after"]);
});

const SITES = new URL("../../sites/", import.meta.url);
const PAGES = readdirSync(SITES, {recursive: true}).map(String).filter((name) => name.endsWith(".html")).map((name) => name.replace(/\.html$/, ""));

for (const name of PAGES) {
  test(`every host stands in its row behind the title: ${name}`, () => {
    const {document, url, rule} = open(name);
    for (const {elements, mount: {element, where}, raw} of read(document, url, rule)) {
      const host = document.createElement("manicule-row");
      if (where === "after") element.after(host);
      else element.append(host);
      const range = document.createRange();
      range.setStart(elements[0], 0);
      range.setEndBefore(host);
      const letters = (/** @type {string} */ text) => text.toLowerCase().match(/[a-z]{3,}/g)?.join(" ") ?? "";
      const title = letters(raw.title ?? "").slice(0, 12);
      assert.ok(letters(range.toString()).includes(title), `${raw.title}: before its host stands ${range}`);
      host.remove();
    }
  });
}

test("reading changes nothing in the page", () => {
  const {document, url, rule} = open("arxiv/list_mathjax");
  const before = document.documentElement.outerHTML;
  read(document, url, rule);
  assert.equal(document.documentElement.outerHTML, before);
});

test("a row without an address is no row", () => {
  const {document, url, rule} = open("arxiv/list_new");
  const rows = read(document, url, rule).length;
  for (const link of document.querySelectorAll("dt a")) link.removeAttribute("href");
  assert.ok(rows > 2);
  assert.deepEqual(read(document, url, rule), []);
});

test("of embedded records a row gets the one that its own address names, wherever it stands", () => {
  const {document, url, rule} = open("huggingface/daily");
  const told = () => Object.fromEntries(read(document, url, rule).map(({raw}) => [raw.url, raw.abstract]));
  const before = told();
  const articles = [...document.querySelectorAll("article")];
  articles[0].before(...articles.reverse());
  assert.ok(Object.values(before).some(Boolean));
  assert.deepEqual(told(), before);
});

test("of a page without end no more is read than a message can carry", () => {
  const {document, url, rule} = open("arxiv/list_new");
  const [title, authors] = [".list-title", ".list-authors"].map((select) => /** @type {Element} */ (document.querySelector(select)));
  title.append("word ".repeat(200_000));
  authors.innerHTML = '<a href="/a/author_1">Somebody Else</a>'.repeat(8000);
  const [{raw}] = read(document, url, rule);
  assert.ok(JSON.stringify(raw).length < 200_000);
});
