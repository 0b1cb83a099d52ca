import assert from "node:assert/strict";
import test from "node:test";
import {background, stage} from "../content/stage.js";
import {h} from "../../../extension/lib/dom.js";

const {resume, suggestTags} = await import("../../../extension/pages/suggest.js");

const item = (id = "bm_1") => h("li", {}, h("div", {class: "paper"}, h("button", {class: "tagging", "data-bookmark": id, "aria-expanded": "false"}, "Tag")));
const list = () => /** @type {HTMLElement} */ (document.querySelector("ul"));
const turn = () => new Promise((done) => setTimeout(done));
const button = () => /** @type {HTMLElement} */ (list().querySelector(".tagging"));

test("tags suggest themselves on the paper as it is now, also where its list was made anew since the press", async () => {
  stage("<ul></ul>");
  background.answers["tags.suggest"] = () => ({tags: [{name: "memory", mine: true}], whole: true});
  list().replaceChildren(item());
  const pressed = button();
  list().replaceChildren(item());
  await suggestTags({id: "bm_1"}, pressed, () => {});
  assert.deepEqual([list().querySelector(".chip")?.textContent, button().getAttribute("aria-expanded")], ["+ memory", "true"]);
  list().replaceChildren(item());
  resume(list());
  assert.ok(list().querySelector(".chip"), "shown again in a list that was made anew after them");
  await suggestTags({id: "bm_1"}, button(), () => {});
  assert.equal(list().querySelector(".chip"), null, "a second press hides them");
});

test("tags that suggest themselves late are shown when they do, and until then that papers are looked through", async () => {
  stage("<ul></ul>");
  /** @type {((answer: object) => void)[]} */
  const asked = [];
  background.answers["tags.suggest"] = () => new Promise((answer) => asked.push(answer));
  list().replaceChildren(item("bm_2"));
  const said = suggestTags({id: "bm_2"}, button(), () => {});
  await turn();
  asked[0]({tags: [], whole: false});
  await said;
  assert.match(list().textContent ?? "", /Looking through your papers/);
  asked[1]({tags: [{name: "memory", mine: true}], whole: true});
  await turn();
  assert.equal(list().querySelector(".chip")?.textContent, "+ memory");
  assert.equal(asked.length, 2, "nothing is asked after the last word");
});

test("a suggestion that is there already stays the button it is while others are looked for", async () => {
  stage("<ul></ul>");
  /** @type {((answer: object) => void)[]} */
  const asked = [];
  background.answers["tags.suggest"] = () => new Promise((answer) => asked.push(answer));
  list().replaceChildren(item("bm_3"));
  const said = suggestTags({id: "bm_3"}, button(), () => {});
  await turn();
  asked[0]({tags: [{name: "memory", mine: true}], whole: false});
  await said;
  const chip = list().querySelector(".chip");
  asked[1]({tags: [{name: "memory", mine: true}], whole: true});
  await turn();
  assert.equal(list().querySelector(".chip"), chip);
});
