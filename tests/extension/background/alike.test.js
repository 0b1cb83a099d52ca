// A row whose title is that of a saved paper is shown as probably the same, and joined by nobody but its reader.
import assert from "node:assert/strict";
import test from "node:test";
import {background, PAGE} from "../asking.js";
import {accepted, newStore, raw, record, row, save, watchRequests} from "../replica.js";
import {done, openDatabase} from "../../../extension/background/database.js";
import {fillIndexes} from "../../../extension/background/filling.js";

const TITLE = "A Small Lamp in a Large Fog";
const NAMED = {title: TITLE, authors: ["Ada Okafor"], published: "2026-01-02"};
const OTHER = raw("2601.00002", {...NAMED, title: "A small LAMP in a large fog."});

test("a row with the title of a saved paper says so, and one with another first author does not", async () => {
  const {ask} = await background();
  const {bookmark} = await ask("bookmark.save", {row: raw("2601.00001", NAMED), found_on: null}, PAGE);
  const told = await ask("rows.read", {rows: [OTHER, raw("2601.00003", {...NAMED, authors: ["Bo Ek"]}), raw("2601.00001", NAMED), raw("2601.00004", {title: "On fog"})]}, PAGE);
  assert.deepEqual(told.map((/** @type {any} */ one) => one.same), [{bookmark: bookmark.id, title: TITLE, about: "Ada Okafor, 2026"}, null, null, null]);
});

test("what was pulled is found by its title as what was saved here is, and a deleted paper by none", async () => {
  const store = await newStore();
  const pulled = record("bm_pulled", {ids: ["doi:10.5555/a"], meta: NAMED});
  await store.absorb(/** @type {any} */ ({results: [], rows: [pulled], cursor: "c1", head: 1, more: false, serverTime: 0}));
  assert.equal((await store.alike([row("arxiv:2601.00002", NAMED)]))[0]?.bookmark, "bm_pulled");
  await store.edit("bookmark.delete", {bookmark: "bm_pulled"});
  assert.deepEqual(await store.alike([row("arxiv:2601.00002", NAMED), null]), [null, null]);
});

test("a title that was typed here counts, not the one it replaced", async () => {
  const store = await newStore();
  const {id} = await save(store, "arxiv:2601.00001", NAMED);
  await store.edit("bookmark.set", {bookmark: id, field: "title", value: "Fog lamps in small large numbers"});
  const asked = [row("arxiv:2601.00002", NAMED), row("arxiv:2601.00002", {...NAMED, title: "Fog Lamps in Small, Large Numbers"})];
  assert.deepEqual((await store.alike(asked)).map((one) => one?.bookmark ?? null), [null, id]);
});

test("joining gives the bookmark the ids of the row, and undo takes them off again", async () => {
  const {ask} = await background();
  const {bookmark} = await ask("bookmark.save", {row: raw("2601.00001", NAMED), found_on: null}, PAGE);
  const joined = await ask("bookmark.attach", {bookmark: bookmark.id, ids: ["arxiv:2601.00002"]}, PAGE);
  const [after] = await ask("rows.read", {rows: [OTHER]}, PAGE);
  assert.deepEqual([after.view.id, after.same], [bookmark.id, null]);
  await ask(joined.undo.kind, joined.undo.body, PAGE);
  const [apart] = await ask("rows.read", {rows: [OTHER]}, PAGE);
  assert.deepEqual([apart.view, apart.same], [null, null], "who took them apart is not asked again");
});

test("what is not the same is not shown again, until that is undone", async () => {
  const {ask} = await background();
  const {bookmark} = await ask("bookmark.save", {row: raw("2601.00001", NAMED), found_on: null}, PAGE);
  const same = async () => (await ask("rows.read", {rows: [OTHER]}, PAGE))[0].same?.bookmark ?? null;
  const {undo} = await ask("same.refuse", {bookmark: bookmark.id, row: ["arxiv:2601.00002"]}, PAGE);
  assert.equal(await same(), null);
  await ask(undo.kind, undo.body, PAGE);
  assert.equal(await same(), bookmark.id);
  await assert.rejects(ask("same.refuse", {bookmark: bookmark.id, row: Array(21).fill("doi:10.1/x")}, PAGE), {code: "bad_value"});
});

