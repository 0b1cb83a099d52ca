// Links that belong to a paper: the vectors both languages read.
import assert from "node:assert/strict";
import {test} from "node:test";
import {derive, findInText, named, resource} from "../../../extension/lib/links.js";
import {unite as uniteIn} from "../../../extension/lib/found.js";
import {unite} from "../../../extension/lib/unite.js";
import {rules, vectors} from "./rules.js";

const VECTORS = vectors("links");

test("the links a text names are found and typed", () => {
  for (const [text, expected] of VECTORS.find_in_text) assert.deepEqual(findInText(text, rules), expected);
});

test("links follow from the ids", () => {
  for (const [ids, expected] of VECTORS.derive) assert.deepEqual(derive(ids, rules), expected);
});

test("one resource is one link", () => {
  for (const [links, expected] of VECTORS.unite) assert.deepEqual(uniteIn(links, rules), expected);
});

test("a page unites what the background has named", () => {
  for (const [links, expected] of VECTORS.unite) {
    const united = unite(named(links, rules));
    assert.deepEqual(united.map(({url, origin}) => ({url, origin})), expected);
  }
});

test("all forms of an address lead to one resource", () => {
  for (const [addresses, expected] of VECTORS.resource) for (const one of addresses) assert.equal(resource(one, rules), expected, one);
});
