// What a row that is not saved says where its title is that of a saved paper. Loaded when a row has such a title.

import {fill, h} from "../lib/dom.js";

/**
 * @param {Element} place on the face of a row
 * @param {import("./types.js").Same} same
 */
export function showSame(place, {title, about}) {
  const name = about ? `${title} (${about})` : title;
  fill(place, h("span", {class: "same", role: "group", "aria-label": `Probably the same as ${name}`},
    h("span", {title: name}, "Probably the same as ", h("i", {dir: "auto"}, title), about && ` (${about})`),
    h("button", {class: "undo", type: "button", "data-act": "join", title: "Add the ids of this row to my bookmark"}, "It is the same"),
    h("button", {class: "undo", type: "button", "data-act": "unlike", title: "Two papers with one title: do not suggest this again"}, "Not the same")));
}
