// Rows as a server may send that was taken over, or is of another version: what is kept can be read at every look.

import assert from "node:assert/strict";
import test from "node:test";
import {sync} from "../../../extension/lib/sync.js";
import {isWhole} from "../../../extension/lib/wire.js";
import {accepted, newStore, record, save} from "../replica.js";

const LINK = {url: "https://a.example/", kind: "page", title: "", origin: "mine"};
const STRANGE = [null, 0, -1, 1e308, true, "x", "\0", "\ud800", [], {}, [null], [[]], {a: null}, JSON.parse('{"__proto__": {"v": 1}, "constructor": {"v": 2}, "toString": 1}')];

/** Every member of a record, and what is in it, as something else. @returns {any[]} */
function strangers() {
  return STRANGE.flatMap((v) => [
    ...["alive", "alias_of", "ids", "id_sources", "meta", "fields", "note", "note_copies", "tags", "links", "found_on", "saved_at", "updated_at", "doc", "rev"].map((name) => ({[name]: v})),
    ...["title", "authors", "abstract", "venue", "published", "url", "details", "version", "withdrawn"].map((name) => ({meta: {[name]: v}})),
    ...["title", "authors", "url", "status", "rating", "starred", "known", "saved"].flatMap((name) => [{fields: {[name]: v}}, {fields: {[name]: {v, rev: 1, at: 1, by: "d"}}}]),
    ...Object.keys(LINK).map((name) => ({links: {lnk_1: {v: {...LINK, [name]: v}, rev: 1, at: 1, by: "d"}}})),
    {links: {lnk_1: v}}, {links: {lnk_1: {v: LINK, at: v, dead: {why: "gone", since: "2026-01-01"}}}}, {links: {lnk_1: {v: LINK, at: 1, dead: v}}},
    {tags: {tag_1: v}}, {tags: {tag_1: {d: v}}}, {note: {text: v, rev: 0}}, {note_copies: [v]}, {note_copies: [{id: "nc_1", text: v, at: 1, by: "d"}]}, {note_copies: [{id: "nc_1", text: "", at: v, by: v}]},
    {found_on: {url: v, title: v, at: v}}, {found_on: {url: "https://a.example/", title: "", at: v}}, {meta: {title: "T", details: {names: v, volume: v}}},
  ]);
}

/** @param {any} row @returns {any} as it comes over the network */
const sent = (row) => JSON.parse(JSON.stringify(row));

test("what is taken in of a hostile server can be shown, searched, cited and edited like any other", async () => {
  const rows = strangers().map((more, n) => sent(record(`bm_2501.${10_000 + n}`, more)));
  const whole = rows.filter(isWhole);
  assert.ok(whole.length > 60 && rows.length - whole.length > 250, `${whole.length} of ${rows.length}`);
  const store = await newStore();
  const tag = {kind: "tag", id: "tag_1", rev: 2, alive: true, name: "t", alias_of: null};
  const send = async (/** @type {any} */ request) => accepted(request, {changes: [tag, ...whole]});
  await sync(store, {register: () => assert.fail("nobody asked"), send});
  assert.ok((await store.recent(1000)).length > 50);
  await store.search("pulled", 1000);
  await store.search("tag:t has:link year:2024 -x", 1000);
  await store.complete("", 10);
  await store.showAfter(null, 10_000);
  const shown = await store.look(whole.map(({ids}) => ids));
  for (const view of shown.filter((one, n) => one && n % 6 === 0)) {
    await store.citeKey(String(view?.id));
    await store.edit("bookmark.set", {bookmark: view?.id, field: "status", value: "read"});
  }
});

for (const row of [record("bm_1", {note: null}), record("bm_1", {ids: [null]}), {kind: "tag", id: "tag_1", rev: 1, alive: true, alias_of: null, name: null}]) {
  test(`an answer with ${JSON.stringify(row).slice(0, 40)}… that cannot be shown is not kept, and no edit is lost`, async () => {
    const store = await newStore();
    await save(store, "arxiv:2501.00001");
    const send = async (/** @type {any} */ request) => accepted(request, {changes: [record("bm_2"), row]});
    await assert.rejects(sync(store, {register: () => assert.fail("nobody asked"), send}), {code: "old_server"});
    assert.deepEqual(await store.counts(), {pending: 1, refused: 0});
    assert.equal((await store.recent(10)).length, 1);
  });
}

test("members and kinds of a newer server do no harm", () => {
  assert.ok(isWhole(record("bm_1", {colour: "red", meta: {title: "T", colour: {}}, fields: {colour: {v: {}, rev: 1}}})));
  assert.ok(isWhole({kind: "shelf", id: "s", rev: 1}));
});
