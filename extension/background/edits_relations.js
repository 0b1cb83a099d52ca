// What a bookmark is to another, said by the reader: a link to its paper, with the words as its title.

import {needed, newId} from "./edited.js";
import {clean} from "./fitting.js";
import {ManiculeError} from "../lib/errors.js";
import {meets} from "../lib/keys.js";
import {LIMITS} from "../lib/limits.js";
import {leads, leadsTo} from "../lib/relations.js";

/** @typedef {import("./edits.js").Plan} Plan */

/** Said again, the new words stand. @type {Plan} */
export async function relate(replica, {bookmark, other, relation}) {
  const record = await needed(replica, bookmark);
  const [here, there] = await Promise.all([bookmark, other].map(async (id) => replica.show(await replica.byId(id))));
  const url = there?.links.find((link) => meets(leadsTo(link.url, record.ids, replica.rules), there.ids))?.url;
  if (!url) throw new ManiculeError("bad_value", "A relation needs the address of another paper: this is the same one, or it has no address of its own.");
  const known = here && leads(here, replica.rules).find(({ids}) => meets(ids, there.ids))?.link;
  const title = clean(relation, LIMITS.title);
  if (known?.title === title) return {bookmark: record.id, drafts: [], undo: null};
  const link = known?.id ?? newId("lnk");
  const value = {url: known?.url ?? url, kind: "page", title, origin: "mine"};
  const undo = known
    ? {kind: "relation.add", body: {bookmark: record.id, other, relation: known.title}}
    : {kind: "link.remove", body: {bookmark: record.id, link}};
  return {bookmark: record.id, drafts: [{op: "link.put", bookmark: record.id, link, base: record.links[link]?.rev ?? 0, value}], undo};
}
