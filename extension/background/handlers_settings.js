// What our own pages ask of the settings, and of the memory of what was seen.

import {knownSites} from "./handlers_sites.js";
import {changeSettings, settingsOf} from "./sites.js";

/** @typedef {import("./handlers.js").Parts} Parts */

/**
 * @param {Parts} parts
 * @returns {Record<string, import("./handlers.js").Handler>}
 */
export function settingHandlers(parts) {
  const {store, seen, changed} = parts;
  return {
    "settings.get": async () => ({...settingsOf((await (await store()).meta(["settings"])).settings), known: await knownSites(parts)}),
    "settings.set": async ({patch: {known: _known, ...patch}}) => {
      const settings = await changeSettings(await store(), patch);
      changed({ids: [], bookmarks: [], all: true});
      return {...settings, known: await knownSites(parts)};
    },
    "seen.count": async () => (await seen()).count(),
    "seen.forget": async () => {
      await (await seen()).forget();
    },
  };
}
