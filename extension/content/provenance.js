// Where a paper was found, as a line of the card. Loaded with the first card that has something to say.

import {h, link} from "../lib/dom.js";
import {hostOf} from "../lib/statuses.js";

/** @param {import("./types.js").View} view of a bookmark that was found on some page */
export function foundOn({found_on, saved_at}) {
  const place = /** @type {NonNullable<typeof found_on>} */ (found_on);
  const {words} = place;
  const host = hostOf(place.url);
  const day = new Intl.DateTimeFormat(undefined, {dateStyle: "medium"}).format(place.at ?? saved_at);
  return h("p", {class: "hint found"},
    "Found on ", link(place.url, {class: "hint", dir: "auto", title: place.url}, place.title || host), place.title && ` (${host})`,
    `, ${day}`, words && ", searching for ", words && h("q", {dir: "auto"}, words));
}
