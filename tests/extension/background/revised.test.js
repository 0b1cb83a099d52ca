import assert from "node:assert/strict";
import test from "node:test";
import {newStore, row} from "../replica.js";

const ID = "arxiv:2501.00001";
const DAY = 86_400_000;

/** A store whose clock is `clock.now`, with one paper saved from a row. @param {object} [more] of the row */
async function saved(more) {
  const clock = {now: Date.UTC(2026, 10, 10, 12)};
  const store = await newStore({now: () => clock.now});
  const {bookmark} = await store.edit("bookmark.save", {row: row(ID, more), found_on: null});
  /** @param {string} kind @param {object} body */
  const edit = (kind, body) => store.edit(kind, {bookmark: bookmark.id, ...body});
  return {clock, store, bookmark, edit};
}

test("saving remembers which version it was", async () => {
  assert.deepEqual((await saved({version: 2, revised: "2026-11-01"})).bookmark.known, {version: 2, revised: "2026-11-01", day: "2026-11-10"});
  assert.equal((await saved({version: null, revised: ""})).bookmark.known, null);
});

test("a note written later knows the day, and the version that its page shows", async () => {
  const {clock, edit} = await saved({version: 1});
  assert.deepEqual((await edit("note.edit", {base_text: "", text: "Good."})).bookmark.known.version, 1);
  clock.now += 5 * DAY;
  const {bookmark} = await edit("note.edit", {base_text: "Good.", text: "Better.", told: {version: 2, revised: "2026-11-12"}});
  assert.deepEqual(bookmark.known, {version: 2, revised: "2026-11-12", day: "2026-11-15"});
  clock.now += DAY;
  assert.deepEqual((await edit("note.edit", {base_text: "Better.", text: "Best.", told: {version: 1}})).bookmark.known, {version: 2, revised: "2026-11-12", day: "2026-11-16"});
});

test("a note on the day of the save is one mutation", async () => {
  const {store, edit} = await saved({version: null});
  await edit("note.edit", {base_text: "", text: "Good."});
  const sent = await store.outgoing({mutations: 100, bytes: 1e6});
  assert.deepEqual(sent.map(({op}) => op), ["bookmark.create", "note.edit"]);
});

test("what was seen is kept with what the page said, and can be undone", async () => {
  const {clock, edit} = await saved({version: 1});
  clock.now += 5 * DAY;
  const {bookmark, undo} = await edit("bookmark.seen", {told: {version: 3, revised: "2026-11-14", venue: "Margins 2026"}});
  assert.deepEqual([bookmark.known, bookmark.venue], [{version: 3, revised: "2026-11-14", day: "2026-11-15"}, "Margins 2026"]);
  assert.deepEqual((await back(edit, undo)).bookmark.known, {version: 1, revised: "", day: "2026-11-10"});
});

/** @param {any} edit @param {any} undo */
const back = (edit, {kind, body}) => edit(kind, body);

test("a newer version met on a page is learnt once, and is not seen by that", async () => {
  const {store, bookmark, edit} = await saved({version: 1});
  assert.equal((await edit("bookmark.learn", {source: "listing", row: {version: 3, revised: "2026-11-14"}})).wrote, true);
  assert.equal((await edit("bookmark.learn", {source: "listing", row: {version: 3, revised: "2026-11-14"}})).wrote, false);
  assert.equal((await edit("bookmark.learn", {source: "listing", row: {version: 2, revised: "2026-11-02"}})).wrote, false);
  assert.equal((await store.look([[ID]]))[0]?.known?.version, 1);
  assert.equal(bookmark.known.version, 1);
});

test("what a hostile page says of versions is left out", async () => {
  for (const version of [0, -1, 1.5, "2", 10_000, null, {}]) {
    assert.equal((await saved({version, revised: "<b>"})).bookmark.known, null);
  }
});
