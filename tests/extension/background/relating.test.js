import assert from "node:assert/strict";
import test from "node:test";
import {newStore, record, RULES, save} from "../replica.js";
import {openRelatedStore} from "../../../extension/background/related_store.js";
import {openRelating} from "../../../extension/background/relating.js";
import {count} from "../../../extension/lib/terms.js";

const TABLE = new Map([["the", 0.9], ["model", 0.3]]);
const LANTERNS = "Sparse lanterns: attention landmarks for long contexts";
let number = 0;

/** A worker over a replica; the same `name` again is the next worker. */
async function worker(store, {name = `related-${++number}`, version = 1, kept = undefined} = {}) {
  const own = kept ?? (await openRelatedStore({name, version}));
  return Object.assign(await openRelating({store, kept: own, rules: RULES, table: TABLE}), {name, kept: own});
}

/** The ids of what a title relates to. */
const near = (index, title) => index.related(count(title), 3).filter(({score}) => score > 0.1).map(({id}) => id);

/** A related store that fails at the n-th write of papers, as a worker that dies there. */
function dying(kept, at) {
  let writes = 0;
  return {...kept, write: (...all) => (++writes > at ? Promise.reject(new Error("killed")) : kept.write(...all))};
}

/** @param {any} store @param {number} size */
async function fill(store, size) {
  const rows = Array.from({length: size}, (_, at) => record(`bm_${String(at).padStart(4, "0")}`, {meta: {title: `Topic${at} gadget${at} study`}}));
  await store.absorb({rows, acknowledged: [], results: [], cursor: `c${size}`, head: size, serverTime: 0, more: false, fresh: false});
}

test("a saved paper is found by a row that shares its words, a note and tags count, and edits are followed", async () => {
  const store = await newStore();
  const index = await worker(store);
  const {id} = await save(store, "arxiv:2501.00001", {title: LANTERNS});
  index.changed({ids: [], bookmarks: [id], all: false});
  await index.settled();
  assert.deepEqual(near(index, "Landmarks and lanterns in attention"), [id]);
  assert.deepEqual(near(index, "Shoaling dynamics in zebrafish behaviour"), []);
  await store.edit("note.edit", {bookmark: id, base_text: "", text: "Zebrafish behaviour and its shoaling dynamics: zebrafish behaviour recorded, shoaling dynamics measured."});
  await store.edit("tag.add", {bookmark: id, name: "ichthyology"});
  index.changed({ids: [], bookmarks: [id], all: false});
  await index.settled();
  assert.deepEqual(near(index, "Shoaling dynamics in zebrafish behaviour"), [id]);
  assert.ok(index.related(count("Ichthyology"), 3)[0].score > 0);
});

test("a dismissed or removed paper is not related to", async () => {
  const store = await newStore();
  const [one, two] = [await save(store, "arxiv:1", {title: LANTERNS}), await save(store, "arxiv:2", {title: LANTERNS})];
  const index = await worker(store);
  await index.settled();
  assert.equal(index.size(), 2);
  await store.edit("bookmark.set", {bookmark: one.id, field: "status", value: "dismissed"});
  await store.edit("bookmark.delete", {bookmark: two.id});
  index.changed({ids: [], bookmarks: [one.id, two.id], all: false});
  await index.settled();
  assert.equal(index.size(), 0);
  assert.deepEqual(near(index, LANTERNS), []);
});

test("the next worker goes on where one was killed, at any write", async () => {
  const store = await newStore();
  await fill(store, 350);
  for (const at of [0, 1, 2, 3]) {
    const name = `killed-${at}`;
    const kept = await openRelatedStore({name});
    const dead = await worker(store, {kept: dying(kept, at)});
    await dead.settled().catch(() => null);
    const next = await worker(store, {kept});
    await next.settled();
    assert.equal(next.size(), 350, `killed at write ${at}`);
    assert.deepEqual(near(next, "Topic349 gadget349 study"), ["bm_0349"]);
    kept.close();
  }
});

test("a worker that missed edits and a sync takes them in, and reads nothing again when nothing changed", async () => {
  const store = await newStore();
  await fill(store, 3);
  const first = await worker(store);
  await first.settled();
  const {id} = await save(store, "arxiv:2501.00009", {title: LANTERNS}); // nobody tells the index
  await store.edit("bookmark.delete", {bookmark: "bm_0001"});
  const second = await worker(store, first);
  await second.settled();
  assert.equal(second.size(), 3);
  assert.deepEqual(near(second, LANTERNS), [id]);
  let shown = 0;
  const counted = {show: (ids) => ((shown += ids.length), store.show(ids)), showAfter: (...which) => ((shown += 1), store.showAfter(...which))};
  const third = await worker({...store, ...counted}, second);
  await third.settled();
  assert.deepEqual([third.size(), shown], [3, 0]);
});

test("an index of another version is made anew by itself, and what was refused is kept", async () => {
  const store = await newStore();
  await fill(store, 5);
  const old = await worker(store, {version: 1});
  await old.settled();
  await old.refuse("bm_0001", ["arxiv:2501.1"]);
  old.kept.close();
  const now = await worker(store, {name: old.name, version: 2});
  await now.settled();
  assert.equal(now.size(), 5);
  assert.deepEqual([...now.refusals.of(["arxiv:2501.1"])], ["bm_0001"]);
  await now.allow("bm_0001", ["arxiv:2501.1"]);
  assert.equal((await now.kept.refusals()).length, 0);
});
