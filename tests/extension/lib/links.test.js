// Links that belong to a paper: the vectors both languages read.
import assert from "node:assert/strict";
import {test} from "node:test";
import {derive, findInText, unite} from "../../../extension/lib/links.js";
import {rules, vectors} from "./rules.js";

const VECTORS = vectors("links");

test("the links a text names are found and typed", () => {
  for (const [text, expected] of VECTORS.find_in_text) assert.deepEqual(findInText(text, rules), expected);
});

test("links follow from the ids", () => {
  for (const [ids, expected] of VECTORS.derive) assert.deepEqual(derive(ids, rules), expected);
});

test("one resource is one link", () => {
  for (const [links, expected] of VECTORS.unite) assert.deepEqual(unite(links), expected);
});
