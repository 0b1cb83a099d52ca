import assert from "node:assert/strict";
import {test} from "node:test";
import {background, stage, until, view} from "./stage.js";

const {createDesk, dress, paint} = await import("../../../extension/content/desk.js");
const row = {key: "arxiv:2606.00001", ids: ["arxiv:2606.00001"], title: "A small lamp", links: []};
const SAME = {bookmark: "bm_1", title: "A Small <b>Lamp</b>", about: "Ada Okafor, 2026"};

/** A page with one row that is not saved, and says what it is probably the same as. */
async function said() {
  const document = stage("<article></article>");
  const desk = createDesk();
  const mark = {elements: [document.querySelector("article")], hit: {raw: {url: ""}}, paper: row, view: null, face: null, same: SAME};
  desk.papers = () => [mark];
  mark.face = dress(desk, mark);
  paint(desk, mark);
  mark.elements[0].append(mark.face.host);
  const {shadowRoot: root} = mark.face.host;
  const text = () => root.querySelector(".same")?.textContent ?? null;
  await until(text);
  return {mark, root, text, press: (act) => root.querySelector(`[data-act=${act}]`).click()};
}
const last = () => background.asked.at(-1);

test("a row says in words what it is probably the same as, and a hostile title stays text", async () => {
  const {root, text} = await said();
  assert.equal(text(), "Probably the same as A Small <b>Lamp</b> (Ada Okafor, 2026)It is the sameNot the same");
  assert.equal(root.querySelector(".same b"), null);
  assert.equal(root.querySelector(".save").textContent, "Save", "it can be saved all the same");
});

test("pressing that it is the same gives the bookmark the ids of the row, and undo brings the question back", async () => {
  const {mark, root, text, press} = await said();
  background.answers["bookmark.attach"] = ({ids}) => ({bookmark: view({ids: ["doi:10.5555/a", ...ids]}), undo: {kind: "bookmark.detach", body: {bookmark: "bm_1", ids}}});
  background.answers["bookmark.detach"] = () => ({bookmark: view({ids: ["doi:10.5555/a"]}), undo: null});
  press("join");
  await until(() => mark.view);
  assert.deepEqual(last(), {kind: "bookmark.attach", body: {bookmark: "bm_1", ids: row.ids}});
  assert.equal(text(), null);
  assert.match(root.querySelector(".done").textContent, /^Joined/);
  press("undo");
  await until(text);
  assert.equal(mark.view, null);
});

test("what is not the same is asked no more, and undo asks again", async () => {
  const {root, text, press} = await said();
  background.answers["same.refuse"] = (body) => ({bookmark: null, undo: {kind: "same.allow", body}});
  background.answers["same.allow"] = () => ({bookmark: null, undo: null});
  press("unlike");
  await until(() => root.querySelector(".done"));
  assert.deepEqual([last(), text()], [{kind: "same.refuse", body: {bookmark: "bm_1", row: row.ids}}, null]);
  press("undo");
  await until(text);
});

test("an answer that does not come leaves the question where it was", async () => {
  const {root, text, press} = await said();
  background.answers["same.refuse"] = () => Promise.reject(new Error("no"));
  press("unlike");
  await until(() => root.querySelector(".trouble"));
  await until(text);
});
