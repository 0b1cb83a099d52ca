// A bookmark as others cite it: the vectors both languages read.
import assert from "node:assert/strict";
import {test} from "node:test";
import {bibtex, encode, sentence} from "../../../extension/lib/cite.js";
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
