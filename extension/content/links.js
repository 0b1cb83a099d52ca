// The links in the card: those we know, and those I add.

import {fill, h, link, webAddress} from "../lib/dom.js";
import {icon} from "../lib/icons.js";
import {LINK_KINDS, linkName} from "../lib/statuses.js";

/** @import {View} from "./types.js" */

/**
 * @param {View} view
 * @param {{add: (link: {url: string, kind: string, title: string}) => Promise<unknown>, remove: (id: string) => Promise<unknown>}} acts
 */
export function createLinks(view, acts) {
  const list = h("ul", {class: "linklist", "aria-label": "Links"});
  const element = h("section", {}, h("div", {class: "head"}, h("span", {}, "Links")), list, form(acts.add));
  let now = view;
  let which = (/** @type {View} */ {links}) => links;
  /** @param {View} view */
  const update = (view) => {
    const links = which((now = view));
    list.hidden = !links.length;
    fill(list, ...links.map((one) => item(one, acts.remove)));
  };
  update(view);
  /** Anew, and from now on only those. @param {typeof which} [those] */
  const show = (those = which) => {
    which = those;
    update(now);
  };
  return {element, update, show};
}

/** @param {View["links"][0]} one @param {(id: string) => Promise<unknown>} remove */
function item(one, remove) {
  const {id} = one;
  const name = one.title || linkName(one);
  const element = h("li", {}, link(one.url, {class: "name", dir: "auto", title: one.url}, name),
    id && h("button", {type: "button", class: "small", "aria-label": `Remove link ${name}`, onclick: () => void remove(id)}, icon("close")));
  if (one.dead) void import("./dead.js").then(({tell}) => tell(element, one.dead, name));
  return element;
}

/** @param {(link: {url: string, kind: string, title: string}) => Promise<unknown>} add */
function form(add) {
  const url = h("input", {type: "url", dir: "ltr", "aria-label": "Address of the link", placeholder: "https://…", autocomplete: "off", maxlength: "2000"});
  const kind = h("select", {"aria-label": "Kind of link"}, ...LINK_KINDS.map(([value, word]) => h("option", {value}, word)));
  const hint = h("p", {class: "bad", role: "alert"});
  kind.value = "page";
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    const address = webAddress(url.value.trim());
    hint.textContent = address ? "" : "Only addresses that begin with http:// or https:// can be added.";
    if (!address) return url.focus();
    url.value = "";
    void add({url: address, kind: kind.value, title: ""});
  };
  return h("form", {class: "add", novalidate: true, onsubmit: submit}, url, kind, h("button", {class: "push", type: "submit"}, "Add"), hint);
}
