// What a page says of its paper: the vectors both languages read, and what a page's process may send.
import assert from "node:assert/strict";
import {test} from "node:test";
import {JSDOM} from "jsdom";
import {readMetadata} from "../../../extension/lib/metadata.js";
import {complete, paperOfPage} from "../../../extension/lib/page.js";
import {rules, vectors} from "./rules.js";

for (const {why, url, html, paper} of vectors("metadata")) {
  test(why, () => {
    const raw = JSON.parse(JSON.stringify(readMetadata(new JSDOM(html).window.document, url))); // as a message brings it
    const found = paperOfPage(raw, rules);
    if (!paper) assert.equal(found, null);
    else assert.deepEqual(Object.fromEntries(Object.keys(paper).map((name) => [name, /** @type {any} */ (found)[name]])), paper);
  });
}

test("whatever a page sends instead of what it says, nothing is thrown", () => {
  const url = "https://arxiv.org/abs/1706.03762";
  const hostile = [null, 7, "x", [], {url: 3}, {url, ids: "doi:10.1/x", authors: {}, links: [3, [null]], sources: 9}, {url, addresses: [{}], ids: [null, {}]}];
  for (const raw of hostile) assert.equal(paperOfPage(raw, rules)?.key ?? null, /** @type {any} */ (raw)?.url === url ? "arxiv:1706.03762" : null);
});

for (const {why, row, page, completed} of vectors("completed")) {
  test(`a paper's own page: ${why}`, () => assert.deepEqual(complete(row, page), completed));
}
