// What the reader's own papers are to each other, said by message.
import assert from "node:assert/strict";
import test from "node:test";
import {background, PAGE} from "../asking.js";
import {raw, RULES} from "../replica.js";
import {openRelatedStore} from "../../../extension/background/related_store.js";
import {openRelating} from "../../../extension/background/relating.js";

const TITLES = ["Titans: learning to memorize at test time", "Miras: a framework for memory", "Shoaling of zebrafish"];

/** Papers saved one by one; `relate` says what one is to another. @param {string[]} titles */
async function library(titles = TITLES) {
  const own = await background();
  const ids = [];
  for (const [at, title] of titles.entries()) ids.push((await own.ask("bookmark.save", {row: raw(`2401.${10_000 + at}`, {title}), found_on: null}, PAGE)).bookmark.id);
  const ask = (/** @type {string} */ kind, /** @type {object} */ body) => own.ask(kind, body, PAGE);
  const relate = (one, other, relation) => ask("relation.add", {bookmark: ids[one], other: ids[other], relation});
  const told = async (at) => (await ask("relations.list", {bookmark: ids[at]})).relations.map(({relation, direction, title}) => [direction, relation, title]);
  return {...own, ids, ask, relate, told};
}

test("a relation is told on both papers, and undone on both", async () => {
  const {relate, told, ask} = await library();
  const {undo} = await relate(1, 0, "extends");
  assert.deepEqual([await told(0), await told(1), await told(2)], [[["from", "extends", TITLES[1]]], [["to", "extends", TITLES[0]]], []]);
  await ask(undo.kind, undo.body);
  assert.deepEqual([await told(0), await told(1)], [[], []]);
});

test("said again, the new words stand, under the same link; the old ones come back by undo", async () => {
  const {relate, told, ask, ids} = await library();
  await relate(1, 0, "extends");
  const {undo, bookmark} = await relate(1, 0, "contradicts");
  assert.equal(bookmark.links.filter(({id}) => id).length, 1);
  assert.deepEqual(await told(0), [["from", "contradicts", TITLES[1]]]);
  await ask(undo.kind, undo.body);
  assert.deepEqual(await told(1), [["to", "extends", TITLES[0]]]);
  assert.equal((await relate(1, 0, "extends")).undo, null, "nothing changed");
  assert.equal((await ask("relations.list", {bookmark: ids[1]})).relations.length, 1);
});

test("two papers may each say what they are to the other", async () => {
  const {relate, told} = await library();
  await relate(1, 0, "extends");
  await relate(0, 1, "background for");
  assert.deepEqual(await told(0), [["to", "background for", TITLES[1]], ["from", "extends", TITLES[1]]]);
});

test("a link added by hand to another paper of mine is a relation, whatever its form", async () => {
  const {ask, ids, told} = await library();
  await ask("link.add", {bookmark: ids[2], url: "https://arxiv.org/pdf/2401.10000v3", kind: "pdf", title: ""});
  assert.deepEqual([await told(2), await told(0)], [[["to", "", TITLES[0]]], [["from", "", TITLES[2]]]]);
});

test("a paper is not related to itself, nor to one that is not there", async () => {
  const {relate, ask, ids} = await library();
  await assert.rejects(relate(0, 0, "uses"), {code: "bad_value"});
  await assert.rejects(ask("relation.add", {bookmark: ids[0], other: "bm_none", relation: "uses"}), {code: "bad_value"});
  await assert.rejects(ask("relation.add", {bookmark: "bm_none", other: ids[0], relation: "uses"}), {code: "unknown_bookmark"});
  assert.deepEqual(await ask("relations.list", {bookmark: "bm_none"}), {relations: [], whole: true});
});

test("a relation of a paper that was deleted or dismissed is not told of the other", async () => {
  const {relate, told, ask, ids} = await library();
  await relate(1, 0, "extends");
  const {undo} = await ask("bookmark.delete", {bookmark: ids[1]});
  assert.deepEqual(await told(0), []);
  await ask(undo.kind, undo.body);
  assert.equal((await told(0)).length, 1);
  await ask("bookmark.delete", {bookmark: ids[0]});
  assert.deepEqual(await told(1), []);
});

test("the next worker knows who links to a paper without counting anything anew", async () => {
  const {relate, replica, ids} = await library();
  await relate(1, 0, "extends");
  const kept = await openRelatedStore({name: "relations-kept"});
  const table = new Map();
  await (await openRelating({store: replica, kept, rules: RULES, table})).settled();
  const writes = [];
  const next = await openRelating({store: replica, kept: {...kept, write: async (...all) => void writes.push(all)}, rules: RULES, table});
  await next.settled();
  assert.deepEqual([await next.leadingTo(["arxiv:2401.10000"], 9), writes], [{bookmarks: [ids[1]], whole: true}, []]);
});

test("while the library is still looked at, relations are told as far as they are known, and that there may be more", async () => {
  const {relate, replica, ids} = await library();
  await relate(1, 0, "extends");
  const first = await openRelating({store: replica, kept: await openRelatedStore({name: "relations-late"}), rules: RULES, table: new Map()});
  await first.settled();
  await relate(2, 0, "uses");
  /** @type {(value?: any) => void} */
  let goOn = () => {};
  const held = new Promise((done) => (goOn = done));
  const slow = {...replica, show: async (/** @type {string[]} */ some) => held.then(() => replica.show(some))};
  const next = await openRelating({store: slow, kept: await openRelatedStore({name: "relations-late"}), rules: RULES, table: new Map()});
  const all = ["arxiv:2401.10000"];
  assert.deepEqual(await next.leadingTo(all, 9), {bookmarks: [ids[1]], whole: false});
  goOn();
  await next.settled();
  const {bookmarks, whole} = await next.leadingTo(all, 9);
  assert.deepEqual([bookmarks.sort(), whole], [[ids[1], ids[2]].sort(), true]);
});

test("a paper is found by words, the beginning of one, its whole title, address or id; never the paper itself", async () => {
  const {ask, ids} = await library([...TITLES, "Titans revisited"]);
  const find = async (text, at = 1) => (await ask("relations.find", {bookmark: ids[at], text})).map((one) => ids.indexOf(one.bookmark)).sort();
  assert.deepEqual(await find("memorize tita"), [0]);
  assert.deepEqual(await find("learning to memorize a"), [0], "a word that was only begun");
  assert.deepEqual(await find("titans"), [0, 3]);
  assert.deepEqual(await find("titans", 0), [3]);
  assert.deepEqual(await find(`  ${TITLES[0].toUpperCase()} `), [0]);
  for (const text of ["https://arxiv.org/abs/2401.10002v2", "arxiv:2401.10002", "2401.10002"]) assert.deepEqual(await find(text), [2], text);
  for (const text of ["", "t", "miras", "https://arxiv.org/abs/2401.10001", "no such paper", "( \" OR"]) assert.deepEqual(await find(text), [], text);
  assert.ok((await find("x".repeat(100_000))).length === 0);
});

test("at most eight papers are offered, each with first author and year", async () => {
  const {ask, ids} = await library(Array.from({length: 20}, (_, at) => `Lantern number${at}`));
  const found = await ask("relations.find", {bookmark: ids[0], text: "lantern"});
  assert.equal(found.length, 8);
  assert.deepEqual(Object.keys(found[0]), ["bookmark", "title", "about"]);
  assert.match(found[0].about, /^Ada Lovelace/);
});
