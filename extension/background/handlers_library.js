// What our own pages ask of the library: what was saved lately, what is found, a bookmark's history, the papers of a page.

import {recognised} from "./pages.js";
import {ManiculeError} from "../lib/errors.js";
import {named} from "../lib/found.js";

/** @typedef {import("./handlers.js").Parts} Parts */

/**
 * @param {Parts} parts
 * @returns {Record<string, import("./handlers.js").Handler>}
 */
export function libraryHandlers(parts) {
  const {store, api, browser} = parts;
  return {
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
    "library.open": async () => {
      const {server, token} = await (await store()).meta(["server", "token"]);
      if (!server || !token) throw new ManiculeError("not_paired", "Connect Manicule to your library in the settings first.");
      await browser.openTab(await api.signIn(server, token));
    },
    "bookmark.same": async ({bookmark}) => {
      const {items} = await kept(parts, bookmark, async (...asked) => ({items: await api.same(...asked)}));
      return items.map(({id, ids, title, authors, published}) => ({id, ids, title, authors, published}));
    },
    "bookmark.history": ({bookmark, cursor}) => historyOf(parts, bookmark, cursor ?? null),
  };
}

/**
 * @param {Pick<Parts, "store" | "sites" | "api">} parts
 * @param {string} id
 * @param {string | null} cursor
 */
async function historyOf({store, sites, api}, id, cursor) {
  const past = await kept({store}, id, (server, token, key) => api.history(server, token, key, cursor));
  const rules = await sites.keys();
  return {...past, items: past.items.map((one) => (one.field === "link" && one.value ? {...one, value: named([one.value], rules)[0] ?? one.value} : one))};
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
