// Text as people see it: the vectors both languages read.
import assert from "node:assert/strict";
import {test} from "node:test";
import {normalise} from "../../../extension/lib/plain.js";
import * as text from "../../../extension/lib/text.js";
import {vectors} from "./rules.js";

const VECTORS = vectors("text");

test("text is read as the vectors say, as in Python", () => {
  for (const [given, expected] of VECTORS.normalise) assert.equal(normalise(given), expected);
  for (const [given, expected] of VECTORS.trim_junk) assert.equal(text.trimJunk(given), expected);
  for (const [given, expected] of VECTORS.date) assert.equal(text.date(given), expected);
  for (const [given, expected] of VECTORS.bare) assert.equal(text.bare(given), expected);
  for (const [given, expected] of VECTORS.clean) assert.equal(text.clean(given, 2000), expected);
});

test("a cut never splits a character", () => {
  assert.equal(text.clean("📝".repeat(3000), 2000), "📝".repeat(2000));
});
