// What is done to many papers at once, by pages and by the popup.

import {keeping, repeating} from "./many.js";
import {papersOf, sourceOf} from "./pages.js";
import {ManiculeError} from "../lib/errors.js";
import {checkMessage} from "../lib/messages.js";

/** @typedef {import("./handlers.js").Parts} Parts */
/** @typedef {import("./browser.js").Sender} Sender */

export const MOST_ROWS = 400; // of one question
const MOST_STEPS = 1200; // of one undo: three for each row
const TAKEN_BACK = ["bookmark.delete", "bookmark.set", "tag.remove"]; // what undoing many saves does
const PROGRESS = 250; // ms between two words about it

/**
 * @param {Parts} parts
 * @returns {Record<string, import("./handlers.js").Handler>}
 */
export function manyHandlers({store, sites, syncer, browser, changed}) {
  /** @param {import("./many.js").PlanOne[]} plans @param {Sender} sender */
  const editMany = async (plans, sender) => {
    const made = await (await store()).editMany(plans, progress(browser, sender, plans.length));
    if (made.wrote) {
      await syncer.edited();
      changed(made.touched);
    }
    return made;
  };
  return {
    "bookmark.save_many": async ({rows, found_on, tag, status}, sender) => {
      atMost(rows, MOST_ROWS, "bookmark.save_many");
      const papers = await papersOf(sites, rows);
      const sources = await Promise.all(rows.map((/** @type {unknown} */ raw) => sourceOf(sites, found_on?.url, raw)));
      const found = papers.flatMap((row, i) => (row ? {row, found_on, source: sources[i]} : []));
      const {saved, steps} = await editMany(found.map((one) => keeping(one, {tag: tag?.trim() ?? "", status: status ?? ""})), sender);
      const undo = steps.length ? {kind: "edits.take_back", body: {edits: steps}} : null;
      return {saved, known: found.length - saved, skipped: rows.length - found.length, undo};
    },
    "edits.take_back": async ({edits}, sender) => {
      atMost(edits, MOST_STEPS, "edits.take_back");
      for (const {kind, body} of edits) {
        if (!TAKEN_BACK.includes(kind)) throw new ManiculeError("bad_message", `"${kind}" takes nothing back.`);
        checkMessage(kind, body);
      }
      await editMany((await (await store()).withWhatIsDeleted(edits)).map(repeating), sender);
      return {undo: null};
    },
  };
}

/** @param {unknown[]} list @param {number} limit @param {string} kind */
export function atMost(list, limit, kind) {
  if (list.length > limit) throw new ManiculeError("bad_message", `"${kind}" takes at most ${limit} at once.`);
}

/**
 * Says now and then how far long work has come.
 * @param {Parts["browser"]} browser
 * @param {Sender} sender
 * @param {number} of
 * @returns {(done: number) => void}
 */
function progress(browser, sender, of) {
  let next = performance.now() + PROGRESS;
  return (done) => {
    if (performance.now() < next) return;
    next = performance.now() + PROGRESS;
    void browser.tellSender(sender, {kind: "progress", done, of});
  };
}
