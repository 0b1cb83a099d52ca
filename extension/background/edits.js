// What each edit of a person becomes: the mutations that say it to the server, and the message that undoes it.
// Every function runs inside the transaction that keeps the edit, so what it decides cannot be overtaken.

import {seen, set} from "./edits_fields.js";
import {attach, detach} from "./edits_ids.js";
import {addLink, removeLink} from "./edits_links.js";
import {editNote, resolveNote} from "./edits_notes.js";
import {relate} from "./edits_relations.js";
import {bringBack, dismiss, remove, restore, save} from "./edits_saving.js";
import {addTag, removeTag} from "./edits_tags.js";

/** @typedef {import("./replica.js").Replica} Replica */
/** @typedef {{op: string, [member: string]: any}} Draft a mutation without mid and at */
/** @typedef {{kind: string, body: object} | null} Undo */
/** @typedef {{bookmark: string, drafts: Draft[], undo: Undo}} Edit */
/** @typedef {(replica: Replica, body: any) => Promise<Edit>} Plan */

/** @type {Record<string, Plan>} by message kind */
export const EDITS = {
  "bookmark.save": save,
  "bookmark.set": set,
  "bookmark.attach": attach,
  "bookmark.detach": detach,
  "bookmark.delete": remove,
  "bookmark.restore": restore,
  "bookmark.dismiss": dismiss,
  "bookmark.bring_back": bringBack,
  "bookmark.seen": seen,
  "note.edit": editNote,
  "note.resolve": resolveNote,
  "tag.add": addTag,
  "tag.remove": removeTag,
  "link.add": addLink,
  "link.remove": removeLink,
  "relation.add": relate,
};
