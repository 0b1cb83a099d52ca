import assert from "node:assert/strict";
import test from "node:test";
import {newStore, record, row, save, watchRequests} from "../replica.js";

test("a saved row is shown as saved, under any of its ids", async () => {
  const store = await newStore();
  const saved = await save(store, "arxiv:1706.03762", {ids: ["arxiv:1706.03762", "doi:10.1/x"]});
  const [byKey, byDoi, other] = await store.look([["arxiv:1706.03762"], ["doi:10.1/x"], ["arxiv:2501.00001"]]);
  assert.equal(byKey?.id, saved.id);
  assert.equal(byDoi?.id, saved.id);
  assert.equal(other, null);
  assert.equal(byKey?.title, "On arxiv:1706.03762");
  assert.equal(byKey?.status, "to_read");
  assert.equal(byKey?.sync, "here");
  await store.setMeta({token: "t"});
  assert.equal((await store.look([["arxiv:1706.03762"]]))[0]?.sync, "waiting");
});

test("ten papers saved at the same moment are ten bookmarks", async () => {
  const store = await newStore();
  const ids = Array.from({length: 10}, (_, i) => `arxiv:2501.0000${i}`);
  await Promise.all(ids.map((id) => save(store, id)));
  const shown = await store.look(ids.map((id) => [id]));
  assert.equal(new Set(shown.map((view) => view?.id)).size, 10);
});

test("one paper saved in two tabs at the same moment is one bookmark", async () => {
  const store = await newStore();
  const [one, two] = await Promise.all([save(store, "arxiv:2501.00001"), save(store, "arxiv:2501.00001")]);
  assert.equal(one.id, two.id);
  assert.deepEqual(await store.counts(), {pending: 1, refused: 0});
});

test("saving what is saved answers the bookmark that is there, with nothing to undo", async () => {
  const store = await newStore();
  const first = await save(store, "arxiv:2501.00001");
  const again = await store.edit("bookmark.save", {row: row("arxiv:2501.00001"), found_on: null});
  assert.equal(again.bookmark?.id, first.id);
  assert.equal(again.undo, null);
});

for (const size of [0, 2_000]) {
  test(`one edit writes one record, with ${size} bookmarks in the replica`, async () => {
    const store = await newStore();
    await fill(store, size);
    const found = {url: "https://github.com/a/b", kind: "code", title: "", origin: "found"};
    const writing = (/** @type {() => Promise<any>} */ work) => watchRequests(store, work).then(({writes}) => writes);
    /** @type {any} */
    let bookmark;
    const one = [{store: "outbox", method: "add"}];
    assert.deepEqual(await writing(async () => (bookmark = await save(store, "arxiv:9999.00001", {links: [found]}))), one);
    assert.deepEqual(await writing(() => store.edit("tag.add", {bookmark: bookmark.id, name: "a new tag"})), one);
    assert.deepEqual(await writing(() => store.edit("note.edit", {bookmark: bookmark.id, base_text: "", text: "x"})), one);
    assert.deepEqual(await writing(() => store.edit("bookmark.delete", {bookmark: bookmark.id})), one);
  });
}

test("looking fifty rows up takes as many requests with 5,000 bookmarks as with 100", async () => {
  const counts = [];
  for (const size of [100, 5_000]) {
    const store = await newStore();
    await fill(store, size);
    const rows = Array.from({length: 50}, (_, i) => [`arxiv:p${i}`, `doi:10.1/${i}`]);
    counts.push((await watchRequests(store, () => store.look(rows))).reads);
  }
  assert.equal(counts[0], counts[1]);
});

test("a new worker sees the edits of the one that died", async () => {
  const before = await newStore();
  const {id} = await save(before, "arxiv:2501.00001");
  await before.edit("note.edit", {bookmark: id, base_text: "", text: "typed just now"});
  const after = await newStore({name: before.name});
  const [view] = await after.look([["arxiv:2501.00001"]]);
  assert.equal(view?.note, "typed just now");
  const sent = await after.outgoing({mutations: 100, bytes: 1e6});
  assert.deepEqual(sent.map(({seq, op}) => [seq, op]), [[1, "bookmark.create"], [2, "note.edit"]]);
});

test("edits are numbered without gaps, also after all were acknowledged", async () => {
  const store = await newStore();
  const {id} = await save(store, "arxiv:2501.00001");
  await store.edit("tag.add", {bookmark: id, name: "diffusion"});
  const sent = await store.outgoing({mutations: 100, bytes: 1e6});
  const results = sent.map(({mid}) => ({mid, status: "applied"}));
  await store.absorb({rows: [], results, more: false, cursor: "c", serverTime: 0, fresh: false});
  await save(store, "arxiv:2501.00002");
  const next = await store.outgoing({mutations: 100, bytes: 1e6});
  assert.deepEqual(sent.map(({seq}) => seq), [1, 2, 3]);
  assert.deepEqual(next.map(({seq}) => seq), [4]);
});

