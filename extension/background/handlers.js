// The message table: what each kind of lib/messages.js does. Who may ask what is decided here, once, before anything runs.

import {EDITS} from "./edits.js";
import {editHandlers} from "./handlers_edits.js";
import {libraryHandlers} from "./handlers_library.js";
import {manyHandlers} from "./handlers_many.js";
import {relatedHandlers} from "./handlers_related.js";
import {relationHandlers} from "./handlers_relations.js";
import {rowHandlers} from "./handlers_rows.js";
import {sameHandlers} from "./handlers_same.js";
import {settingHandlers} from "./handlers_settings.js";
import {siteHandlers} from "./handlers_sites.js";
import {syncHandlers} from "./handlers_sync.js";
import {isOn, settingsOf} from "./sites.js";
import {ManiculeError, toWire} from "../lib/errors.js";
import {checkMessage, MESSAGES} from "../lib/messages.js";

/** @typedef {import("./browser.js").Sender} Sender */
/** @typedef {import("./store.js").Touched} Touched */
/**
 * @typedef {{
 *   store: () => Promise<import("./store.js").Store>, sites: import("./sites.js").Sites, syncer: import("./syncer.js").Syncer,
 *   seen: () => Promise<import("./seen.js").Seen>, relating: () => Promise<import("./relating.js").Relating>, api: import("./api.js").Api, browser: typeof import("./browser.js"), changed: (touched: Touched) => void, turns: import("./turns.js").Turns,
 * }} Parts
 */
/** @typedef {(body: any, sender: Sender) => Promise<unknown>} Handler */

/** @type {((parts: Parts) => Record<string, Handler>)[]} by subject */
const SUBJECTS = [
  editHandlers, libraryHandlers, manyHandlers, relatedHandlers, relationHandlers, rowHandlers, sameHandlers, settingHandlers, siteHandlers, syncHandlers,
];

/** What a person waits for with the eyes on the page or the popup, and no server has a part in. */
const AT_ONCE = new Set([
  ...Object.keys(EDITS), "bookmark.save_many", "page.hello", "rows.read", "rows.look", "bookmark.cite", "tags.complete", "relations.find", "state", "settings.get", "recent", "search", "page.papers",
]);

/**
 * @param {Parts} parts
 * @returns {(message: any, sender: Sender) => Promise<import("../lib/errors.js").WireAnswer> | null} null for what is not ours
 */
export function openHandlers(parts) {
  const handlers = Object.assign({}, ...SUBJECTS.map((open) => open(parts)));
  /** @param {any} message @param {Sender} sender */
  const answer = async ({kind, body}, sender) => {
    checkMessage(kind, body);
    await checkSender(parts, MESSAGES[kind].tier, sender);
    return handlers[kind](body, sender);
  };
  return (message, sender) => {
    if (sender.id !== parts.browser.ownId() || typeof message?.kind !== "string") return null;
    const answered = answer(message, sender);
    return (AT_ONCE.has(message.kind) ? parts.turns.first(answered) : answered).then(
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
