// What a row that is not saved relates to, out of the reader's own papers: asked once all faces stand, those in view first.
// Loaded after the first rows are placed.

import {ask} from "../ask.js";
import {fill, h} from "../lib/dom.js";
import {paint} from "./desk.js";
import {inViewFirst} from "./pace.js";

/**
 * @typedef {import("./types.js").Desk} Desk
 * @typedef {import("./types.js").Mark} Mark
 * @typedef {import("./types.js").Hint} Hint
 */

const FIRST = 10; // rows asked about at once: what is in view is answered first
const CHUNK = 40;
const SHORT = 40; // characters of a title before its colon, by which people call the paper
const KIND = /^(?:addendum|comment(?:ary)?|corr(?:ection|igendum)|editorial|erratum|reply|response|retract(?:ed|ion)|review)\b/i; // no name
const SAID = 2; // shared words on the face

let busy = false;
let again = false;

/** Asks about the rows not asked about yet. @param {Desk} desk */
export async function hint(desk) {
  again = true;
  if (busy) return;
  busy = true;
  try {
    while (again) {
      again = false;
      await askAll(desk);
    }
  } finally {
    busy = false;
  }
}

/** What was said may hold no longer: asks about all rows anew, which show meanwhile what they did. @param {Desk} desk */
export async function hintAnew(desk) {
  for (const mark of desk.papers()) mark.asked = false;
  await hint(desk);
}

/** @param {Desk} desk */
async function askAll(desk) {
  const {signal} = desk;
  const marks = await inViewFirst(desk.papers().filter(({view, asked}) => !view && !asked));
  for (let start = 0; start < marks.length && !signal?.aborted; start += start ? CHUNK : FIRST) {
    const some = marks.slice(start, start + (start ? CHUNK : FIRST));
    for (const mark of some) mark.asked = true;
    const answers = await ask("rows.relate", {rows: some.map(({hit}) => hit?.raw ?? {})});
    if (signal?.aborted) return;
    some.forEach((mark, at) => {
      if (!mark.hints?.length && !answers[at].length) return; // most have none: nothing is drawn anew
      mark.hints = answers[at];
      paint(desk, mark);
    });
  }
}

/** Puts the closest one, with its reason, on the face of a row. @param {Element} place @param {Hint[]} hints */
export function showHint(place, hints) {
  const [first] = hints;
  const more = hints.length - 1;
  const said = reasonOf(first);
  const name = `Relates to ${first.title}: ${said.name}${more ? `, and to ${more} more of your papers` : ""}`;
  fill(place, h("button", {class: "hint", type: "button", "data-act": "related", "aria-haspopup": "dialog", "aria-label": name, title: name},
    h("span", {class: "about"}, h("span", {class: "long"}, "relates to "), h("span", {class: "brief"}, "cf. "), h("i", {dir: "auto"}, shortOf(first.title)), h("span", {class: "long"}, " · "), h("span", {class: "why", dir: "auto"}, said.words)),
    more > 0 && h("span", {class: "rest"}, `+${more}`)));
}

/** @param {Hint} hint */
function reasonOf({why: {words, tags, note}}) {
  if (words.length) return {words: words.slice(0, SAID).join(", "), name: `both say ${words.join(", ")}`};
  if (tags.length) return {words: tags.slice(0, SAID).join(", "), name: `tagged ${tags.join(", ")}`};
  return {words: `“${note}”`, name: `your note says: ${note}`};
}

/** @param {string} title */
function shortOf(title) {
  const [name, rest] = title.split(/[:：]\s*/u, 2);
  return rest && name.length <= SHORT && !KIND.test(name) ? name : title;
}

/** Opens all that a row relates to, or closes it. @param {Desk} desk @param {Mark} mark */
export async function related(desk, mark) {
  const {openRelated} = await import("./related.js");
  await openRelated(desk, mark);
}
