// The extension's readers of what others wrote, given what is nearly right: harmed vectors and pages. Nothing is thrown,
// and what is read is of the form that everything else relies on. tests/fuzz/ asks the same of both languages.
import assert from "node:assert/strict";
import {readdirSync, readFileSync} from "node:fs";
import {test} from "node:test";
import fc from "fast-check";
import {JSDOM} from "jsdom";
import {identify} from "../../../extension/lib/keys.js";
import {readMetadata} from "../../../extension/lib/metadata.js";
import {paperOfPage} from "../../../extension/lib/page.js";
import {pageOf, paperOf} from "../../../extension/lib/papers.js";
import {parse} from "../../../extension/lib/query.js";
import {findRows, openPage, readRow} from "../../../extension/lib/rows.js";
import {rules, site, vectors} from "./rules.js";

const SEED = 20_261_126;
const [TEXTS, PAGES] = [3000, 40]; // inputs of each
const PIECES = ["\u0000", "\ud800", "\u202e", "İ", "e\u0301", "%2F", "%ff", "://", "////////", "((((", '"', "'", "<", "</", "<![", "&#0;", "]]>", "{", "}", "\\", "-", "OR ", "tag:", "10.1/", "9".repeat(30)];
const SITES = new URL("../../sites/", import.meta.url);

/**
 * Right inputs after some accidents: cut, doubled, with foreign pieces.
 * @param {string[]} right
 */
function harmed(right) {
  const accident = fc.record({at: fc.nat(), to: fc.nat(), kind: fc.constantFrom("cut", "double", "put"), piece: fc.oneof(fc.constantFrom(...PIECES), fc.string({unit: "binary", maxLength: 4}))});
  return fc.tuple(fc.constantFrom(...right), fc.array(accident, {maxLength: 5})).map(([text, accidents]) => accidents.reduce(harm, text));
}

/** @param {string} text @param {{at: number, to: number, kind: string, piece: string}} accident */
function harm(text, {at, to, kind, piece}) {
  const [start, end] = [at % (text.length + 1), to % (text.length + 1)].sort((one, two) => one - two);
  const middle = {cut: "", double: text.slice(start, end).repeat(2), put: piece + text.slice(start, end)}[kind];
  return text.slice(0, start) + middle + text.slice(end);
}

/** @template T @param {import("fast-check").Arbitrary<T>} inputs @param {number} times @param {(input: T) => void} holds */
const always = (inputs, times, holds) => fc.assert(fc.property(inputs, (input) => void holds(input)), {seed: SEED, numRuns: times});

const addresses = vectors("keys").identify.map((/** @type {any[]} */ row) => row[0]).filter((/** @type {unknown} */ one) => typeof one === "string");

test("the key of any address or id is its own key, and one of its ids", () => {
  always(harmed(addresses), TEXTS, (text) => {
    const found = identify(text, rules);
    if (!found) return;
    assert.ok(found.ids.includes(found.key), text);
    assert.equal(identify(found.key, rules)?.key, found.key, text);
  });
});

test("whatever is typed is a query, and what is not understood is said in sentences", () => {
  const typed = vectors("query").parse.map((/** @type {any[]} */ row) => row[0]);
  always(harmed(typed), TEXTS, (text) => {
    const {notices} = parse(text, (one) => identify(one, rules)?.ids ?? []);
    assert.ok(notices.every((notice) => notice.endsWith(".")), text);
  });
});

test("whatever a page says of its paper is read, or it says nothing", () => {
  const pages = vectors("metadata").map((/** @type {any} */ {html}) => html);
  always(harmed(pages), PAGES * 4, (html) => {
    const raw = readMetadata(new JSDOM(html).window.document, "https://lab.example/papers/7");
    const paper = paperOfPage(JSON.parse(JSON.stringify(raw)), rules);
    assert.ok(!paper || paper.ids.includes(paper.key));
  });
});

for (const id of ["arxiv", "huggingface"]) {
  test(`a harmed page of ${id} gives rows that are papers, each with its key among its ids`, () => {
    const rule = site(id);
    const pages = readdirSync(new URL(`${id}/`, SITES)).filter((name) => name.endsWith(".html")).slice(0, 3).map((name) => ({
      html: readFileSync(new URL(`${id}/${name}`, SITES), "utf8").slice(0, 20_000),
      url: JSON.parse(readFileSync(new URL(`${id}/${name.replace(/\.html$/, ".expected.json")}`, SITES), "utf8")).url,
    }));
    assert.ok(pages.length);
    for (const {html, url} of pages) {
      always(harmed([html]), Math.ceil(PAGES / pages.length), (text) => {
        const page = pageOf(rule, url);
        assert.ok(page);
        const {document} = new JSDOM(text).window;
        const context = openPage(document, url, page);
        const rows = findRows(document, page).flatMap((elements) => readRow(elements, context) ?? []);
        for (const {raw} of rows) {
          const paper = paperOf(JSON.parse(JSON.stringify(raw)), rules);
          assert.ok(!paper || paper.ids.includes(paper.key));
        }
      });
    }
  });
}
