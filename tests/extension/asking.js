// The background in node, answering messages as in the browser.

import {readFileSync} from "node:fs";
import {fakeBrowser} from "./browser.js";
import {newStore, RULES} from "./replica.js";
import {openHandlers} from "../../extension/background/handlers.js";
import {openRelatedStore} from "../../extension/background/related_store.js";
import {openRelating} from "../../extension/background/relating.js";
import {openSeen} from "../../extension/background/seen.js";
import {openSites} from "../../extension/background/sites.js";
import {openSyncer} from "../../extension/background/syncer.js";
import {openTurns} from "../../extension/background/turns.js";
import {shares} from "../../extension/lib/rarity.js";

const ARXIV = {id: "arxiv", name: "arXiv", version: 3, matches: ["https://arxiv.org/*"], pages: [{kind: "paper", path: "^/abs/"}, {kind: "listing", path: "^/list/"}]};
export const OWN = {id: "us", url: "chrome-extension://us/pages/popup.html"};
export const PAGE = /** @type {any} */ ({id: "us", url: "https://arxiv.org/list/cs.LG/new", tab: {id: 7}});

let count = 0;

/** @param {{api?: any, rules?: any[], linked?: any}} [options] `rules`: further sites, `linked`: what the links of tab 7 are */
export async function background({api = {}, rules = [], linked = null} = {}) {
  const replica = await newStore();
  const store = async () => replica;
  const further = Object.fromEntries(rules.map((rule) => [`sites/${rule.id}.json`, rule]));
  const packaged = {"sites/index.json": ["arxiv", ...rules.map(({id}) => id)], "sites/arxiv.json": ARXIV, "sites/keys.json": RULES, ...further};
  const browser = /** @type {any} */ (fakeBrowser({packaged, linked}));
  const sites = openSites(browser.readPackaged);
  const syncer = openSyncer({store, api, browser, now: () => 0});
  /** @type {any[]} */
  const changes = [];
  const memory = await openSeen({name: `seen-${++count}`});
  const seen = async () => memory;
  const table = shares(JSON.parse(readFileSync(new URL("../../extension/words/background.json", import.meta.url), "utf8")));
  const turns = openTurns();
  const index = await openRelating({store: replica, kept: await openRelatedStore({name: `related-${count}`}), rules: RULES, table, pause: turns.pause});
  const heard = (/** @type {any} */ touched) => {
    changes.push(touched);
    index.changed(touched);
  };
  const answer = openHandlers({store, seen, relating: async () => index, sites, syncer, api, browser, changed: heard, turns});
  /** @param {string} kind @param {object} [body] @param {any} [sender] @returns {Promise<any>} */
  const ask = async (kind, body = {}, sender = OWN) => {
    const told = await answer({kind, body}, sender);
    if (told?.ok) return told.answer;
    throw told?.error ?? new Error("nobody answered");
  };
  return {ask, answer, index, replica, changes, browser, memory};
}
