// The key of a paper that only its title names; tests/backend/core/test_title_key.py reads the same cases.
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {test} from "node:test";
import {titleKey} from "../../../extension/lib/title_key.js";

/** @type {string[][]} */
const cases = JSON.parse(readFileSync(new URL("../../vectors/title_key.json", import.meta.url), "utf8"));

for (const [title, author, key] of cases) {
  test(`the key of "${title}" by "${author}"`, () => assert.equal(titleKey(title, author), key));
}
