// The reading status in the card: one of four, as radio buttons side by side.

import {h} from "../lib/dom.js";
import {icon} from "../lib/icons.js";
import {STATUSES} from "../lib/statuses.js";

/** @param {import("./types.js").View} view @param {(status: string) => void} choose */
export function createStatus(view, choose) {
  const choices = Object.entries(STATUSES).map(([value, word]) => {
    const radio = h("input", {type: "radio", name: "status", value, onchange: () => choose(value)});
    return {radio, element: h("label", {class: `choice ${value}`}, radio, icon(value), word)};
  });
  const element = h("div", {class: "statuses", role: "radiogroup", "aria-label": "Status"}, ...choices.map((choice) => choice.element));
  /** @param {import("./types.js").View} view */
  const update = ({status}) => choices.forEach(({radio}) => (radio.checked = radio.value === status));
  update(view);
  return {element, update};
}
