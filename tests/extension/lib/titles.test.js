// Which papers are probably the same by title: the vectors both languages read.
import assert from "node:assert/strict";
import {test} from "node:test";
import {folded, probablySame} from "../../../extension/lib/titles.js";
import {vectors} from "./rules.js";

const VECTORS = vectors("titles");

test("titles are compared without case, accents, markup and punctuation", () => {
  for (const [title, expected] of VECTORS.folded) assert.equal(folded(title), expected, title);
});

for (const [why, one, two, expected] of VECTORS.probably_same) {
  test(`probably the same, or not: ${why}`, () => {
    assert.equal(probablySame(one, two), expected);
    assert.equal(probablySame(two, one), expected);
  });
}
