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

test("the next worker relates as the one before, also to what is written after a write that failed", async () => {
  const store = await newStore();
  await fill(store, 30);
  const kept = await openRelatedStore({name: `related-${++number}`});
  let fails = false;
  const first = await worker(store, {kept: {...kept, write: (...all) => (fails ? Promise.reject(new Error("full")) : kept.write(...all))}});
  await first.settled();
  fails = true;
  const lost = await save(store, "arxiv:2501.00011", {title: "Shoaling of zebrafish larvae"});
  first.changed({ids: [], bookmarks: [lost.id], all: false});
  await assert.rejects(first.settled(), /full/);
  fails = false;
  const next = await save(store, "arxiv:2501.00012", {title: LANTERNS});
  first.changed({ids: [], bookmarks: [next.id], all: false});
  await first.settled();
  const second = await worker(store, {kept});
  await second.settled();
  for (const title of [LANTERNS, "Larvae of zebrafish", "Topic7 gadget7 study", "A study of lanterns"]) {
    assert.deepEqual(second.related(count(title), 5), first.related(count(title), 5), title);
    assert.ok(second.related(count(title), 1)[0].score > 0.1, title);
  }
});

test("an index that an earlier Manicule kept, with the terms of each paper, is made anew", async () => {
  const name = `related-${++number}`;
  const opening = indexedDB.open(name, 2);
  opening.onupgradeneeded = () => {
    const papers = opening.result.createObjectStore("papers", {keyPath: "id"});
    papers.createIndex("leads", "leads", {multiEntry: true});
    papers.put({id: "bm_0001", stamp: "1.2", terms: "other words", counts: Uint8Array.of(1), leads: []});
    opening.result.createObjectStore("state", {keyPath: "key"}).put({key: "point", version: 3, point: {cursor: "c5", next: 1}});
    opening.result.createObjectStore("refusals", {keyPath: ["bookmark", "row"]}).put({bookmark: "bm_0001", row: "arxiv:1", ids: ["arxiv:1"]});
  };
  await new Promise((done) => (opening.onsuccess = done));
  opening.result.close();
  const store = await newStore();
  await fill(store, 5);
  const index = await worker(store, {kept: await openRelatedStore({name})});
  await index.settled();
  assert.deepEqual([index.size(), near(index, "Topic1 gadget1 study")], [5, ["bm_0001"]]);
  assert.deepEqual([...index.refusals.of(["arxiv:1"])], ["bm_0001"]);
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
