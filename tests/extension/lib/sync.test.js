import assert from "node:assert/strict";
import test from "node:test";
import {accepted, newStore, record, save} from "../replica.js";
import {ManiculeError} from "../../../extension/lib/errors.js";
import {sync} from "../../../extension/lib/sync.js";

/**
 * A server made of the answers to come, each a function of the request.
 * @param {((request: any) => any)[]} answers
 */
function server(answers) {
  /** @type {any[]} */
  const requests = [];
  let devices = 0;
  return {
    requests,
    send: async (/** @type {any} */ request) => {
      requests.push(request);
      return answers[Math.min(requests.length, answers.length) - 1](request);
    },
    register: async () => ({device: `dev_${++devices}`, token: `token ${devices}`}),
  };
}

test("edits are sent in order, then forgotten when the answer says that all is pulled", async () => {
  const store = await newStore();
  await save(store, "arxiv:2501.00001");
  await save(store, "arxiv:2501.00002");
  const far = server([(request) => accepted(request)]);
  await sync(store, far);
  assert.deepEqual(far.requests[0].mutations.map((/** @type {any} */ m) => [m.seq, m.op]), [[1, "bookmark.create"], [2, "bookmark.create"]]);
  assert.deepEqual(await store.counts(), {pending: 0, refused: 0});
  assert.equal((await store.syncState()).cursor, "c1");
});

test("acknowledged edits stay in the outbox until the last page, and are not sent twice", async () => {
  const store = await newStore();
  const {id} = await save(store, "arxiv:2501.00001");
  const far = server([
    (request) => accepted(request, {more: true, cursor: "page 1", changes: [record("bm_other")]}),
    (request) => accepted(request, {cursor: "page 2", changes: [record(id, {ids: ["arxiv:2501.00001"]})]}),
  ]);
  const waiting = /** @type {number[]} */ ([]);
  await sync({...store, absorb: async (plan) => (await store.absorb(plan), void waiting.push((await store.counts()).pending))}, far);
  assert.deepEqual(waiting, [1, 0]);
  assert.deepEqual(far.requests.map(({mutations}) => mutations.length), [1, 0]);
  assert.equal((await store.look([["arxiv:2501.00001"]]))[0]?.sync, "synced");
});

test("an answer that could not be kept is asked for again, and taken once", async () => {
  const store = await newStore();
  await save(store, "arxiv:2501.00001");
  const far = server([(request) => accepted(request, {changes: [record("bm_x")]})]);
  const broken = {...store, absorb: async () => Promise.reject(new DOMException("full", "QuotaExceededError"))};
  await assert.rejects(sync(broken, far), {name: "QuotaExceededError"});
  assert.deepEqual(await store.counts(), {pending: 1, refused: 0});
  await sync(store, far);
  assert.deepEqual(far.requests[1].mutations, far.requests[0].mutations);
  assert.deepEqual(await store.counts(), {pending: 0, refused: 0});
});

test("an answer is kept whole or not at all", async () => {
  const store = await newStore();
  await save(store, "arxiv:2501.00001");
  const [sent] = await store.outgoing({mutations: 100, bytes: 1e6});
  const unkeepable = /** @type {any} */ (() => {});
  const plan = {rows: [record("bm_x"), record("bm_y", {meta: {title: unkeepable}})], results: [{mid: sent.mid, status: "applied"}], more: false, cursor: "c", serverTime: 0, fresh: false};
  await assert.rejects(store.absorb(plan), {name: "DataCloneError"});
  assert.deepEqual(await store.look([["arxiv:x"]]), [null]);
  assert.deepEqual(await store.counts(), {pending: 1, refused: 0});
  assert.equal((await store.syncState()).cursor, null);
});

test("at most a hundred edits and a megabyte go in one request", async () => {
  const store = await newStore();
  for (let i = 0; i < 130; i++) await save(store, `arxiv:2501.${String(i).padStart(5, "0")}`, {abstract: i > 100 ? "x".repeat(20_000) : ""});
  const {id} = await save(store, "arxiv:2502.00001");
  const note = "é".repeat(125_000);
  await store.edit("note.edit", {bookmark: id, base_text: "", text: note});
  await store.edit("note.edit", {bookmark: id, base_text: note, text: `${note}!`});
  const far = server([(request) => accepted(request)]);
  await sync(store, far);
  assert.equal(far.requests[0].mutations.length, 100);
  for (const request of far.requests) assert.ok(JSON.stringify(request).length * 1.5 < 1_600_000 && new TextEncoder().encode(JSON.stringify(request)).length < 2 ** 20);
  const seqs = far.requests.flatMap(({mutations}) => mutations.map((/** @type {any} */ m) => m.seq));
  assert.deepEqual(seqs, Array.from({length: 133}, (_, i) => i + 1));
});

