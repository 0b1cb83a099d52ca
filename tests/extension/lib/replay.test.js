import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import test from "node:test";
import {record, RULES} from "../replica.js";
import {replay, replayTag, statusOf} from "../../../extension/lib/replay.js";
import {fold, view} from "../../../extension/lib/view.js";

const CASES = JSON.parse(readFileSync(new URL("../../vectors/replay.json", import.meta.url), "utf8"));

for (const {name, shadow, edits, view: expected, saved_as} of CASES) {
  test(`replaying shows what the server will: ${name}`, () => {
    const pulled = shadow.find((/** @type {any} */ row) => row.kind === "bookmark") ?? null;
    const before = structuredClone(pulled);
    const replayed = /** @type {any} */ (replay(pulled, edits.filter((/** @type {any} */ m) => m.bookmark)));
    const shown = /** @type {any} */ (view(replayed, names(shadow, edits), RULES, "waiting"));
    const found_on = shown.found_on && {url: shown.found_on.url, title: shown.found_on.title};
    const links = shown.links.map((/** @type {any} */ {resource: _, ...link}) => link);
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((field) => [field, {...shown, found_on, links}[field]])), expected);
    if (saved_as !== undefined) assert.equal(statusOf(replayed), saved_as);
    assert.deepEqual(pulled, before, "what was pulled must not change");
  });
}

test("edits of a bookmark whose record is not here show nothing", () => {
  assert.equal(replay(null, [/** @type {any} */ ({op: "note.edit", mid: "m", at: 1, bookmark: "bm_1", base_text: "", text: "x"})]), null);
});

test("a tag that another device put on since it was seen stays where it is taken off here", () => {
  const pulled = /** @type {any} */ (record("bm_1", {tags: {tag_a: {dev_2: 9, dev_3: 4}}}));
  const off = (/** @type {number} */ base) => replay(pulled, [{op: "bookmark.untag", mid: "m", at: 1, bookmark: "bm_1", tags: ["tag_a"], base}])?.tags.tag_a;
  assert.deepEqual([off(7), off(9)], [{dev_2: 9}, {}]);
});

test("an operation of a newer version changes nothing that is shown", () => {
  const pulled = /** @type {any} */ (record("bm_1"));
  assert.deepEqual(replay(pulled, [{op: "bookmark.paint", mid: "m", at: 1, bookmark: "bm_1"}]), pulled);
});

test("tag names are compared as the server does", () => {
  assert.equal(fold("  Straße\t ΛΟΓΟΣ ﬁ "), "strasse λογοσ fi");
});

/** @param {any[]} shadow @param {any[]} edits @returns {Map<string, string>} */
function names(shadow, edits) {
  const stored = new Map(shadow.filter(({kind}) => kind === "tag").map((tag) => [tag.id, tag]));
  const made = edits.filter(({op}) => op === "tag.create").map(({tag}) => tag);
  const tags = new Map([...stored.keys(), ...made].map((id) => [id, replayTag(stored.get(id) ?? null, edits.filter(({tag}) => tag === id))]));
  const found = new Map();
  for (const [id, first] of tags) {
    let tag = first;
    while (tag?.alias_of) tag = tags.get(tag.alias_of) ?? null;
    if (tag?.alive) found.set(id, tag.name);
  }
  return found;
}
