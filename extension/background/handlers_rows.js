// What a page asks of its rows and itself: how it is read, what is known and what is new.

import {atMost, MOST_ROWS} from "./handlers_many.js";
import {alikeOf} from "./handlers_same.js";
import {learnVersions, worthLearning} from "./learn.js";
import {howToRead, recognised, sourceOf} from "./pages.js";
import {settingsOf} from "./sites.js";
import {ManiculeError} from "../lib/errors.js";
import {named} from "../lib/found.js";
import {isNew} from "../lib/seen.js";

/** @typedef {import("./handlers.js").Parts} Parts */

const OWN_PAGE = /^pages\/(?:options\.html#refused|history\.html#bm_[\w-]{1,40})$/; // what a page may have us open

/**
 * @param {Parts} parts
 * @returns {Record<string, import("./handlers.js").Handler>}
 */
export function rowHandlers(parts) {
  const {store, seen, relating, sites, browser} = parts;
  return {
    "page.hello": async ({url}) => {
      const settings = settingsOf((await (await store()).meta(["settings"])).settings);
      return {...(await howToRead(sites, settings, url)), settings: {sites: settings.sites}};
    },
    "page.report": async (report, sender) => {
      if (sender.tab?.id === undefined) return;
      await browser.remember(`report:${sender.tab.id}`, report);
      await browser.tellPages({kind: "reported", tab: sender.tab.id}); // a popup may be waiting for it
    },
    "rows.read": async ({rows}, sender) => {
      atMost(rows, MOST_ROWS, "rows.read");
      const found = await recognised(parts, rows).then((all) => (sender.tab?.incognito ? all : completed(parts, all, sender.url)));
      if (!sender.tab?.incognito) await learnVersions(await store(), found);
      const news = await newOf(seen, found.map((one) => one?.paper.ids ?? []));
      const [alike, rules] = await Promise.all([alikeOf(store, found), sites.keys()]);
      return found.map((one, i) => one && {paper: told(one.paper, rules), view: one.view, isNew: news[i], same: alike[i]});
    },
    "rows.seen": async ({rows}, sender) => {
      atMost(rows, MOST_ROWS, "rows.seen");
      if (sender.tab?.incognito) return;
      const memory = await seen();
      const firsts = await memory.look(rows);
      await memory.remember(rows);
      (await relating()).sighted(rows.filter((/** @type {string[]} */ _, /** @type {number} */ at) => firsts[at] === null));
    },
    "rows.look": async ({rows}) => (await store()).look(rows),
    "bookmark.cite": async ({bookmark}) => ({key: await (await store()).citeKey(bookmark)}),
    "pages.open": async ({page, bookmark}) => {
      const path = page === "refused" ? "pages/options.html#refused" : `pages/history.html#${bookmark}`;
      if (!OWN_PAGE.test(path)) throw new ManiculeError("bad_message", "There is no such page.");
      await browser.openTab(path);
    },
    "tags.complete": async ({prefix, limit}) => (await store()).complete(prefix, limit ?? 10),
  };
}

/** As much of a paper as a page needs. @param {import("../lib/types.js").Row} row @param {import("../lib/types.js").Rules} rules */
function told({key, ids, title, links, version, revised, replaced, withdrawn, venue}, rules) {
  return {key, ids, title, links: named(links, rules), version, revised, replaced, withdrawn, venue};
}

/**
 * The same, once what these rows newly tell of saved papers is kept. Nobody asked for it: it waits for the next sync.
 * @param {Parts} parts
 * @param {({paper: import("../lib/types.js").Row, view: import("../lib/replay.js").View | null} | null)[]} found
 * @param {string | undefined} url of the page
 */
async function completed({store, sites, changed}, found, url) {
  const source = await sourceOf(sites, url, null);
  return Promise.all(found.map(async (one) => {
    if (!one?.view || !worthLearning(one.view, one.paper, source)) return one;
    const {bookmark, wrote, touched} = await (await store()).edit("bookmark.learn", {bookmark: one.view.id, row: one.paper, source});
    if (wrote) changed(touched);
    return {...one, view: bookmark};
  }));
}

/**
 * Which rows are new to me. Where the memory cannot be read none is: marks that are not true are worse than none.
 * @param {Parts["seen"]} seen
 * @param {string[][]} rows all ids of each
 * @returns {Promise<boolean[]>}
 */
async function newOf(seen, rows) {
  try {
    const firsts = await (await seen()).look(rows);
    return firsts.map((first) => isNew(first, Date.now()));
  } catch (error) {
    console.debug("Manicule: what was seen is not known:", error);
    return rows.map(() => false);
  }
}
