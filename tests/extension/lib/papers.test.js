// What a row's texts mean, and what becomes of texts that no page of ours would send. Ordinary pages: test_sites.py.
import assert from "node:assert/strict";
import {test} from "node:test";
import {pageOf, paperOf} from "../../../extension/lib/papers.js";
import {rules, site} from "./rules.js";

const url = "https://arxiv.org/abs/2609.40001v2";
const raw = (more = {}) => ({url, title: "A paper", whole: "", ids: [], published: "", venue: "", abstract: "", version: [], revised: "", replaced: "", withdrawn: "", links: [], authors: [], ...more});
const paper = (more = {}) => {
  const found = paperOf(raw(more), rules);
  assert.ok(found);
  return found;
};

test("a page the rule does not know has no spec", () => {
  assert.equal(pageOf(site("arxiv"), "https://arxiv.org/help"), null);
  assert.equal(pageOf(site("arxiv"), "about:blank"), null);
  assert.equal(pageOf(site("arxiv"), "https://arxiv.org/list/cs.CL/new")?.kind, "listing");
});

test("the paper is the one its address names, with the ids the row states", () => {
  assert.deepEqual(paper({ids: ["https://doi.org/10.1145/3580305", "no identity"]}).ids, ["arxiv:2609.40001", "doi:10.1145/3580305"]);
});

test("the whole title counts where the shown one is cut or has foreign words", () => {
  const whole = "Tides of small models";
  const titles = ["Tides of…", "Tides of small models A*", "Tides  of small models", "", "Another title"];
  assert.deepEqual(titles.map((title) => paper({title, whole}).title), [whole, whole, "Tides of small models", whole, "Another title"]);
});

test("a link to the paper itself is none", () => {
  const links = [["https://arxiv.org/pdf/2609.40001", "project"], ["github.com/a/b", "code"], ["https://a.example/", "project"]];
  assert.deepEqual(paper({links}).links.map(({kind, url}) => [kind, url]), [["code", "https://github.com/a/b"], ["project", "https://a.example/"]]);
});

test("the version is the newest that row and address name, and none where neither names one", () => {
  const told = (/** @type {any} */ more) => paper(more).version;
  assert.deepEqual([told({}), told({version: ["1"]}), told({version: ["9", "12", "x", "", "1e3"]})], [2, 2, 12]);
  assert.equal(told({url: "https://arxiv.org/abs/2609.40001"}), null);
});

test("a revision is a day, and a replacement or withdrawal is whatever the page says of it", () => {
  const {revised, replaced, withdrawn} = paper({revised: "3 July, 2026", replaced: "(replaced)", withdrawn: "This paper has been withdrawn"});
  assert.deepEqual([revised, replaced, withdrawn], ["2026-07-03", true, true]);
  assert.deepEqual([paper().revised, paper().replaced, paper().withdrawn, paper({revised: "soon"}).revised], ["", false, false, ""]);
});

test("whatever a page's process sends, there is a paper or none, and never an error", () => {
  /** @type {any} */
  let deep = [];
  for (let level = 0; level < 20_000; level += 1) deep = [deep];
  const hostile = [null, undefined, 7, "", {}, [], deep, {length: 9}, {url: 7}, "\ud800", "x".repeat(1e6), [["a"]], [null, 7, {}, deep]];
  for (const value of hostile) {
    assert.equal(paperOf(value, rules), null);
    assert.equal(paperOf({url: value}, rules), null);
    for (const name of Object.keys(raw())) if (name !== "url") assert.equal(paper({[name]: value}).key, "arxiv:2609.40001");
  }
  for (const text of ["arxiv:2609.40001", "javascript:alert(1)//arxiv.org/abs/2609.40001", "2609.40001"]) assert.equal(paperOf({url: text}, rules), null);
});

test("a row of too much becomes a record that can be kept, soon", () => {
  const began = performance.now();
  const found = paper({
    title: "long ".repeat(20_000), venue: "v".repeat(1e5), abstract: "see x.github.io/a ".repeat(2000), ids: Array(9000).fill("10.1145/1"),
    authors: Array(9000).fill("Somebody Else, "), links: Array.from({length: 9000}, (_, n) => [`https://a.example/${n}`, "code"]),
  });
  assert.ok(performance.now() - began < 1000);
  assert.deepEqual([found.title.length, found.venue.length, found.abstract.length, found.authors.length], [2000, 500, 20_000, 5000]);
  assert.ok(found.links.length <= 100 && found.ids.length <= 20);
});