test("every edit comes with the message that undoes it", async () => {
  const store = await newStore();
  const {id} = await save(store, "arxiv:2501.00001");
  const shown = async () => without((await store.look([["arxiv:2501.00001"]]))[0]);
  const start = await shown();
  const edits = /** @type {[string, object][]} */ ([
    ["bookmark.set", {bookmark: id, field: "status", value: "read"}], ["bookmark.set", {bookmark: id, field: "title", value: "Mine"}],
    ["note.edit", {bookmark: id, base_text: "", text: "a note"}], ["tag.add", {bookmark: id, name: "Diffusion"}],
    ["link.add", {bookmark: id, url: "https://example.org/", kind: "code", title: "It"}], ["bookmark.delete", {bookmark: id}],
  ]);
  for (const [kind, body] of edits) {
    const {undo} = await store.edit(kind, body);
    assert.notDeepEqual(await shown(), start, kind);
    await store.edit(String(undo?.kind), undo?.body);
    assert.deepEqual(await shown(), start, kind);
  }
});

test("the undo of a save has not seen what another device wrote since, though it was pulled; the reader's own Remove has", async () => {
  const store = await newStore();
  const {bookmark, undo} = await store.edit("bookmark.save", {row: row("arxiv:1"), found_on: null});
  const theirs = record(String(bookmark?.id), {ids: ["arxiv:1"], rev: 7, note: {text: "theirs", rev: 7, by: "dev_2"}});
  const [made] = await store.outgoing({mutations: 9, bytes: 1e6});
  await store.absorb({rows: [theirs], results: [{mid: made.mid, status: "applied"}], more: false, cursor: "c", head: 7, serverTime: 0, fresh: false});
  await store.edit(String(undo?.kind), undo?.body);
  await store.edit("bookmark.restore", {bookmark: theirs.id});
  await store.edit("bookmark.delete", {bookmark: theirs.id});
  const bases = (await store.outgoing({mutations: 9, bytes: 1e6})).filter(({op}) => op === "bookmark.delete").map(({base}) => base);
  assert.deepEqual(bases, [0, 7]);
});

test("an edit is dated by the server's clock, and a tag taken off says up to where it was seen", async () => {
  const store = await newStore({now: () => 1_000});
  const tag = {kind: "tag", id: "tag_a", rev: 4, alive: true, alias_of: null, name: "vision"};
  await store.absorb({rows: [tag, record("bm_1", {rev: 7, tags: {tag_a: {dev_2: 6}}})], results: [], more: false, cursor: "c", head: 9, serverTime: 61_000, fresh: false});
  await store.edit("tag.remove", {bookmark: "bm_1", name: "Vision"});
  const [sent] = await store.outgoing({mutations: 9, bytes: 1e6});
  assert.deepEqual([sent.op, sent.tags, sent.base, sent.at], ["bookmark.untag", ["tag_a"], 7, 61_000]);
});

test("taking a tag or a link off can be undone too", async () => {
  const store = await newStore();
  const {id} = await save(store, "arxiv:2501.00001");
  await store.edit("tag.add", {bookmark: id, name: "Diffusion"});
  const added = await store.edit("link.add", {bookmark: id, url: "https://example.org/", kind: "code", title: "It"});
  const link = added.bookmark?.links.find(({url}) => url === "https://example.org/")?.id;
  for (const [kind, body] of /** @type {[string, object][]} */ ([["tag.remove", {bookmark: id, name: "DIFFUSION"}], ["link.remove", {bookmark: id, link}]])) {
    const gone = await store.edit(kind, body);
    const back = await store.edit(String(gone.undo?.kind), gone.undo?.body);
    assert.notDeepEqual(without(gone.bookmark), without(added.bookmark));
    assert.deepEqual(linksAndTags(back.bookmark), linksAndTags(added.bookmark));
  }
});

test("a tag typed in another case is the tag that is there", async () => {
  const store = await newStore();
  const [one, two] = [await save(store, "arxiv:2501.00001"), await save(store, "arxiv:2501.00002")];
  await store.edit("tag.add", {bookmark: one.id, name: "Straße"});
  const {bookmark} = await store.edit("tag.add", {bookmark: two.id, name: "STRASSE"});
  assert.deepEqual(bookmark?.tags, ["Straße"]);
});

