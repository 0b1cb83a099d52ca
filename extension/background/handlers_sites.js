// What our own pages ask of sites: which there are, whether they are on, and what any page links to.

import {recognised, rowsLinked} from "./pages.js";
import {changeSettings, isOn, settingsOf} from "./sites.js";
import {ManiculeError} from "../lib/errors.js";
import {originsOf, shared, toAsk} from "../lib/origins.js";
import {pageOf} from "../lib/papers.js";

/** @typedef {import("./handlers.js").Parts} Parts */

/**
 * @param {Parts} parts
 * @returns {Record<string, import("./handlers.js").Handler>}
 */
export function siteHandlers(parts) {
  const {store, sites, browser, changed} = parts;
  return {
    "page.site": ({url}) => siteOf(parts, url),
    "page.enter": async ({tab, url}) => {
      const rule = await sites.ruleFor(url);
      if (!rule) throw new ManiculeError("not_allowed", "Manicule does not work on this site.");
      await changeSettings(await store(), {sites: {[rule.id]: true}});
      await browser.enterTab(tab);
      changed({ids: [], bookmarks: [], all: true});
    },
    "page.select": async ({tab}) => ({begun: (await browser.askTab(tab, {kind: "select"})) === true}),
    "page.linked": async ({tab}) => {
      const page = await browser.collect(tab);
      if (!page) throw new ManiculeError("closed_page", "The browser lets no extension look at this page.");
      const raws = [page.about, ...(await rowsLinked(sites, page.links))];
      const [about, ...rows] = (await recognised(parts, raws)).map((one, i) => one && {row: raws[i], paper: one.paper, bookmark: one.view});
      const own = about?.paper.ids ?? [];
      return {url: page.url, title: page.title, about, rows: rows.filter((one) => one && !own.includes(one.paper.key))};
    },
  };
}

/**
 * Every site of a rule: what of it the user has allowed, what to ask for, whether there is more of it
 * `elsewhere`, whether the manifest names it.
 * @param {Pick<Parts, "sites" | "browser">} parts
 */
export async function knownSites({sites, browser}) {
  const [granted, declared] = [await browser.grantedOrigins(), browser.declaredOrigins()];
  return (await sites.all()).map((rule) => {
    const origins = originsOf(/** @type {any} */ (rule));
    const asked = toAsk(/** @type {any} */ (rule));
    return {
      id: rule.id, name: rule.name, granted: shared(granted, origins), ask: asked, elsewhere: origins.length > asked.length,
      fixed: shared(declared, origins).length > 0,
    };
  });
}

/**
 * @param {Pick<Parts, "store" | "sites" | "browser">} parts
 * @param {string} url
 */
async function siteOf({store, sites, browser}, url) {
  const rule = /** @type {any} */ (await sites.ruleFor(url));
  if (!rule) return null;
  const {id, name, version, updated} = rule;
  const settings = settingsOf((await (await store()).meta(["settings"])).settings);
  return {site: {id, name, version, updated}, page: pageOf(rule, url)?.kind ?? null, on: isOn(settings, rule), granted: await browser.mayReach(url), ask: toAsk(rule, url)};
}
