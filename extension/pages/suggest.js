// Tags that suggest themselves for a paper in a list of the popup. Loaded when that is asked for.

import {ask} from "../ask.js";
import {createSuggestions} from "../lib/suggested.js";

/** @type {{bookmark: string, element: HTMLElement, renew: () => Promise<void>} | null} */
let opened = null;

/**
 * Shows them in the paper's item, or hides them again.
 * @param {any} view
 * @param {HTMLElement} button that was pressed; it stands in the item
 * @param {(words: string, undo: any) => void} done
 */
export async function suggestTags(view, button, done) {
  const again = opened?.bookmark === view.id;
  close();
  if (again) return;
  const add = async (/** @type {string} */ name) => {
    const {undo} = await ask("tag.add", {bookmark: view.id, name});
    done(`Tagged ${name}`, undo);
  };
  const made = createSuggestions(() => ask("tags.suggest", {bookmark: view.id}),
    (name) => void add(name).catch(({message}) => done(message, null)), "None of your tags seems to fit.");
  opened = {bookmark: view.id, ...made};
  show(button.isConnected ? button : buttonIn(document)); // the list may have been made anew while this file was loaded
  await made.renew();
  made.element.querySelector("button")?.focus();
}

/** Shows them where they were, once a list was made anew: other tags may suggest themselves now. @param {Element} list */
export function resume(list) {
  if (!opened || opened.element.isConnected) return;
  const button = buttonIn(list);
  if (!button) return;
  show(button);
  void opened.renew();
}

/** The button of the paper for which they were asked, as it is now. @param {ParentNode} root */
function buttonIn(root) {
  const buttons = /** @type {HTMLElement[]} */ ([...root.querySelectorAll(".tagging")]);
  return buttons.find(({dataset}) => dataset.bookmark === opened?.bookmark);
}

/** @param {HTMLElement} [button] */
function show(button) {
  button?.setAttribute("aria-expanded", "true");
  if (opened) button?.closest(".paper")?.append(opened.element);
}

function close() {
  opened?.element.parentElement?.querySelector(".tagging")?.setAttribute("aria-expanded", "false");
  opened?.element.remove();
  opened = null;
}
