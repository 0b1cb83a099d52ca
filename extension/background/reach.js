// On which sites Manicule works: those of the manifest, and those of a rule that the user has allowed. The browser keeps
// what was allowed; the scripts registered for it follow, whoever allowed or forbade it, and wherever.

import {changeSettings, settingsOf} from "./sites.js";
import {originsOf, shared} from "../lib/origins.js";

/** @typedef {ReturnType<typeof openReach>} Reach */

/**
 * @param {{
 *   store: () => Promise<import("./store.js").Store>, sites: import("./sites.js").Sites,
 *   browser: Pick<typeof import("./browser.js"), "declaredOrigins" | "grantedOrigins" | "registerSites" | "enter">,
 * }} parts
 */
export function openReach({store, sites, browser}) {
  /** @type {Promise<unknown>} one after the other: two at once would register what the other removed */
  let line = Promise.resolve();

  /** Where the granted origins meet the rules, but for those the manifest itself names. */
  async function allowed() {
    const origins = (await sites.all()).flatMap((rule) => originsOf(/** @type {any} */ (rule)));
    const both = shared(await browser.grantedOrigins(), origins);
    const declared = browser.declaredOrigins();
    return both.filter((origin) => !shared(declared, [origin]).includes(origin));
  }

  /** @returns {Promise<void>} when the registered scripts are those of the allowed sites */
  function align() {
    const done = line.then(async () => browser.registerSites(await allowed()));
    line = done.catch(() => null);
    return done;
  }

  /**
   * The user has allowed more: its sites are on, their open tabs show the marks at once.
   * @param {string[]} origins
   */
  async function added(origins) {
    await align();
    const rules = await sites.all();
    const met = rules.filter((rule) => shared(origins, originsOf(/** @type {any} */ (rule))).length);
    if (!met.length) return;
    const replica = await store();
    const off = settingsOf((await replica.meta(["settings"])).settings).sites;
    const back = met.filter(({id}) => off[id] === false);
    if (back.length) await changeSettings(replica, {sites: Object.fromEntries(back.map(({id}) => [id, true]))});
    await browser.enter(shared(origins, met.flatMap((rule) => originsOf(/** @type {any} */ (rule)))));
  }

  return {align, added};
}
