// What the page says of a saved paper that I have not seen, as marks of its row. Loaded when a page says anything of it.

import {fill, h} from "../lib/dom.js";
import {icon} from "../lib/icons.js";
import {newsOf} from "../lib/revised.js";

/**
 * @param {Element} place on the face of a row
 * @param {import("./types.js").View} view
 * @param {import("./types.js").Paper} paper
 */
export function showNews(place, view, paper) {
  const news = newsOf(view, paper, Date.now());
  const marks = news.map(({kind, words}) => h("span", {class: `news ${kind}`, title: words}, icon(kind === "withdrawn" ? "refused" : kind), h("span", {}, words)));
  const passing = news.some(({kind}) => kind !== "withdrawn"); // that it was withdrawn stays worth knowing
  fill(place, ...marks, passing && h("button", {class: "undo", type: "button", "data-act": "seen", title: "I have seen this: stop marking it"}, "Seen it"));
}
