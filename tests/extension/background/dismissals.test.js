import assert from "node:assert/strict";
import test from "node:test";
import {accepted, newStore, record, row, save} from "../replica.js";
import {sync} from "../../../extension/lib/sync.js";

const ID = "arxiv:2501.00001";

/** @param {any} store @param {object} [more] */
async function dismiss(store, more = {}) {
  return (await store.edit("bookmark.dismiss", {row: row(ID, more), found_on: null})).bookmark;
}

/** A store that has pulled these records. @param {any[]} changes */
async function pulled(changes) {
  const store = await newStore();
  await store.setMeta({device: "dev_1", token: "t"});
  await sync(store, {send: async (/** @type {any} */ request) => accepted(request, {changes}), register: async () => ({device: "", token: ""})});
  return store;
}

/** @param {any} store @param {any} bookmark */
const bringBack = async (store, bookmark) => (await store.edit("bookmark.bring_back", {bookmark: bookmark.id})).bookmark;

test("a paper that was only dismissed is not saved when it comes back", async () => {
  const store = await newStore();
  assert.equal(await bringBack(store, await dismiss(store)), null);
  assert.deepEqual(await store.look([[ID]]), [null]);
  assert.equal(await bringBack(store, await dismiss(store)), null, "and so the second time");
});

test("a saved paper comes back with the status it had", async () => {
  const store = await newStore();
  const {id} = await save(store, ID);
  await store.edit("bookmark.set", {bookmark: id, field: "status", value: "reading"});
  assert.equal((await bringBack(store, await dismiss(store))).status, "reading");
});

test("a dismissed paper with a note of mine stays in the library", async () => {
  const store = await newStore();
  const {id} = await dismiss(store);
  await store.edit("note.edit", {bookmark: id, base_text: "", text: "Not now."});
  const back = await bringBack(store, {id});
  assert.deepEqual([back.status, back.note], ["to_read", "Not now."]);
});

test("what another device dismissed comes back as it was there", async () => {
  const field = (/** @type {any} */ more) => ({fields: {status: {v: "dismissed", rev: 1, at: 1, by: "dev_2", ...more}}});
  const store = await pulled([
    record("bm_1", {...field({before: "read"}), ids: ["arxiv:2501.00001"]}), record("bm_2", {...field({before: null}), ids: ["arxiv:2501.00002"]}),
    record("bm_3", {...field({}), ids: ["arxiv:2501.00003"]}),
  ]);
  assert.equal((await bringBack(store, {id: "bm_1"})).status, "read");
  assert.equal(await bringBack(store, {id: "bm_2"}), null);
  assert.equal((await bringBack(store, {id: "bm_3"})).status, "to_read", "from a server that did not say what it was");
});

test("saving a dismissed paper puts it into the library", async () => {
  const store = await newStore();
  await dismiss(store);
  assert.equal((await save(store, ID)).status, "to_read");
});

test("undo takes a dismissal and its taking back, each", async () => {
  const store = await newStore();
  const gone = await store.edit("bookmark.dismiss", {row: row(ID), found_on: null});
  assert.equal((await store.edit(/** @type {any} */ (gone.undo).kind, /** @type {any} */ (gone.undo).body)).bookmark, null);
});

for (const where of ["waiting", "pulled"]) {
  test(`a dismissed paper is no bookmark to trip over, ${where}`, async () => {
    const status = {v: "dismissed", rev: 1, at: 1, by: "dev_2", before: null};
    const tag = {kind: "tag", id: "tag_1", rev: 1, alive: true, alias_of: null, name: "seen it"};
    const store = where === "pulled" ? await pulled([tag, record("bm_1", {ids: [ID], meta: {title: `On ${ID}`}, fields: {status}, tags: {tag_1: {dev_2: 1}}})]) : await newStore();
    if (where === "waiting") await store.edit("tag.add", {bookmark: (await dismiss(store)).id, name: "seen it"});
    assert.deepEqual(await store.recent(5), []);
    assert.deepEqual((await store.search("On", 5)).bookmarks, []);
    assert.deepEqual((await store.search("on status:dismissed", 5)).bookmarks.map(({title}) => title), [`On ${ID}`]);
    assert.deepEqual((await store.search("on status:read", 5)).bookmarks, []);
    assert.deepEqual(await store.complete("seen", 5), [{name: "seen it", count: 0}]);
    assert.equal((await store.look([[ID]]))[0]?.status, "dismissed", "on its row it is known");
  });
}
