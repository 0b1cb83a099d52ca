// What became of a link that died, by the server's look at it, and where it may be seen as it was.

import {h, link} from "../lib/dom.js";

/** @type {Record<string, string>} */
const DIED = {gone: "not found", empty: "empty", silent: "no answer"};

/**
 * Says it behind the link. @param {Element} item @param {import("../lib/types.js").Link["dead"]} mark
 * @param {string} name of the link
 */
export function tell(item, mark, name) {
  if (!mark) return;
  const day = new Intl.DateTimeFormat(undefined, {dateStyle: "medium", timeZone: "UTC"}).format(new Date(mark.since));
  const archive = link(mark.archive, {"aria-label": `${name} in the web archive`}, "web archive");
  item.firstElementChild?.after(h("span", {class: "hint dead"}, `${DIED[mark.why] ?? mark.why} since ${day} · `, archive));
}
