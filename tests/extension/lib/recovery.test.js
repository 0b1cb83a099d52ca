import assert from "node:assert/strict";
import test from "node:test";
import {record} from "../replica.js";
import {bookmarkAgain, common, readdress} from "../../../extension/lib/recovery.js";

test("nothing is said again that the server still has", () => {
  const whole = record("bm_1", {note: {text: "words", rev: 1}, tags: {tag_a: {dev_1: 1}}});
  assert.deepEqual(bookmarkAgain(/** @type {any} */ (whole), /** @type {any} */ (structuredClone(whole))), []);
});

test("an older note on the server is joined by the words it lacks", () => {
  const [edit] = bookmarkAgain(/** @type {any} */ (record("bm_1", {note: {text: "see Lemma 4 and 5", rev: 1}})), /** @type {any} */ (record("bm_1", {note: {text: "see Lemma 4", rev: 1}})));
  assert.deepEqual([edit.op, edit.base_text, edit.text], ["note.edit", "see Lemma 4", "see Lemma 4 and 5"]);
});

test("an identity and a title that the server has lost are said again", () => {
  const old = record("bm_1", {ids: ["arxiv:1", "doi:10.1/x"], meta: {title: "Ours", venue: "Here"}});
  const now = record("bm_1", {ids: ["arxiv:1"], meta: {title: "Theirs"}});
  const [learnt, ...more] = bookmarkAgain(/** @type {any} */ (old), /** @type {any} */ (now));
  assert.deepEqual([learnt.op, learnt.ids, learnt.meta, more.length], ["bookmark.create", ["doi:10.1/x"], {venue: "Here"}, 0]);
});

test("a value typed later than the server's is said again, an earlier one is not", () => {
  const field = (/** @type {number} */ at) => ({status: {v: "read", rev: 1, at, by: "dev_1"}});
  const again = (/** @type {number} */ here, /** @type {number} */ there) =>
    bookmarkAgain(/** @type {any} */ (record("bm_1", {fields: field(here)})), /** @type {any} */ (record("bm_1", {fields: field(there)})));
  assert.deepEqual(again(1, 2), []);
  assert.deepEqual(again(2, 1).map(({op, base, at}) => [op, base, at]), [["bookmark.set", null, 2]]);
});

test("a link that the server has lost is said again, and what was said of one later than the server knows", () => {
  const link = (/** @type {string} */ title, /** @type {number} */ at) => ({v: {url: "https://example.org/", kind: "page", title, origin: "mine"}, rev: 1, at, by: "dev_1"});
  const again = (/** @type {object} */ here, /** @type {object} */ there) =>
    bookmarkAgain(/** @type {any} */ (record("bm_1", {links: here})), /** @type {any} */ (record("bm_1", {links: there})));
  const contradicts = again({lnk_1: link("contradicts", 2), lnk_2: link("uses", 1)}, {lnk_1: link("extends", 1)});
  assert.deepEqual(contradicts.map(({op, link: id, base, at, value}) => [op, id, base, at, value.title]), [["link.put", "lnk_1", null, 2, "contradicts"], ["link.put", "lnk_2", null, 1, "uses"]]);
  assert.deepEqual(again({lnk_1: link("extends", 1)}, {lnk_1: link("contradicts", 2)}), []);
});

test("a paper the server says is deleted stays so", () => {
  assert.deepEqual(bookmarkAgain(/** @type {any} */ (record("bm_1")), /** @type {any} */ ({id: "bm_1", alive: false, ids: []})), []);
});

test("the common text of two notes drops nothing either has", () => {
  assert.equal(common("a b c", "a x c"), "a c");
  assert.equal(common("", "words"), "");
  assert.equal(common("kept\nnew more", "old kept"), "kept", "a word in common counts, not the blank");
});

test("an edit under an alias that the server has lost goes to what the alias stood for", () => {
  const moved = readdress({op: "bookmark.set", mid: "m", at: 1, bookmark: "bm_2", base: 4, field: "status", value: "read"}, {forked: false, aliases: new Map([["bm_2", "bm_1"]])});
  assert.deepEqual([moved.bookmark, moved.base], ["bm_1", null]);
});