test("to look a title up is one query by the index for each row, however large the library", async () => {
  const store = await newStore();
  for (let n = 0; n < 30; n++) await save(store, `arxiv:2601.${10000 + n}`, {...NAMED, title: `${TITLE}, part ${n}`});
  const request = {mutations: (await store.outgoing({mutations: 500, bytes: 1e7}))};
  await store.absorb(/** @type {any} */ ({...accepted(request), serverTime: 0, rows: request.mutations.map((m, n) => record(m.bookmark, {ids: m.ids, meta: {...NAMED, title: `${TITLE}, part ${n}`}}))}));
  const rows = Array.from({length: 40}, (_, n) => row(`doi:10.5555/${n}`, {title: `Not saved so far, paper ${n}`}));
  const {reads} = await watchRequests(store, () => store.alike(rows));
  assert.ok(reads <= rows.length + 2, `${reads} requests`);
});

test("what was kept before there was the index is found after the upgrade, also when the worker died in the middle", async () => {
  await old("upgraded", Array.from({length: 700}, (_, n) => record(`bm_${String(n).padStart(3, "0")}`, {meta: {...NAMED, title: `${TITLE}, part ${n}`}})));
  const db = await openDatabase("upgraded");
  let slices = 0;
  const dying = new Proxy(db, {get: (of, name) => {
    if (name === "transaction" && ++slices > 2) throw new Error("the worker died");
    const value = Reflect.get(of, name);
    return typeof value === "function" ? value.bind(of) : value;
  }});
  await assert.rejects(fillIndexes(dying), /died/);
  assert.equal(await done(db.transaction(["bookmarks"]).objectStore("bookmarks").index("titled").count()), 600);
  await fillIndexes(db);
  assert.equal(await done(db.transaction(["bookmarks"]).objectStore("bookmarks").index("titled").count()), 700);
  db.close();
  const store = await newStore({name: "upgraded"});
  const waits = await store.outgoing({mutations: 9, bytes: 1e6});
  assert.deepEqual(waits.map(({seq, mid}) => [seq, mid]), [[1, "m1"]], "an edit that waited when the extension was updated is sent after it");
  const asked = [row("doi:10.5555/a", {...NAMED, title: `${TITLE}, part 699`}), row("doi:10.5555/b", {...NAMED, title: "Lamps that wait to be sent"})];
  assert.deepEqual((await store.alike(asked)).map((one) => one?.bookmark ?? null), ["bm_699", "bm_waiting"]);
});

/** A replica as the version before wrote it. @param {string} name @param {any[]} records */
async function old(name, records) {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => {
    const db = opening.result;
    for (const prefix of ["", "fresh_"]) {
      const bookmarks = db.createObjectStore(`${prefix}bookmarks`, {keyPath: "id"});
      for (const [index, options] of Object.entries({ids: {multiEntry: true}, tag_ids: {multiEntry: true}, alias_of: {}, updated_at: {}})) bookmarks.createIndex(index, index, options);
      db.createObjectStore(`${prefix}tags`, {keyPath: "id"}).createIndex("folded", "folded");
    }
    const outbox = db.createObjectStore("outbox", {keyPath: "seq"});
    outbox.createIndex("bookmark", "bookmark");
    for (const index of ["ids", "tags", "names"]) outbox.createIndex(index, index, {multiEntry: true});
    db.createObjectStore("refused", {keyPath: "mid"}).createIndex("bookmark", "mutation.bookmark");
    db.createObjectStore("meta", {keyPath: "key"});
    for (const one of records) /** @type {IDBTransaction} */ (opening.transaction).objectStore("bookmarks").put(one);
    const made = {op: "bookmark.create", mid: "m1", at: 1, bookmark: "bm_waiting", ids: ["doi:10.5555/w"], meta: {...NAMED, title: "Lamps that wait to be sent"}, source: "listing"};
    outbox.put({seq: 1, mutations: [made], bookmark: "bm_waiting", ids: made.ids, tags: [], names: []});
  };
  (await done(opening)).close();
}
