// Where the background starts: only wiring and listeners. All listeners are registered before anything is awaited, or the
// event that woke the worker would be lost.

import {openApi} from "./api.js";
import {badgeOf} from "./badge.js";
import * as browser from "./browser.js";
import {openHandlers} from "./handlers.js";
import {stateOf} from "./handlers_sync.js";
import {openOmnibox} from "./omnibox.js";
import {openReach} from "./reach.js";
import {openRelatedStore} from "./related_store.js";
import {openRelating} from "./relating.js";
import {openSeen} from "./seen.js";
import {openSites} from "./sites.js";
import {openStore} from "./store.js";
import {openSyncer} from "./syncer.js";
import {openTurns} from "./turns.js";
import {shares} from "../lib/rarity.js";

/** @type {Promise<import("./store.js").Store> | undefined} */
let opening;

/** The replica, opened at the first need; tried again when that failed, or when the browser closed it. */
function store() {
  const onClosed = () => (opening = openingRelating = undefined);
  opening ??= sites.keys().then((rules) => openStore({rules, onAbsorbed: changed, onClosed}));
  opening.catch(() => (opening = undefined));
  return opening;
}

/** @type {Promise<import("./seen.js").Seen> | undefined} */
let openingSeen;

/** What was on screen, in a database of its own. */
function seen() {
  openingSeen ??= openSeen({onClosed: () => (openingSeen = undefined)});
  openingSeen.catch(() => (openingSeen = undefined));
  return openingSeen;
}

/** @type {Promise<import("./relating.js").Relating> | undefined} */
let openingRelating;

/** The index by which rows find related papers, opened at the first list or change. */
function relating() {
  const onClosed = () => (openingRelating = undefined);
  openingRelating ??= Promise.all([store(), openRelatedStore({onClosed}), sites.keys(), browser.readPackaged("words/background.json")])
    .then(([replica, kept, rules, words]) => openRelating({store: replica, kept, rules, table: shares(words), pause: turns.pause}));
  openingRelating.catch(() => (openingRelating = undefined));
  return openingRelating;
}

const turns = openTurns();
const sites = openSites(browser.readPackaged);
const api = openApi({mayReach: browser.mayReach});
const syncer = openSyncer({store, api, browser, onState: () => report(tellState(), "telling the state")});
const reach = openReach({store, sites, browser});
const answer = openHandlers({store, seen, relating, sites, syncer, api, browser, changed, turns});

browser.onMessage(answer);
browser.onStart(() => report(start(), "starting"));
browser.onOnline(() => report(syncer.run("online"), "syncing"));
browser.onAlarm((name) => report(syncer.run(name === "edit" ? "edit" : "alarm"), "syncing"));
browser.onPermissions((origins) => report(allowed(origins), "following a permission"), () => report(reach.align(), "following a permission"));
browser.onTabClosed((tab) => report(browser.forget(`report:${tab}`), "forgetting a tab"));
browser.onAddressBar({...openOmnibox({store, browser}), failed: (error) => console.error("Manicule: while searching:", error)});
report(syncer.wind(), "setting the clock");

async function start() {
  await reach.align();
  await syncer.run("start");
  await tellState();
}

/** @param {string[]} origins */
async function allowed(origins) {
  await reach.added(origins);
  changed({ids: [], bookmarks: [], all: true});
}

/** @param {import("./store.js").Touched} touched */
function changed(touched) {
  report(browser.broadcast({kind: "changed", ...touched}), "telling the tabs");
  report(tellState(), "telling the state");
  report(relating().then((index) => index.changed(touched)), "relating");
}

async function tellState() {
  const state = await stateOf({store, syncer, browser});
  const {text, title, color} = badgeOf(/** @type {any} */ (state), browser.text);
  await Promise.all([browser.setBadge(text, title, color), browser.tellPages({kind: "state", ...state})]);
}

/**
 * @param {Promise<unknown>} work
 * @param {string} doing
 */
function report(work, doing) {
  work.catch((error) => console.error(`Manicule: while ${doing}:`, error));
}
