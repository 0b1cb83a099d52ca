import assert from "node:assert/strict";
import test from "node:test";
import {background, stage} from "../content/stage.js";
import {h} from "../../../extension/lib/dom.js";

const {resume, suggestTags} = await import("../../../extension/pages/suggest.js");

const item = () => h("li", {}, h("div", {class: "paper"}, h("button", {class: "tagging", "data-bookmark": "bm_1", "aria-expanded": "false"}, "Tag")));
const list = () => /** @type {HTMLElement} */ (document.querySelector("ul"));
const button = () => /** @type {HTMLElement} */ (list().querySelector(".tagging"));

test("tags suggest themselves on the paper as it is now, also where its list was made anew since the press", async () => {
  stage("<ul></ul>");
  background.answers["tags.suggest"] = () => [{name: "memory", mine: true}];
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
