import assert from "node:assert/strict";
import test from "node:test";
import {newStore, save} from "../replica.js";
import {openOmnibox} from "../../../extension/background/omnibox.js";

async function bar() {
  const replica = await newStore();
  await save(replica, "arxiv:1", {title: "Attention <b>& more", url: "https://arxiv.org/abs/1"});
  await save(replica, "arxiv:2", {title: "Attention again", url: "https://arxiv.org/abs/2"});
  /** @type {string[][]} */
  const opened = [];
  const omnibox = openOmnibox({store: async () => replica, browser: {openAddress: async (url, where) => void opened.push([url, where])}});
  return {omnibox, opened};
}

test("the best match is the first, the others can be chosen by their address", async () => {
  const {omnibox} = await bar();
  const {first, others} = await omnibox.suggest("attention");
  assert.equal([first, ...others.map((one) => one.description)].length, 2);
  assert.match(others[0].content, /^https:\/\/arxiv\.org\/abs\/\d$/);
});

test("Enter opens the best match, or the one that was chosen", async () => {
  const {omnibox, opened} = await bar();
  await omnibox.enter("again", "currentTab");
  await omnibox.enter("https://arxiv.org/abs/1", "newForegroundTab");
  assert.deepEqual(opened, [["https://arxiv.org/abs/2", "currentTab"], ["https://arxiv.org/abs/1", "newForegroundTab"]]);
});

test("where nothing matches that is said, and Enter opens nothing but an address", async () => {
  const {omnibox, opened} = await bar();
  assert.match((await omnibox.suggest("status:lost")).first, /Nothing in your library matches.*a status is/);
  await omnibox.enter("nobody", "currentTab");
  await omnibox.enter("javascript:alert(1)", "currentTab");
  assert.deepEqual(opened, []);
});
