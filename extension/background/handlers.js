// The message table: what each kind of lib/messages.js does. Who may ask what is decided here, once, before anything runs.

import {serverAddress} from "./api.js";
import {EDITS} from "./edits.js";
import {atMost, manyHandlers, MOST_ROWS} from "./handlers_many.js";
import {relatedHandlers} from "./handlers_related.js";
import {alikeOf, sameHandlers} from "./handlers_same.js";
import {knownSites, siteHandlers} from "./handlers_sites.js";
import {learnVersions, worthLearning} from "./learn.js";
import {howToRead, papersOf, recognised, sourceOf} from "./pages.js";
import {changeSettings, isOn, settingsOf} from "./sites.js";
import {deviceName} from "./syncer.js";
import {ManiculeError, toWire} from "../lib/errors.js";
import {checkMessage, MESSAGES} from "../lib/messages.js";
import {isNew} from "../lib/seen.js";

/** @typedef {import("./browser.js").Sender} Sender */
/** @typedef {import("./store.js").Touched} Touched */
/**
 * @typedef {{
 *   store: () => Promise<import("./store.js").Store>, sites: import("./sites.js").Sites, syncer: import("./syncer.js").Syncer,
 *   seen: () => Promise<import("./seen.js").Seen>, relating: () => Promise<import("./relating.js").Relating>, api: import("./api.js").Api, browser: typeof import("./browser.js"), changed: (touched: Touched) => void,
 * }} Parts
 */
/** @typedef {(body: any, sender: Sender) => Promise<unknown>} Handler */

