// A bookmark as others cite it: the vectors both languages read.
import assert from "node:assert/strict";
import {test} from "node:test";
import {bibtex, encode, sentence} from "../../../extension/lib/cite.js";
import {sharedOut} from "../../../extension/lib/cite_keys.js";
import {vectors} from "./rules.js";

const VECTORS = vectors("cite");

test("a bookmark becomes BibTeX", () => {
  for (const [paper, entry] of VECTORS.papers) assert.equal(bibtex(paper), entry);
});

test("a bookmark becomes a line of a bibliography", () => {
  for (const [paper, , line] of VECTORS.papers) assert.equal(sentence(paper), line);
});

test("text becomes LaTeX and formulas stay", () => {
  for (const [text, latex] of VECTORS.encode) assert.equal(encode(text), latex);
});

test("papers that would have the same key share it out, the oldest first", async () => {
  for (const {alike, usual, keys} of vectors("cite_keys").cases) {
    const named = alike.map((/** @type {string[]} */ [id, key]) => ({id, usual: key}));
    assert.deepEqual([...(await sharedOut(named, async (key) => usual.includes(key.toLowerCase()))).values()], keys);
  }
});