test("completion offers my own tags, most used first, before and after they were pulled", async () => {
  const store = await newStore();
  const [one, two] = [await save(store, "arxiv:2501.00001"), await save(store, "arxiv:2501.00002")];
  await pull(store, [tag("tag_a", "vision"), tag("tag_b", "video"), record("bm_1", {tags: {tag_a: {dev_x: 1}}}), record("bm_2", {tags: {tag_a: {dev_x: 1}}})]);
  await store.edit("tag.add", {bookmark: one.id, name: "video"});
  await store.edit("tag.add", {bookmark: two.id, name: "vitals"});
  assert.deepEqual(await store.complete("VI", 10), [{name: "vision", count: 2}, {name: "video", count: 1}, {name: "vitals", count: 1}]);
  await store.edit("tag.remove", {bookmark: "bm_1", name: "vision"});
  assert.deepEqual((await store.complete("vision", 10))[0], {name: "vision", count: 1});
  assert.equal((await watchRequests(store, () => store.complete("v", 10))).reads, 0);
});

test("with many edits that wait the last changed are found as fast as with few, and each edited paper is looked up once for the tags", async () => {
  /** @type {{recent: number, complete: number}[]} */
  const asked = [];
  for (const many of [20, 120]) {
    const store = await newStore();
    await pull(store, [tag("tag_a", "vision"), record("bm_1", {updated_at: 5}), record("bm_2", {updated_at: 6, tags: {tag_a: {dev_x: 1}}})]);
    for (let at = 0; at < many; at += 1) {
      const {id} = await save(store, `arxiv:2501.${10_000 + at}`);
      await store.edit("tag.add", {bookmark: id, name: "vision"});
    }
    await store.edit("note.edit", {bookmark: "bm_1", base_text: "", text: "typed"});
    await store.edit("bookmark.set", {bookmark: "bm_2", field: "status", value: "dismissed"});
    await store.countTags();
    asked.push({recent: (await watchRequests(store, () => store.recent(5))).reads, complete: (await watchRequests(store, () => store.complete("v", 5))).reads});
    const titles = (await store.recent(4)).map(({id, title}) => (id === "bm_1" ? id : title));
    assert.deepEqual(titles, ["bm_1", ...[1, 2, 3].map((back) => `On arxiv:2501.${10_000 + many - back}`)]);
    assert.deepEqual(await store.complete("v", 5), [{name: "vision", count: many}]);
  }
  assert.equal(asked[1].recent, asked[0].recent);
  assert.ok(asked[1].complete - asked[0].complete <= 5 * 100, JSON.stringify(asked));
});

test("how often a tag is used is counted once, and then kept in step with edits and small syncs", async () => {
  const store = await newStore();
  const tagged = (/** @type {string} */ id, /** @type {object} */ tags, more = {}) => record(id, {tags, ...more});
  await pull(store, [tag("tag_a", "vision"), tag("tag_b", "video"), tagged("bm_1", {tag_a: {dev_x: 1}}), tagged("bm_2", {tag_a: {dev_x: 1}})]);
  const counts = async () => Object.fromEntries((await store.complete("", 10)).map(({name, count}) => [name, count]));
  assert.deepEqual(await counts(), {vision: 2, video: 0});
  await pull(store, [tagged("bm_1", {tag_b: {dev_x: 2}}), tagged("bm_3", {tag_b: {dev_x: 2}}), tagged("bm_2", {tag_a: {dev_x: 1}}, {alive: false})]);
  await store.edit("tag.add", {bookmark: "bm_3", name: "vision"});
  const counted = watchCounts(() => counts());
  assert.deepEqual(await counted, {answer: {vision: 1, video: 2}, counted: 0});
  await pull(store, Array.from({length: 60}, (_, n) => tagged(`bm_many${n}`, {tag_a: {dev_x: 3}})));
  assert.deepEqual(await counts(), {vision: 61, video: 2});
});

test("the next worker counts no tag again, also after what was pulled meanwhile; after much was, it does", async () => {
  const first = await newStore();
  const tagged = (/** @type {string} */ id, /** @type {string[]} */ tags) => record(id, {tags: Object.fromEntries(tags.map((one) => [one, {dev_x: 1}]))});
  await pull(first, [tag("tag_a", "vision"), tag("tag_b", "video"), tagged("bm_1", ["tag_a"]), tagged("bm_2", ["tag_a"])]);
  await first.countTags();
  await pull(first, [tagged("bm_1", ["tag_b"]), tag("tag_c", "vitals"), tagged("bm_3", ["tag_c", "tag_a"])]);
  const second = await newStore({name: first.name});
  await pull(second, [tagged("bm_4", ["tag_b"])]);
  const third = await newStore({name: first.name});
  const asked = (/** @type {any} */ store) => watchCounts(async () => Object.fromEntries((await store.complete("", 10)).map((/** @type {any} */ {name, count}) => [name, count])));
  for (const store of [second, third]) assert.deepEqual(await asked(store), {answer: {vision: 2, video: 2, vitals: 1}, counted: 0});
  assert.equal((await watchCounts(() => third.countTags())).counted, 0);
  await pull(third, Array.from({length: 600}, (_, n) => tagged(`bm_many${n}`, ["tag_a"])));
  const fourth = await newStore({name: first.name});
  assert.deepEqual(await asked(fourth), {answer: {vision: 602, video: 2, vitals: 1}, counted: 3});
  assert.equal((await asked(await newStore({name: first.name}))).counted, 0);
});

