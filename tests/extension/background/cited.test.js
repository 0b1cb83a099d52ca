// A citation copied offline has the key that the server's export gives it, whatever came in which order.
import assert from "node:assert/strict";
import test from "node:test";
import {newStore, record, save} from "../replica.js";
import {citeKey} from "../../../extension/lib/cite.js";
import {done, openDatabase} from "../../../extension/background/database.js";
import {fillIndexes} from "../../../extension/background/filling.js";

const NAMED = {title: "Lamps in Fog", authors: ["Ada Okafor"], published: "2026-01-02"};

/** @param {any} store @param {any[]} rows */
const pull = (store, ...rows) => store.absorb({results: [], rows, cursor: "c1", head: 1, more: false, serverTime: 0});
/** @param {string} id @param {number} doc @param {object} [more] */
const kept = (id, doc, more = {}) => record(id, {ids: [`doi:10.5555/${id}`], meta: NAMED, doc, ...more});

test("the paper that came to the server first has the usual key, in whatever order they are pulled", async () => {
  for (const rows of [[kept("bm_one", 4), kept("bm_two", 9)], [kept("bm_two", 9), kept("bm_one", 4)]]) {
    const store = await newStore();
    for (const row of rows) await pull(store, row);
    assert.deepEqual([await store.citeKey("bm_one"), await store.citeKey("bm_two")], ["okafor2026lamps", "okafor2026lamps-obd"]);
  }
});

test("another paper changes no key that was there, and one that nobody shares needs none", async () => {
  const store = await newStore();
  await pull(store, kept("bm_two", 9));
  assert.equal(await store.citeKey("bm_two"), "okafor2026lamps");
  await pull(store, kept("bm_one", 12, {saved_at: 1}));
  assert.equal(await store.citeKey("bm_two"), "okafor2026lamps");
  assert.equal(await store.citeKey("bm_nobody"), null);
});

test("what waits here comes after what the server has, and a title typed here counts", async () => {
  const store = await newStore();
  const mine = await save(store, "arxiv:2601.00001", NAMED);
  assert.equal(await store.citeKey(mine.id), "okafor2026lamps");
  await pull(store, kept("bm_one", 4));
  assert.match((await store.citeKey(mine.id)) ?? "", /^okafor2026lamps-[a-z]{3}$/);
  await store.edit("bookmark.set", {bookmark: "bm_one", field: "title", value: "Something Else"});
  assert.equal(await store.citeKey(mine.id), "okafor2026lamps");
  assert.equal(await store.citeKey("bm_one"), citeKey({...kept("bm_one", 4), ...NAMED, title: "Something Else", key: "", venue: "", url: "", links: [], details: {}}));
});

test("to find who shares a key reads nobody else's record, however large the library", async (t) => {
  const store = await newStore();
  await pull(store, kept("bm_one", 4), kept("bm_two", 9), ...Array.from({length: 300}, (_, n) => record(`bm_${n}`, {doc: 20 + n})));
  const gets = t.mock.method(IDBObjectStore.prototype, "get");
  const all = t.mock.method(IDBObjectStore.prototype, "getAll");
  await store.citeKey("bm_two");
  assert.ok(gets.mock.callCount() < 20, `${gets.mock.callCount()} gets`);
  assert.equal(all.mock.callCount(), 0);
});

test("what was kept before there was this index gets its place in it", async () => {
  const store = await newStore();
  await pull(store, kept("bm_one", 4), kept("bm_two", 9));
  const db = await openDatabase(store.name);
  const transaction = db.transaction(["bookmarks", "meta"], "readwrite");
  for (const row of await done(transaction.objectStore("bookmarks").getAll())) transaction.objectStore("bookmarks").put({...row, cited: undefined});
  await done(transaction.objectStore("meta").put({key: "untitled", value: ""}));
  assert.equal(await store.citeKey("bm_two"), null);
  await fillIndexes(db);
  assert.equal(await store.citeKey("bm_two"), "okafor2026lamps-obd");
});
