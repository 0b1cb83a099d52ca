import assert from "node:assert/strict";
import test from "node:test";
import {background, PAGE} from "../asking.js";
import {raw} from "../replica.js";

const found_on = {url: PAGE.url, title: "New"};

test("many rows are saved by one message and taken back by the one it answers", async () => {
  const {ask, changes} = await background();
  const rows = [raw("2501.00001"), raw("x", {url: "https://arxiv.org/help"}), raw("2501.00002"), {url: {}}];
  const {undo, ...counts} = await ask("bookmark.save_many", {rows, found_on, tag: " trip ", status: "reading"}, PAGE);
  assert.deepEqual(counts, {saved: 2, known: 0, skipped: 2});
  assert.deepEqual([changes.length, changes[0].bookmarks.length], [1, 2]);
  const look = () => ask("rows.look", {rows: [["arxiv:2501.00001"], ["arxiv:2501.00002"]]}, PAGE);
  assert.deepEqual((await look()).map((/** @type {any} */ one) => [one.status, one.tags, one.found_on.title]), Array(2).fill(["reading", ["trip"], "New"]));
  assert.deepEqual(await ask(undo.kind, undo.body, PAGE), {undo: null});
  assert.deepEqual(await look(), [null, null]);
  assert.deepEqual((await ask("bookmark.save_many", {rows: [], found_on: null}, PAGE)).undo, null);
});

test("a page can have nothing taken back but what such a save did, and not too much at once", async () => {
  const {ask} = await background();
  for (const edits of [[{kind: "pair", body: {}}], [{kind: "note.edit", body: {}}], [{}], [{kind: "bookmark.delete", body: {bookmark: 7}}], Array(1201).fill({kind: "bookmark.delete", body: {bookmark: "bm_1"}})]) {
    await assert.rejects(ask("edits.take_back", {edits}, PAGE), {code: "bad_message"});
  }
  await assert.rejects(ask("bookmark.save_many", {rows: Array(401).fill({}), found_on}, PAGE), {code: "bad_message"});
  await assert.rejects(ask("bookmark.save_many", {rows: [raw("2501.00001")], found_on, status: "eaten"}, PAGE), {code: "bad_value"});
});