/**
 * How often an index is counted during `work`, which grows with the library.
 * @template T
 * @param {() => Promise<T>} work
 */
async function watchCounts(work) {
  const {count} = IDBIndex.prototype;
  let counted = 0;
  IDBIndex.prototype.count = function (/** @type {any[]} */ ...args) {
    if (this.name === "tag_ids") counted++;
    return count.apply(this, /** @type {any} */ (args));
  };
  try {
    return {answer: await work(), counted};
  } finally {
    IDBIndex.prototype.count = count;
  }
}

test("the last changed come first, edits that wait among them", async () => {
  const store = await newStore();
  await pull(store, [record("bm_old", {updated_at: 1}), record("bm_new", {updated_at: 2}), record("bm_mid", {updated_at: 1.5})]);
  await store.edit("note.edit", {bookmark: "bm_old", base_text: "", text: "again"});
  assert.deepEqual((await store.recent(2)).map(({id}) => id), ["bm_old", "bm_new"]);
});

test("a search finds every word in title, authors, tags and note, pulled or waiting", async () => {
  const store = await newStore();
  await pull(store, [tag("tag_a", "vision"), record("bm_1", {tags: {tag_a: {dev_x: 1}}, note: {text: "see Lemma 4", rev: 1}})]);
  const {id} = await save(store, "arxiv:2501.00001", {title: "Attention everywhere"});
  const found = async (/** @type {string} */ query) => (await store.search(query, 5)).bookmarks.map((view) => view.id);
  assert.deepEqual(await found("LEMMA vis"), ["bm_1"]);
  assert.deepEqual(await found("lovelace atten"), [id]);
  assert.deepEqual(await found("lemma attention"), []);
  assert.deepEqual(await found("(lemma OR attention) -tag:vision"), [id]);
  assert.deepEqual((await store.search("status:lost", 5)).notices.length, 1);
});

test("a note that is too long is refused with a sentence, and the old one stays", async () => {
  const store = await newStore();
  const {id} = await save(store, "arxiv:2501.00001");
  await store.edit("note.edit", {bookmark: id, base_text: "", text: "short"});
  await assert.rejects(store.edit("note.edit", {bookmark: id, base_text: "short", text: "x".repeat(1_000_000)}), {code: "note_too_long"});
  assert.equal((await store.look([["arxiv:2501.00001"]]))[0]?.note, "short");
});

test("a row with a hostile title and no usable address is still saved", async () => {
  const store = await newStore();
  const {bookmark} = await store.edit("bookmark.save", {
    row: row("arxiv:2501.00001", {title: `<img onerror=x>\u202e\ud800\0${"x".repeat(10_000)}`, url: "javascript:alert(1)", links: [{url: "data:x", origin: "found"}]}),
    found_on: {url: "about:blank", title: "x"},
  });
  assert.equal(bookmark?.title.length, 2_000);
  assert.equal(bookmark?.url, "");
  assert.equal(bookmark?.found_on, null);
  assert.ok(bookmark?.title.startsWith("<img onerror=x>\u202e\ufffd\ufffd"));
});

/** @param {any} store @param {number} size */
async function fill(store, size) {
  await pull(store, [tag("tag_a", "vision"), ...Array.from({length: size}, (_, i) => record(`bm_p${i}`, {tags: {tag_a: {dev_x: 1}}}))]);
}

/** @param {any} store @param {any[]} rows */
function pull(store, rows) {
  return store.absorb({rows, results: [], more: false, cursor: "c", serverTime: 1_760_000_000_000, fresh: false});
}

/** @param {string} id @param {string} name */
function tag(id, name) {
  return {kind: "tag", id, rev: 1, alive: true, alias_of: null, name};
}

/** @param {any} view but for what an undo leaves behind */
function without(view) {
  if (!view) return view;
  const {updated_at: _at, sync: _sync, ...rest} = view;
  return rest;
}

/** @param {any} view */
function linksAndTags(view) {
  return [view.tags, view.links.map(({id: _id, ...link}) => link)];
}
