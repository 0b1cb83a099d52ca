// What was just done, and the button that takes it back.

import {ask} from "../ask.js";
import {fill, h} from "../lib/dom.js";

/**
 * @param {HTMLElement} element role status: it is read out when it changes
 * @param {() => unknown} [after] an undo
 */
export function createUndo(element, after = () => {}) {
  /** @param {string} words @param {{kind: string, body: object} | null} undo a message */
  const show = (words, undo) => {
    element.hidden = false;
    const back = async () => {
      const trouble = await ask(/** @type {any} */ (undo).kind, /** @type {any} */ (undo).body).then(() => "", ({message}) => message);
      fill(element, h("span", {}, trouble || "Undone"));
      await after();
    };
    fill(element, h("span", {}, words), undo && h("button", {type: "button", onclick: () => void back()}, "Undo"));
    element.querySelector("button")?.focus(); // what was pressed is often gone with what it was about
  };
  return {show};
}
