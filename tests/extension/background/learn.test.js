// What a page tells of a paper that is saved already is kept once, and never asked for.
import assert from "node:assert/strict";
import test from "node:test";
import {newStore, row, save} from "../replica.js";
import {worthLearning} from "../../../extension/background/learn.js";

const BARE = {title: "", authors: [], abstract: ""};

/** @param {any} store @param {string} bookmark @param {any} seen @param {string} [source] */
const learn = (store, bookmark, seen, source = "listing") => store.edit("bookmark.learn", {bookmark, row: seen, source});

test("a bookmark saved from its address alone is completed by the first row that is seen, once", async () => {
  const store = await newStore();
  const bare = await save(store, "arxiv:2501.00001", BARE);
  const seen = row("arxiv:2501.00001", {abstract: "We light lamps."});
  assert.equal(worthLearning(bare, seen, "listing"), true);
  const first = await learn(store, bare.id, seen);
  assert.deepEqual([first.wrote, first.undo, first.bookmark.title, first.bookmark.abstract], [true, null, "On arxiv:2501.00001", "We light lamps."]);
  assert.equal(worthLearning(first.bookmark, seen, "listing"), false);
  assert.equal((await learn(store, bare.id, seen)).wrote, false);
});

test("a list adds nothing to a paper that is known well, its own page adds ids", async () => {
  const store = await newStore();
  const known = await save(store, "arxiv:2501.00001");
  const seen = row("arxiv:2501.00001", {ids: ["arxiv:2501.00001", "doi:10.5555/x"]});
  assert.equal(worthLearning(known, seen, "listing"), false);
  assert.equal(worthLearning(known, seen, "page"), true);
  const {bookmark} = await learn(store, known.id, seen, "page");
  assert.deepEqual(bookmark.ids, ["arxiv:2501.00001", "doi:10.5555/x"]);
  assert.equal(bookmark.id_sources["doi:10.5555/x"], "page");
});

test("an id that was taken off is not learnt again, and its row shows no bookmark", async () => {
  const store = await newStore();
  const {id} = await save(store, "arxiv:2501.00001", {ids: ["arxiv:2501.00001", "doi:10.5555/x"]});
  const {bookmark, undo} = await store.edit("bookmark.detach", {bookmark: id, ids: ["doi:10.5555/x"]});
  assert.deepEqual(bookmark?.ids, ["arxiv:2501.00001"]);
  const both = row("arxiv:2501.00001", {ids: ["arxiv:2501.00001", "doi:10.5555/x"]});
  assert.equal((await learn(store, id, both, "page")).wrote, false);
  assert.deepEqual((await store.look([["doi:10.5555/x"], ["arxiv:2501.00001"]])).map((view) => view?.id ?? null), [null, id]);
  await store.edit(/** @type {any} */ (undo).kind, /** @type {any} */ (undo).body);
  assert.equal((await store.look([["doi:10.5555/x"]]))[0]?.id, id);
});

test("the only id of a paper cannot be taken off", async () => {
  const store = await newStore();
  const {id} = await save(store, "arxiv:2501.00001");
  await assert.rejects(store.edit("bookmark.detach", {bookmark: id, ids: ["arxiv:2501.00001"]}), {code: "last_identity"});
});

test("saving a row that shows a further id of a known paper sends that id", async () => {
  const store = await newStore();
  const {id} = await save(store, "arxiv:2501.00001");
  const again = await store.edit("bookmark.save", {row: row("arxiv:2501.00001", {ids: ["arxiv:2501.00001", "pmid:7"]}), found_on: null, source: "listing"});
  assert.deepEqual([again.bookmark?.id, again.bookmark?.ids, again.undo], [id, ["arxiv:2501.00001", "pmid:7"], null]);
});
