// Links of a reader's own put on a bookmark and taken off.

import {needed, newId} from "./edited.js";
import {clean, kindOf, webAddress} from "./fitting.js";
import {ManiculeError} from "../lib/errors.js";
import {LIMITS} from "../lib/limits.js";

/** @typedef {import("./edits.js").Plan} Plan */

/** @type {Plan} */
export async function addLink(replica, {bookmark, url, kind, title, origin}) {
  const address = webAddress(url);
  if (!address) throw new ManiculeError("bad_value", "A link is a web address that begins with http:// or https://, of at most 2,000 characters.");
  const record = await needed(replica, bookmark);
  if (Object.values(record.links).some((link) => link.v.url === address)) return {bookmark: record.id, drafts: [], undo: null};
  const value = {url: address, kind: kindOf(kind), title: clean(title, LIMITS.title), origin: origin ?? "mine"};
  const link = newId("lnk");
  const undo = {kind: "link.remove", body: {bookmark: record.id, link}};
  return {bookmark: record.id, drafts: [{op: "link.put", bookmark: record.id, link, base: 0, value}], undo};
}

/** @type {Plan} */
export async function removeLink(replica, {bookmark, link}) {
  const record = await needed(replica, bookmark);
  const stored = record.links[link];
  if (!stored) return {bookmark: record.id, drafts: [], undo: null};
  const undo = {kind: "link.add", body: {bookmark: record.id, ...stored.v}};
  return {bookmark: record.id, drafts: [{op: "link.delete", bookmark: record.id, link, base: stored.rev}], undo};
}