test("where a proxy takes less than the server, fewer edits go in one request", async () => {
  const store = await newStore();
  for (let i = 0; i < 30; i++) await save(store, `arxiv:2501.${String(i).padStart(5, "0")}`);
  const most = 4;
  const far = server([(request) => {
    if (request.mutations.length > most) throw new ManiculeError("too_large", "Too large.");
    return accepted(request, {cursor: `c${far.requests.length}`});
  }]);
  await sync(store, far);
  const sent = far.requests.map(({mutations}) => mutations.length);
  assert.deepEqual(sent.slice(0, 5), [30, 15, 8, 4, 4], "and what was learnt holds for the rest of the sync");
  assert.deepEqual(await store.counts(), {pending: 0, refused: 0});
});

test("an edit that not even alone is small enough for a proxy stays in the outbox, and that is said", async () => {
  const store = await newStore();
  await save(store, "arxiv:2501.00001", {links: [{url: "https://example.org/code", kind: "code", title: "", origin: "found"}]}); // two that go together
  await save(store, "arxiv:2501.00002");
  const far = server([() => { throw new ManiculeError("too_large", "Too large."); }]);
  await assert.rejects(sync(store, far), {code: "too_large"});
  assert.deepEqual(far.requests.map(({mutations}) => mutations.length), [3, 2, 2]);
  assert.deepEqual(await store.counts(), {pending: 2, refused: 0});
});

test("a refused edit goes to the list, blocks nothing, and can be sent again or given up", async () => {
  const store = await newStore();
  const {id} = await save(store, "arxiv:2501.00001");
  await store.edit("note.edit", {bookmark: id, base_text: "", text: "words"});
  const far = server([
    (request) => accepted(request, {
      changes: [record(id, {ids: ["arxiv:2501.00001"]})],
      results: request.mutations.map((/** @type {any} */ m) => (m.op === "note.edit" ? {mid: m.mid, status: "rejected", code: "note_too_long", message: "Too long."} : {mid: m.mid, status: "applied"})),
    }),
    (request) => accepted(request, {cursor: "c2"}),
  ]);
  await sync(store, far);
  const [refusal] = await store.refusedWithTitles();
  assert.deepEqual([refusal.code, refusal.message, refusal.mutation.text, refusal.title], ["note_too_long", "Too long.", "words", `Pulled ${id}`]);
  assert.equal((await store.look([["arxiv:2501.00001"]]))[0]?.sync, "refused");
  await store.settleRefused(refusal.mid, {resend: true});
  const [again] = await store.outgoing({mutations: 100, bytes: 1e6});
  assert.deepEqual([again.seq, again.text], [3, "words"]);
  assert.notEqual(again.mid, refusal.mid);
  assert.deepEqual(await store.counts(), {pending: 1, refused: 0});
});

test("a refusal whose answer was lost goes to the list too", async () => {
  const store = await newStore();
  await save(store, "arxiv:2501.00001");
  const was = {status: "rejected", code: "too_many_links", message: "Too many."};
  await sync(store, server([(request) => accepted(request, {results: request.mutations.map((/** @type {any} */ m) => ({mid: m.mid, status: "duplicate", was}))})]));
  assert.deepEqual((await store.refusedWithTitles()).map(({code, message}) => [code, message]), [["too_many_links", "Too many."]]);
});

test("an edit of a paper nobody knows goes to the list too", async () => {
  const store = await newStore();
  await save(store, "arxiv:2501.00001");
  await sync(store, server([(request) => accepted(request, {results: request.mutations.map((/** @type {any} */ m) => ({mid: m.mid, status: "unknown_row"}))})]));
  assert.deepEqual(await store.counts(), {pending: 0, refused: 1});
});

for (const [what, answer] of /** @type {[string, any][]} */ ([
  ["a page of a captive portal", "<html>Sign in</html>"], ["nothing", null], ["another program's JSON", {status: "ok"}],
  ["rows that are none", {server_time: 1, head: 1, more: false, cursor: "c", results: [], changes: [{id: 4}]}],
  ["results that are none", {server_time: 1, head: 1, more: false, cursor: "c", results: [null], changes: []}],
])) {
  test(`${what} in place of an answer leaves the outbox untouched`, async () => {
    const store = await newStore();
    await save(store, "arxiv:2501.00001");
    await assert.rejects(sync(store, server([() => answer])), {code: "not_manicule"});
    assert.deepEqual(await store.counts(), {pending: 1, refused: 0});
  });
}

