// What a list shows of a note: the vectors both languages read.
import assert from "node:assert/strict";
import {test} from "node:test";
import {firstLine} from "../../../extension/lib/excerpt.js";
import {vectors} from "./rules.js";

for (const [note, expected] of vectors("first_line").cases) {
  test(`of the note ${JSON.stringify(note)} a list shows ${JSON.stringify(expected)}`, () => assert.equal(firstLine(note), expected));
}

test("of a line without end 300 characters are shown", () => {
  assert.equal([...firstLine("📎".repeat(100_000))].length, 300);
});