const OWN_PAGE = /^pages\/(?:options\.html#refused|history\.html#bm_[\w-]{1,40})$/; // what a page may have us open

/**
 * @param {Parts} parts
 * @returns {(message: any, sender: Sender) => Promise<import("../lib/errors.js").WireAnswer> | null} null for what is not ours
 */
export function openHandlers(parts) {
  const handlers = {...pageHandlers(parts), ...manyHandlers(parts), ...relatedHandlers(parts), ...sameHandlers(parts), ...ownHandlers(parts), ...siteHandlers(parts)};
  /** @param {any} message @param {Sender} sender */
  const answer = async ({kind, body}, sender) => {
    checkMessage(kind, body);
    await checkSender(parts, MESSAGES[kind].tier, sender);
    return handlers[kind](body, sender);
  };
  return (message, sender) => {
    if (sender.id !== parts.browser.ownId() || typeof message?.kind !== "string") return null;
    return answer(message, sender).then(
      (told) => ({ok: true, answer: told ?? null}),
      (error) => {
        if (!(error instanceof ManiculeError)) console.error(`Manicule: while answering ${message.kind}:`, error);
        return {ok: false, error: toWire(error)};
      },
    );
  };
}

/**
 * Throws `not_allowed` or `site_off` unless this sender may ask messages of this tier.
 * @param {Parts} parts
 * @param {import("../lib/messages.js").Tier} tier
 * @param {Sender} sender
 */
async function checkSender({store, sites, browser}, tier, sender) {
  if (sender.url?.startsWith(browser.home())) return;
  if (tier === "own") throw new ManiculeError("not_allowed", "Only Manicule's own pages may ask this.");
  const rule = sender.url ? await sites.ruleFor(sender.url) : null; // A tab that is closing is none any more.
  if (!rule) throw new ManiculeError("not_allowed", "Manicule does not work on this site.");
  if (tier === "hello") return;
  const settings = settingsOf((await (await store()).meta(["settings"])).settings);
  if (!isOn(settings, rule)) throw new ManiculeError("site_off", `Manicule is switched off on ${rule.name}.`);
}

/**
 * @param {Parts} parts
 * @returns {Record<string, Handler>} what content scripts may ask too
 */
function pageHandlers(parts) {
  const {store, seen, relating, sites, syncer, browser, changed} = parts;
  /** @param {string} kind @returns {Handler} */
  const edit = (kind) => async (body) => {
    const prepared = "row" in body ? await understood(sites, body) : body;
    const {bookmark, undo, wrote, touched} = await (await store()).edit(kind, prepared);
    if (wrote) {
      await syncer.edited();
      changed(touched);
    }
    return {bookmark, undo};
  };
  return {
    ...Object.fromEntries(Object.keys(EDITS).map((kind) => [kind, edit(kind)])),
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
      const alike = await alikeOf(store, found);
      return found.map((one, i) => one && {paper: told(one.paper), view: one.view, isNew: news[i], same: alike[i]});
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
    "pages.open": async ({page, bookmark}) => {
      const path = page === "refused" ? "pages/options.html#refused" : `pages/history.html#${bookmark}`;
      if (!OWN_PAGE.test(path)) throw new ManiculeError("bad_message", "There is no such page.");
      await browser.openTab(path);
    },
    "tags.complete": async ({prefix, limit}) => (await store()).complete(prefix, limit ?? 10),
  };
}

/** As much of a paper as a page needs. @param {import("../lib/types.js").Row} row */
function told({key, ids, title, links, version, revised, replaced, withdrawn, venue}) {
  return {key, ids, title, links, version, revised, replaced, withdrawn, venue};
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

/**
 * What a page wants saved, with the paper in place of the texts it sent.
 * @param {import("./sites.js").Sites} sites
 * @param {{row: object, found_on?: {url?: unknown} | null}} body
 */
async function understood(sites, {row, found_on}) {
  const [paper] = await papersOf(sites, [row]);
  return {row: paper ?? {}, found_on, source: await sourceOf(sites, found_on?.url, row)};
}

/**
 * @param {Parts} parts
 * @returns {Record<string, Handler>} what only our own pages may ask
 */
function ownHandlers(parts) {
  const {store, seen, sites, syncer, api, browser, changed} = parts;
  const state = () => stateOf(parts);
  /** @param {Partial<import("./sites.js").Settings>} patch */
  const setSettings = async (patch) => changeSettings(await store(), patch);
  /** @param {string} mid @param {boolean} resend */
  const settle = async (mid, resend) => {
    const {refusal, ...touched} = await (await store()).settleRefused(mid, {resend});
    changed(touched);
    if (resend) await syncer.edited();
    return {...(await state()), ...(resend ? {} : {undo: {kind: "refused.keep", body: {refusal}}})};
  };
  return {
    state,
    "sync.now": async () => {
      await syncer.run("hand");
      return state();
    },
    "sync.check": async () => {
      await syncer.run("check");
      return state();
    },
    "recovery.answer": async ({keep}) => {
      if (keep !== "mine" && keep !== "theirs") throw new ManiculeError("bad_value", "Say `mine` or `theirs`.");
      if (await (await store()).answerRecovery(keep)) await syncer.run("hand");
      return state();
    },
    "bookmark.same": async ({bookmark}) => {
      const {items} = await kept(parts, bookmark, async (...asked) => ({items: await api.same(...asked)}));
      return items.map(({id, ids, title, authors, published}) => ({id, ids, title, authors, published}));
    },
    "bookmark.history": ({bookmark, cursor}) => historyOf(parts, bookmark, cursor ?? null),
    pair: async ({server, code, device}) => {
      const replica = await store();
      const address = serverAddress(server);
      if (device) await setSettings({device_name: device});
      const made = await api.pair(address, code.trim(), await deviceName(replica, browser));
      await replica.pairedWith({server: address, token: made.token, device: made.device, library: made.library ?? null});
      await syncer.wind();
      await syncer.run("hand");
      return state();
    },
    unpair: async () => {
      await (await store()).setMeta({token: null, error: null, backoff: null});
      changed({ids: [], bookmarks: [], all: false});
      return state();
    },
    "server.check": async ({server}) => {
      const stored = await (await store()).meta(["server", "token"]);
      const address = server ? serverAddress(server) : stored.server;
      if (!address) return {code: "not_paired", message: "Manicule is not paired with a server yet."};
      return api.check(address, address === stored.server ? stored.token : null);
    },
    "library.open": async () => {
      const {server, token} = await (await store()).meta(["server", "token"]);
      if (!server || !token) throw new ManiculeError("not_paired", "Connect Manicule to your library in the settings first.");
      await browser.openTab(await api.signIn(server, token));
    },
    recent: async ({limit}) => (await store()).recent(limit ?? 20),
    search: async ({query, limit}) => (await store()).search(query, limit ?? 20),
    "page.papers": async ({tab}) => {
      const page = await browser.askTab(tab, {kind: "page.rows"});
      const report = await browser.recall(`report:${tab}`);
      const rows = Array.isArray(page?.rows) ? page.rows : [];
      const found = await recognised(parts, rows);
      const papers = found.flatMap((one, i) => (one ? [{row: rows[i], paper: one.paper, bookmark: one.view, isNew: page.isNew?.[i] === true}] : []));
      const found_on = page ? {url: page.url, title: page.title} : null;
      return {report: page && report?.url === page.url ? report : null, found_on, rows: papers}; // a tab may have moved on since its report
    },
    "seen.count": async () => (await seen()).count(),
    "seen.forget": async () => {
      await (await seen()).forget();
    },
    "settings.get": async () => ({...settingsOf((await (await store()).meta(["settings"])).settings), known: await knownSites(parts)}),
    "settings.set": async ({patch: {known: _known, ...patch}}) => {
      const settings = await setSettings(patch);
      changed({ids: [], bookmarks: [], all: true});
      return {...settings, known: await knownSites(parts)};
    },
    "refused.list": async () => (await store()).refusedWithTitles(),
    "refused.resend": ({mid}) => settle(mid, true),
    "refused.drop": ({mid}) => settle(mid, false),
    "refused.keep": async ({refusal}) => {
      changed(await (await store()).refuseAgain(refusal));
      return state();
    },
  };
}

/**
 * @param {Pick<Parts, "store" | "api">} parts
 * @param {string} id
 * @param {string | null} cursor
 */
async function historyOf({store, api}, id, cursor) {
  return kept({store}, id, (server, token, key) => api.history(server, token, key, cursor));
}

/**
 * What only the server knows of a bookmark, beside what is here.
 * @param {Pick<Parts, "store">} parts
 * @param {string} id
 * @param {(server: string, token: string, key: string) => Promise<{items: any[], next?: string | null}>} asked
 */
async function kept({store}, id, asked) {
  const replica = await store();
  const [bookmark] = await replica.show([id]);
  const {server, token} = await replica.meta(["server", "token"]);
  if (!server || !token) throw new ManiculeError("not_paired", "The history is kept by your library. Connect Manicule to it in the settings.");
  if (!bookmark?.key) return {bookmark, items: [], next: null};
  return {bookmark, next: null, ...(await asked(server, token, bookmark.key))};
}

/**
 * @param {Pick<Parts, "store" | "syncer" | "browser">} parts
 * @returns {Promise<object>} the answer to `state`; never the token
 */
export async function stateOf({store, syncer, browser}) {
  const replica = await store();
  const meta = await replica.meta(["token", "server", "library", "last_sync_at", "error", "checked", "recovery"]);
  return {
    paired: Boolean(meta.token), server: meta.server, library: meta.library, device: await deviceName(replica, browser), ...(await replica.counts()),
    syncing: syncer.syncing(), last_sync_at: meta.last_sync_at, checked: meta.checked,
    question: (meta.token && meta.recovery?.question) || null, error: meta.token ? meta.error : null, version: browser.version(),
  };
}