test("a server that forgets to answer an edit, or pages on the spot, is not asked for ever", async () => {
  const store = await newStore();
  await save(store, "arxiv:2501.00001");
  await assert.rejects(sync(store, server([(request) => accepted(request, {results: []})])), {code: "server_error"});
  await assert.rejects(sync(store, server([(request) => accepted(request, {more: true})])), {code: "server_error"});
  await assert.rejects(sync(store, server([(request) => accepted(request, {more: true, cursor: "always another"})])), {code: "server_error"});
  assert.deepEqual(await store.counts(), {pending: 1, refused: 0});
});

test("a paper saved here and elsewhere is one card as soon as both are here", async () => {
  const store = await newStore();
  const mine = await save(store, "arxiv:2501.00001");
  await store.edit("note.edit", {bookmark: mine.id, base_text: "", text: "mine"});
  await store.absorb({rows: [record("bm_old", {ids: ["arxiv:2501.00001"]})], results: [], more: true, cursor: "c", serverTime: 0, fresh: false});
  const [view] = await store.look([["arxiv:2501.00001"]]);
  assert.deepEqual([view?.id, view?.note], ["bm_old", "mine"]);
  assert.equal((await store.edit("bookmark.set", {bookmark: mine.id, field: "status", value: "read"})).bookmark?.id, "bm_old");
  const rows = [record("bm_old", {ids: ["arxiv:2501.00001"]}), {...record(mine.id), alive: false, alias_of: "bm_old", ids: []}];
  await store.absorb({rows, results: [], more: true, cursor: "c2", serverTime: 0, fresh: false});
  assert.equal((await store.look([["arxiv:2501.00001"]]))[0]?.note, "mine");
  assert.equal((await store.show([mine.id]))[0]?.id, "bm_old");
});

const conflict = (/** @type {string} */ code) => () => {
  throw new ManiculeError(code, code);
};

for (const code of ["cursor_unknown", "seq_gap", "device_unknown"]) {
  test(`after ${code} the server gets back what it lost, then every edit that waits`, async () => {
    const store = await newStore();
    const old = record("bm_lost", {note: {text: "words", rev: 3}, fields: {status: {v: "read", rev: 2, at: 5, by: "dev_0"}}, tags: {tag_a: {dev_0: 4}}});
    const tag = {kind: "tag", id: "tag_a", rev: 4, alive: true, alias_of: null, name: "vision"};
    await store.setMeta({device: "dev_0"});
    await store.absorb({rows: [tag, old, record("bm_kept")], results: [], more: false, cursor: "old", serverTime: 0, fresh: false});
    await store.edit("bookmark.set", {bookmark: "bm_kept", field: "status", value: "reading"});
    const far = server([
      conflict(code),
      (request) => accepted(request, {more: true, cursor: "p1", changes: [record("bm_kept")]}),
      (request) => accepted(request, {cursor: "p2"}),
      (request) => accepted(request, {cursor: "p3", changes: request.mutations.length ? [tag, old] : []}),
    ]);
    await sync(store, far);
    assert.deepEqual(far.requests.map(({device, cursor}) => [device, cursor]), [["dev_0", "old"], ["dev_1", null], ["dev_1", "p1"], ["dev_1", "p2"]]);
    const sent = far.requests[3].mutations;
    assert.deepEqual(sent.map((/** @type {any} */ m) => m.op), ["tag.create", "bookmark.create", "bookmark.set", "note.edit", "bookmark.tag", "bookmark.set"]);
    assert.deepEqual(sent.map((/** @type {any} */ m) => m.seq), [1, 2, 3, 4, 5, 6]);
    assert.equal(sent[5].base, null);
    assert.deepEqual(await store.counts(), {pending: 0, refused: 0});
    assert.equal((await store.show(["bm_lost"]))[0]?.note, "words");
  });
}

