import assert from "node:assert/strict";
import {existsSync, readdirSync, readFileSync} from "node:fs";
import test from "node:test";
import {originsOf, shared} from "../../extension/lib/origins.js";

const HOME = new URL("../../extension/", import.meta.url);
const MANIFEST = JSON.parse(readFileSync(new URL("manifest.json", HOME), "utf8"));

/** Why each permission is asked for. A permission without a reason here is not asked for. @type {Record<string, string>} */
const REASONS = {
  activeTab: "opening the popup tells it which page is in front, and lets it look through that page's links when asked",
  scripting: "puts the content script on sites the user has allowed later, and the collector of links into a page when asked",
  alarms: "sync goes on after the worker was put to sleep; setTimeout does not survive it",
  storage: "storage.session keeps the health of each tab's page, for the popup, as long as the browser runs",
  unlimitedStorage: "the browser must not evict the replica when the disk is short: its outbox holds words not yet sent",
  "https://huggingface.co/*": "a site whose lists are annotated",
  "https://arxiv.org/*": "a site whose lists are annotated",
  "http://127.0.0.1/*": "the backend on this machine; match patterns name no port, which Firefox ignores with the whole pattern",
  "http://localhost/*": "the same, by its other name",
};

test("every permission has a reason, and none is asked for without", () => {
  assert.deepEqual([...MANIFEST.permissions, ...MANIFEST.host_permissions].sort(), Object.keys(REASONS).sort());
});

test("every file the manifest names exists", () => {
  const named = [
    MANIFEST.action.default_popup, MANIFEST.options_ui.page, MANIFEST.background.service_worker, ...MANIFEST.background.scripts,
    ...Object.values(MANIFEST.icons), ...MANIFEST.content_scripts.flatMap((/** @type {any} */ one) => [...one.js, ...(one.css ?? [])]),
    ...MANIFEST.web_accessible_resources.flatMap((/** @type {any} */ one) => one.resources).filter((/** @type {string} */ path) => !path.includes("*")),
  ];
  assert.deepEqual(named.filter((path) => !existsSync(new URL(path, HOME))), []);
});

test("pages can load all modules of the content script, and no others of ours", () => {
  const [{resources}] = MANIFEST.web_accessible_resources;
  const needed = imports("content/main.js", "content/select.js", "content/edits.js", "content/news.js", "content/cite.js", "content/suggestions.js", "content/whole.js");
  const reachable = (/** @type {string} */ path) => resources.some((/** @type {string} */ one) => (one.endsWith("*.js") ? path.startsWith(one.slice(0, -4)) : one === path));
  assert.deepEqual([...needed].filter((path) => !reachable(path)), [], "add them to web_accessible_resources");
  assert.deepEqual(resources.filter((/** @type {string} */ path) => path.startsWith("lib/") && !needed.has(path)), [], "take them out of web_accessible_resources");
});

test("every site that can be allowed can load our modules, and no file but a rule names it", () => {
  const [{matches, use_dynamic_url}] = MANIFEST.web_accessible_resources;
  for (const id of JSON.parse(readFileSync(new URL("sites/index.json", HOME), "utf8"))) {
    const rule = JSON.parse(readFileSync(new URL(`sites/${id}.json`, HOME), "utf8"));
    const origins = originsOf(rule);
    assert.ok(origins.length, `${id}: no https origin in matches`);
    assert.deepEqual(shared(matches, origins), origins, id);
    assert.deepEqual(shared(MANIFEST.optional_host_permissions, origins), origins, id);
  }
  assert.equal(use_dynamic_url, undefined, "breaks nested imports in Chromium (measured in 156)");
  assert.ok(!matches.some((/** @type {string} */ one) => one.startsWith("http:") || one === "<all_urls>"), "only what can be asked for");
});

test("a content script never loads what replays, syncs or decides identity", () => {
  const needed = imports("content/main.js");
  for (const path of ["lib/replay.js", "lib/view.js", "lib/sync.js", "lib/recovery.js", "lib/messages.js", "lib/keys.js", "lib/papers.js"]) assert.ok(!needed.has(path), path);
  assert.ok(![...needed].some((path) => path.startsWith("background/")));
});

test("only the doors touch the browser's own objects and the network", () => {
  const doors = {"chrome|browser": ["background/browser.js", "ask.js", "pages/door.js", "content/load.js", "content/collect.js"], fetch: ["background/api.js", "background/browser.js"]};
  for (const path of scripts("")) {
    const source = readFileSync(new URL(path, HOME), "utf8").replace(/\/\*\*[\s\S]*?\*\/|\/\/.*$/gm, "");
    if (!doors["chrome|browser"].includes(path)) assert.doesNotMatch(source, /\bchrome\.|globalThis\.(chrome|browser)/, path);
    if (!doors.fetch.includes(path)) assert.doesNotMatch(source, /\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon/, path);
  }
});

/** @param {...string} entries @returns {Set<string>} they, and all they import, as paths inside the extension */
function imports(...entries) {
  const seen = new Set(entries);
  for (const path of seen) {
    const source = readFileSync(new URL(path, HOME), "utf8");
    for (const [, target] of source.matchAll(/^(?:import|export)\b[^"'`;=]*["'](\.[^"']+\.js)["']/gm)) {
      seen.add(new URL(target, new URL(path, HOME)).pathname.slice(HOME.pathname.length));
    }
  }
  return seen;
}

/** @param {string} folder @returns {string[]} */
function scripts(folder) {
  return readdirSync(new URL(folder || ".", HOME), {withFileTypes: true}).flatMap((entry) => {
    const path = `${folder}${entry.name}`;
    return entry.isDirectory() ? scripts(`${path}/`) : path.endsWith(".js") ? [path] : [];
  });
}
