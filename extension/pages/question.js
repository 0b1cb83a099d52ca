// The question before many papers would be gone: nothing is changed until it is answered.

import {ask} from "../ask.js";
import {h} from "../lib/dom.js";
import {question} from "../lib/failsafe.js";

/**
 * @param {{question: import("../lib/failsafe.js").Toll | null}} state
 * @param {(state: any) => void} answered
 * @returns {HTMLElement[] | null} null when nothing is asked
 */
export function questionOf(state, answered) {
  if (!state.question) return null;
  const {gone} = state.question;
  /** @param {string} word @param {"mine" | "theirs"} keep @param {string} says */
  const choice = (word, keep, says) => h("button", {type: "button", class: keep === "mine" ? "strong" : "", title: says, async onclick({currentTarget}) {
    currentTarget.disabled = true;
    answered(await ask("recovery.answer", {keep}).catch(() => ask("state")));
  }}, word);
  return [
    h("span", {}, question(state.question)),
    choice("Keep mine and send them again", "mine", `The ${gone} papers are sent to the server again.`),
    choice("Take the server's", "theirs", `The ${gone} papers are removed here too. Edits that are still waiting are sent.`),
  ];
}