test("a paper whose versions of the note are larger than a request goes back to a server that lost it, part by part", async () => {
  const store = await newStore();
  const long = (/** @type {string} */ word) => `${word} `.repeat(26_000); // nearly what a note may hold, twice over
  const note_copies = ["one", "two", "three", "four", "five", "six", "seven"].map((word, i) => ({id: `nc_${i}`, text: long(word), at: 5, by: "dev_0"}));
  const old = record("bm_lost", {note: {text: long("first"), rev: 3}, note_copies});
  await store.absorb({rows: [old], results: [], more: false, cursor: "old", serverTime: 0, fresh: false});
  const far = server([conflict("cursor_unknown"), (request) => accepted(request), (request) => accepted(request, {cursor: `c${far.requests.length}`})]);
  await sync(store, far);
  const sent = far.requests.slice(2);
  for (const request of sent) assert.ok(JSON.stringify(request).length < 2 ** 20, "the server takes no more");
  const words = sent.flatMap(({mutations}) => mutations).filter(({op}) => op === "note.edit").map(({text}) => text.split(" ")[0]);
  assert.deepEqual(words, ["first", "one", "two", "three", "four", "five", "six", "seven"]);
  assert.deepEqual(sent.flatMap(({mutations}) => mutations.map((/** @type {any} */ m) => m.seq)), Array.from({length: 9}, (_, i) => i + 1));
});

test("a copied profile becomes a device of its own and keeps what its author had seen", async () => {
  const store = await newStore();
  await store.absorb({rows: [record("bm_1", {fields: {status: {v: "read", rev: 7, at: 5, by: "dev_0"}}})], results: [], more: false, cursor: "old", serverTime: 0, fresh: false});
  await store.edit("bookmark.set", {bookmark: "bm_1", field: "status", value: "reading"});
  const far = server([conflict("device_forked"), (request) => accepted(request, {changes: [record("bm_1")]}), (request) => accepted(request), (request) => accepted(request, {cursor: "c2"})]);
  await sync(store, far);
  assert.deepEqual([far.requests[2].cursor, far.requests[2].mutations], ["old", []], "the history is the one that was seen before");
  assert.deepEqual(far.requests[3].mutations.map((/** @type {any} */ m) => [m.op, m.base, m.seq]), [["bookmark.set", 7, 1]]);
});

test("a server restored while a copied profile became a device of its own gets back what it lost", async () => {
  const store = await newStore();
  await store.absorb({rows: [record("bm_1")], results: [], more: false, cursor: "old", serverTime: 0, fresh: false});
  const far = server([conflict("device_forked"), (request) => accepted(request), conflict("cursor_unknown"), (request) => accepted(request), (request) => accepted(request, {cursor: "c2"})]);
  await sync(store, far);
  assert.deepEqual(far.requests.map(({cursor}) => cursor).slice(0, 4), ["old", null, "old", null]);
  assert.deepEqual(far.requests[4].mutations.map((/** @type {any} */ m) => [m.op, m.bookmark]), [["bookmark.create", "bm_1"]]);
});

test("a recovery goes on where it stopped, and meanwhile everything still shows", async () => {
  const store = await newStore();
  await store.absorb({rows: [record("bm_1")], results: [], more: false, cursor: "old", serverTime: 0, fresh: false});
  const far = server([conflict("cursor_unknown"), (request) => accepted(request, {more: true, cursor: "p1", changes: [record("bm_2")]}), conflict("not_running")]);
  await assert.rejects(sync(store, far), {code: "not_running"});
  assert.equal((await store.look([["arxiv:1"]]))[0]?.id, "bm_1");
  const later = await newStore({name: store.name});
  const back = server([(request) => accepted(request, {cursor: "p2"}), (request) => accepted(request, {cursor: "p3"})]);
  await sync(later, back);
  assert.deepEqual(back.requests.map(({cursor}) => cursor), ["p1", "p2"]);
  assert.deepEqual(back.requests[1].mutations.map((/** @type {any} */ m) => [m.op, m.bookmark]), [["bookmark.create", "bm_1"]]);
  assert.equal((await later.look([["arxiv:2"]]))[0]?.id, "bm_2");
});

test("a tag that was deleted or merged is not put on again as such after a restore", async () => {
  const store = await newStore();
  const tag = (/** @type {string} */ id, /** @type {object} */ more) => ({kind: "tag", id, rev: 2, alive: false, name: id, alias_of: null, ...more});
  const rows = [tag("tag_gone", {}), tag("tag_old", {alias_of: "tag_new"}), tag("tag_new", {alive: true}), record("bm_1", {tags: {tag_gone: {dev_1: 1}, tag_old: {dev_1: 1}}})];
  await store.absorb({rows, results: [], more: false, cursor: "old", serverTime: 0, fresh: false});
  const far = server([conflict("cursor_unknown"), (request) => accepted(request, {changes: [record("bm_1")]}), (request) => accepted(request, {cursor: "c2"})]);
  await sync(store, far);
  assert.deepEqual(far.requests[2].mutations.map((/** @type {any} */ m) => [m.op, m.tag]), [["tag.create", "tag_new"], ["bookmark.tag", "tag_new"]]);
});

