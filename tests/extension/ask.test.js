import assert from "node:assert/strict";
import test from "node:test";
import {background, stage} from "./content/stage.js";

const {listen} = await import("../../extension/ask.js");

/** What the listeners of this page do with a message: whether one of them means to answer. */
const hear = (message, sender) => background.listeners.map((listener) => listener(message, sender, () => {})).includes(true);

test("a page hears what the background says, and takes no question of another page for it", () => {
  stage("");
  const heard = [];
  listen({state: (message) => void heard.push(message)});
  assert.equal(hear({kind: "state", pending: 1}, {id: "manicule"}), true);
  assert.equal(hear({kind: "state", body: {}}, {id: "manicule"}), false); // the popup, which is in no tab
  assert.equal(hear({kind: "state", pending: 2}, {id: "manicule", tab: {id: 1}}), false);
  assert.equal(hear({kind: "state", pending: 3}, {id: "another"}), false);
  assert.deepEqual(heard, [{kind: "state", pending: 1}]);
});
