// What is typed is read as in Python: the vectors, and words as a search compares them.
import assert from "node:assert/strict";
import {test} from "node:test";
import {identify} from "../../../extension/lib/keys.js";
import {parse} from "../../../extension/lib/query.js";
import {words} from "../../../extension/lib/words.js";
import {rules, vectors} from "./rules.js";

const VECTORS = vectors("query");
const ids = (/** @type {string} */ text) => identify(text, rules)?.ids ?? [];

test("a query is read as the vectors say, as in Python", () => {
  for (const [typed, meant] of VECTORS.parse) assert.deepEqual(parse(typed, ids), meant, typed);
});

test("a query of 100 kB is cut, and that is said", () => {
  for (const typed of ["a ".repeat(50_000), "(".repeat(100_000), '"'.repeat(99_999), "-(a OR ".repeat(20_000), "a-".repeat(50_000)]) {
    assert.ok(parse(typed, ids).notices.length > 0);
  }
});

test("words have neither case nor accents", () => {
  assert.deepEqual(words("State-of-the-art Résumé, ﬁne Straße_2 学习"), ["state", "of", "the", "art", "resume", "fine", "strasse", "2", "学", "习"]);
});
