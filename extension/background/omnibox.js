// The address bar: after `mn` and a space, a query over the replica. Enter opens the best match, the arrows choose another.

/** @typedef {import("../lib/replay.js").View} View */

const SHOWN = 6;

/**
 * @param {{store: () => Promise<import("./store.js").Store>, browser: Pick<typeof import("./browser.js"), "openAddress">}} parts
 */
export function openOmnibox({store, browser}) {
  /** @param {string} typed @returns {Promise<{bookmarks: View[], notices: string[]}>} those that have an address to open */
  async function find(typed) {
    const {bookmarks, notices} = await (await store()).search(typed, SHOWN);
    return {bookmarks: bookmarks.filter(addressOf), notices};
  }

  return {
    /** @param {string} typed @returns {Promise<{first: string, others: {content: string, description: string}[]}>} what to show */
    async suggest(typed) {
      const {bookmarks: [best, ...rest], notices} = await find(typed);
      if (!best) return {first: ["Nothing in your library matches.", ...notices].join(" "), others: []};
      return {first: said(best), others: rest.map((view) => ({content: addressOf(view), description: said(view)}))};
    },
    /** @param {string} typed or the address of a suggestion @param {string} where as the browser calls it */
    async enter(typed, where) {
      const {bookmarks} = await find(typed);
      const chosen = bookmarks.find((view) => addressOf(view) === typed) ?? bookmarks[0];
      if (chosen) await browser.openAddress(addressOf(chosen), where);
      else if (isAddress(typed)) await browser.openAddress(typed, where);
    },
  };
}

/** @param {string} text */
const isAddress = (text) => /^https?:\/\//i.test(text);

/** @param {View} view @returns {string} where the paper is read, or "" */
const addressOf = (view) => [view.url, ...view.links.map((link) => link.url)].find(isAddress) ?? "";

/** @param {View} view */
const said = (view) => [view.title || view.key || "Untitled", view.tags.map((tag) => `#${tag}`).join(" ")].filter(Boolean).join(" · ");
