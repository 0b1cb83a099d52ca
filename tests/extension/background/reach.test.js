import assert from "node:assert/strict";
import test from "node:test";
import {fakeBrowser} from "../browser.js";
import {newStore} from "../replica.js";
import {openReach} from "../../../extension/background/reach.js";
import {openSites} from "../../../extension/background/sites.js";

const LAKES = {id: "lakes", name: "Lake Proceedings", version: 2, updated: "2026-11-25", matches: ["*://lakes.example/*", "*://*.lakes.example/*"], pages: []};
const ARXIV = {id: "arxiv", name: "arXiv", version: 3, updated: "2026-11-25", matches: ["https://arxiv.org/*"], pages: []};

/** @param {string[]} granted */
async function reaching(...granted) {
  const replica = await newStore();
  const browser = /** @type {any} */ (fakeBrowser({packaged: {"sites/index.json": ["arxiv", "lakes"], "sites/arxiv.json": ARXIV, "sites/lakes.json": LAKES}, granted}));
  return {browser, replica, reach: openReach({store: async () => replica, sites: openSites(browser.readPackaged), browser})};
}

test("scripts are registered where the user has allowed it and a rule holds, but not where the manifest puts them already", async () => {
  const {reach, browser} = await reaching("https://arxiv.org/*", "https://www.lakes.example/*", "https://my-server.example/*", "http://127.0.0.1/*");
  await reach.align();
  assert.deepEqual(browser.registered, ["https://www.lakes.example/*"]);
  browser.granted.splice(0, Infinity, "https://arxiv.org/*");
  await reach.align();
  assert.deepEqual(browser.registered, []);
});

test("all sites allowed means all sites of a rule", async () => {
  const {reach, browser} = await reaching("https://*/*");
  await reach.align();
  assert.deepEqual(browser.registered, ["https://*.lakes.example/*"]);
});

test("a site that is allowed is on at once, in its open tabs too", async () => {
  const {reach, browser, replica} = await reaching("https://*.lakes.example/*");
  await replica.setMeta({settings: {sites: {lakes: false, arxiv: false}}});
  await reach.added(["https://*.lakes.example/*"]);
  assert.deepEqual(browser.entered, ["https://*.lakes.example/*"]);
  assert.deepEqual((await replica.meta(["settings"])).settings.sites, {lakes: true, arxiv: false});
});

test("the permission to reach a server enters no page", async () => {
  const {reach, browser} = await reaching("https://my-server.example/*");
  await reach.added(["https://my-server.example/*"]);
  assert.deepEqual([browser.entered, browser.registered], [[], []]);
});
