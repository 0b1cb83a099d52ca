// Reading pages in pieces, and where a row's host goes. What is read is held to the expected answers by test_sites.py.
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {test} from "node:test";
import {JSDOM} from "jsdom";
import {findRows, openPage, pageOf, readRow, readRows} from "../../../extension/lib/rows.js";
import {rules, site} from "./rules.js";

/** @param {string} name  site/page */
function open(name) {
  const page = new URL(`../../sites/${name}`, import.meta.url);
  const {url} = JSON.parse(readFileSync(`${page.pathname}.expected.json`, "utf8"));
  const {document} = new JSDOM(readFileSync(`${page.pathname}.html`, "utf8")).window;
  return {document, url, rule: site(name.split("/")[0])};
}

/** @param {string} name */
const mounts = (name) => {
  const {document, url, rule} = open(name);
  return readRows(document, url, rule, rules).map(({mount}) => mount);
};

test("a page read row by row gives what it gives at once", () => {
  const {document, url, rule} = open("arxiv/list_new");
  const context = openPage(document, url, rule, rules);
  assert.ok(context);
  const hits = findRows(document, context.page).map((elements) => readRow(elements, context));
  assert.deepEqual(hits, readRows(document, url, rule, rules));
});

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

test("reading changes nothing in the page", () => {
  const {document, url, rule} = open("arxiv/list_mathjax");
  const before = document.documentElement.outerHTML;
  readRows(document, url, rule, rules);
  assert.equal(document.documentElement.outerHTML, before);
});

test("a page the rule does not know has no rows", () => {
  const {document, rule} = open("arxiv/list_new");
  assert.equal(pageOf(rule, "https://arxiv.org/help"), null);
  assert.equal(openPage(document, "about:blank", rule, rules), null);
  assert.deepEqual(readRows(document, "https://arxiv.org/help", rule, rules), []);
});
