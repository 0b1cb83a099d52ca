// The ids of a bookmark, where each was learnt, and the way to take one off.

import {h} from "../lib/dom.js";

/** @typedef {import("../lib/replay.js").View} View */

const SOURCES = /** @type {Record<string, string>} */ ({
  save: "when it was saved", import: "from a file", listing: "from a list", page: "from a page", api: "from the site's own data", mine: "by you",
});

/**
 * One list item for each id; the only one cannot be taken off.
 * @param {Pick<View, "ids" | "id_sources">} view
 * @param {(id: string) => Promise<void>} detach
 */
export function identities({ids, id_sources}, detach) {
  const strong = ids.filter((id) => !id.startsWith("title:"));
  return ids.map((id) => h("li", {},
    h("div", {}, h("strong", {dir: "auto"}, id), h("p", {class: "hint"}, `Learnt ${SOURCES[id_sources[id]] ?? id_sources[id] ?? SOURCES.save}`)),
    (strong.length > 1 || !strong.includes(id)) &&
      h("button", {type: "button", "aria-label": `Not this paper: ${id}`, onclick: () => void detach(id)}, "Not this paper")));
}

/**
 * One list item for each other bookmark that is probably of the same paper, with the button that joins it.
 * @param {{ids: string[], title: string, authors: string[], published: string}[]} others
 * @param {(ids: string[]) => Promise<void>} join
 */
export function alike(others, join) {
  return others.map(({ids, title, authors, published}) => h("li", {},
    h("div", {}, h("p", {dir: "auto"}, "Probably the same as ", h("strong", {}, title)),
      h("p", {class: "hint", dir: "auto"}, [ids[0], authors[0], published.slice(0, 4)].filter(Boolean).join(" · "))),
    h("button", {type: "button", "aria-label": `Join with ${title}, ${ids[0]}`, onclick: () => void join(ids)}, "It is the same: join")));
}
