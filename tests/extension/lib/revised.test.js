import assert from "node:assert/strict";
import test from "node:test";
import {newsOf} from "../../../extension/lib/revised.js";

const NOW = Date.UTC(2026, 10, 25, 12);
const SAVED = Date.UTC(2026, 10, 10, 12);

/** The words on the row of a paper saved on the 10th, seen today. @param {object} told @param {object} [more] */
const words = (told, more = {}) => newsOf({note: "", saved_at: SAVED, venue: "", known: null, ...more}, told, NOW).map((one) => one.words);
const known = (version, day, revised = "") => ({known: {version, revised, day}});

test("a page that says nothing of versions is no news", () => {
  assert.deepEqual(words({version: null, revised: "", replaced: false, withdrawn: false, venue: ""}), []);
  assert.deepEqual(words({}), []);
});

test("a revision after the paper was saved, or after its note was written", () => {
  assert.deepEqual(words({version: 3, revised: "2026-11-20"}), ["v3: revised since you saved it"]);
  assert.deepEqual(words({revised: "2026-11-20"}, {note: "Good.", ...known(null, "2026-11-15")}), ["Revised since your note"]);
  assert.deepEqual(words({revised: "2026-11-12"}, {note: "Good.", ...known(null, "2026-11-15")}), [], "the note is younger");
  assert.deepEqual(words({revised: "2026-11-09"}), [], "revised before it was saved");
});

test("without a day the version counts, where mine is known", () => {
  assert.deepEqual(words({version: 2}, known(1, "2026-11-10")), ["v2: revised since you saved it"]);
  assert.deepEqual(words({version: 2}, known(2, "2026-11-10")), []);
  assert.deepEqual(words({version: 1}, known(2, "2026-11-10")), [], "a link to an older version");
  assert.deepEqual(words({version: 5}), [], "nobody knows which I saved");
});

test("on the day itself the version decides", () => {
  assert.deepEqual(words({version: 2, revised: "2026-11-10"}, known(1, "2026-11-10")), ["v2: revised since you saved it"]);
  assert.deepEqual(words({version: 2, revised: "2026-11-10"}, known(2, "2026-11-10")), []);
  assert.deepEqual(words({version: 2, revised: "2026-11-10"}), []);
});

test("what was seen is no news, though its list is of a later day than mine", () => {
  assert.deepEqual(words({version: null, revised: "2026-11-26", replaced: true}, known(null, "2026-11-25", "2026-11-26")), []);
  assert.deepEqual(words({version: 3, revised: "2026-11-20"}, known(3, "2026-11-10")), []);
});

test("a list of replacements that says no day is of today", () => {
  assert.deepEqual(words({replaced: true}), ["Revised since you saved it"]);
  assert.deepEqual(words({replaced: true}, known(null, "2026-11-25")), []);
});

test("withdrawals stay said, a place of publication until the bookmark knows one", () => {
  assert.deepEqual(words({withdrawn: true, venue: "Margins 2026"}), ["Withdrawn", "Published in Margins 2026"]);
  assert.deepEqual(words({withdrawn: true, venue: "Margins 2026"}, {venue: "Margins"}), ["Withdrawn"]);
});