test("after a restore a delete stands only for what its author can have seen", async () => {
  const store = await newStore();
  const rows = [record("bm_1", {rev: 3}), record("bm_2", {rev: 5}), record("bm_3", {rev: 8, note: {text: "typed after the backup", rev: 8}})];
  await store.absorb({rows, results: [], more: false, cursor: "old", serverTime: 0, fresh: false});
  const dead = (/** @type {string} */ id) => ({kind: "bookmark", id, rev: 9, alive: false, alias_of: null, ids: []});
  const far = server([conflict("cursor_unknown"), (request) => accepted(request, {changes: [dead("bm_1"), rows[1], dead("bm_3")]}), (request) => accepted(request, {cursor: "c2"})]);
  await sync(store, far);
  assert.deepEqual(far.requests[2].mutations.map((/** @type {any} */ m) => [m.op, m.bookmark]), [["bookmark.create", "bm_3"], ["note.edit", "bm_3"]]);
});

test("who is paired anew in the middle of a recovery keeps nothing of what the first server said", async () => {
  const store = await newStore();
  await store.absorb({rows: [record("bm_1")], results: [], more: false, cursor: "old", serverTime: 0, fresh: false});
  const far = server([conflict("cursor_unknown"), (request) => accepted(request, {more: true, cursor: "p1", changes: [record("bm_gone")]}), conflict("wrong_token")]);
  await assert.rejects(sync(store, far), {code: "wrong_token"});
  await store.pairedWith({server: "http://127.0.0.1:7373", device: "dev_new", token: "t", library: "default"});
  await sync(store, server([(request) => accepted(request, {cursor: "n1", changes: [record("bm_1")]}), (request) => accepted(request, {cursor: "n1"})]));
  assert.deepEqual((await store.recent(9)).map(({id}) => id), ["bm_1"]);
});

test("a server that never agrees is left alone after a few tries", async () => {
  const store = await newStore();
  await assert.rejects(sync(store, server([conflict("cursor_unknown")])), {code: "server_error"});
});

test("words typed into the note of a paper that another device has deleted are kept", async () => {
  const store = await newStore();
  const dead = {kind: "bookmark", id: "bm_1", rev: 9, alive: false, alias_of: null, ids: []}; // dead rows travel bare
  await sync(store, /** @type {any} */ ({send: async (/** @type {any} */ request) => accepted(request, {head: 9, changes: [dead]})}));
  await store.edit("note.edit", {bookmark: "bm_1", base_text: "", text: "typed before I heard of it"});
  assert.deepEqual(await store.counts(), {pending: 1, refused: 0});
});

test("words typed into the note of a deleted paper make it again on a restored server that never had it", async () => {
  const store = await newStore();
  await store.absorb({rows: [record("bm_1", {meta: {title: {v: "Titans", rev: 1}}})], results: [], more: false, cursor: "c1", serverTime: 0, fresh: false});
  await store.absorb({rows: [{kind: "bookmark", id: "bm_1", rev: 2, alive: false, alias_of: null, ids: []}], results: [], more: false, cursor: "c2", serverTime: 0, fresh: false});
  await store.edit("note.edit", {bookmark: "bm_1", base_text: "", text: "typed before I heard of it"});
  const far = server([conflict("cursor_unknown"), (request) => accepted(request), (request) => accepted(request)]);
  await sync(store, far);
  assert.deepEqual(far.requests[2].mutations.map((/** @type {any} */ m) => [m.op, m.bookmark, m.ids]), [["bookmark.create", "bm_1", ["arxiv:1"]], ["note.edit", "bm_1", undefined]]);
});

test("a delete of a paper that a restored server never heard of is no refusal to show", async () => {
  const store = await newStore();
  const saved = await save(store, "arxiv:2501.00001");
  await store.edit("bookmark.delete", {bookmark: saved.id});
  const answers = (/** @type {any} */ request) => request.mutations.map((/** @type {any} */ m) => ({mid: m.mid, status: "unknown_row"}));
  await sync(store, /** @type {any} */ ({send: async (/** @type {any} */ request) => accepted(request, {results: answers(request)})}));
  const refused = await store.refusedWithTitles();
  assert.deepEqual(refused.map(({mutation}) => mutation.op).includes("bookmark.delete"), false);
  assert.equal(refused.length > 0, true, "the others are shown");
});
