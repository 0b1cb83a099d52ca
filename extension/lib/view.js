// A bookmark record as people see it; as backend/manicule/core/views.py, but for times, which stay ms since 1970.

import {firstLine} from "./excerpt.js";
import {strongest} from "./keys.js";
import {derive, named} from "./links.js";
import {normalise} from "./plain.js";
import {wordsOf} from "./provenance.js";
import {unite} from "./unite.js";

/** @typedef {import("./replay.js").BookmarkRecord} BookmarkRecord */
/** @typedef {import("./replay.js").Link} Link */
/** @typedef {import("./replay.js").View} View */

/**
 * The form in which tag names are compared, as `fold` in backend/manicule/core/records.py.
 * JavaScript has no case folding: ß and final ς are the two letters where lower case differs from it in practice.
 * @param {string} name
 */
export function fold(name) {
  return normalise(name.normalize("NFKC").toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ"));
}

/**
 * @param {BookmarkRecord} record alive, as replayed
 * @param {Map<string, string>} tagNames name of every tag id that is alive, aliases under their own id too
 * @param {any} rules parsed sites/keys.json
 * @param {View["sync"]} sync
 * @returns {View}
 */
export function view(record, tagNames, rules, sync) {
  return {
    id: record.id, key: record.ids.length ? strongest(record.ids, rules) : null, ids: record.ids,
    id_sources: Object.fromEntries(record.ids.map((id) => [id, record.id_sources?.[id] ?? "save"])), title: told(record, "title", ""), authors: told(record, "authors", []), abstract: told(record, "abstract", ""),
    venue: told(record, "venue", ""), published: told(record, "published", ""), url: told(record, "url", ""),
    status: told(record, "status", "to_read"), rating: told(record, "rating", null), starred: told(record, "starred", false),
    known: told(record, "known", null),
    tags: tagsOf(record, tagNames), note: record.note.text, line: firstLine(record.note.text), links: linksOf(record, rules), details: detailsOf(record), note_copies: record.note_copies,
    found_on: record.found_on && {...record.found_on, words: wordsOf(record.found_on)}, saved_at: record.saved_at, updated_at: record.updated_at,
    rev: record.rev, deleted: !record.alive, sync,
  };
}

/**
 * What a file said of the paper that has no field here, for citations: text by name, and `names`.
 * @param {BookmarkRecord} record
 * @returns {Record<string, any>}
 */
export function detailsOf(record) {
  const stored = record.meta.details;
  return stored && typeof stored === "object" ? stored : {};
}

/**
 * One field: what the user typed, else what pages said, else `none`.
 * @param {BookmarkRecord} record
 * @param {string} name
 * @param {any} none
 */
export function told(record, name, none) {
  return name in record.fields ? record.fields[name].v : record.meta[name] || none;
}

/**
 * @param {BookmarkRecord} record
 * @returns {string[]} ids of the tags it carries, aliases as they are
 */
export function tagIds(record) {
  return Object.entries(record.tags ?? {}).filter(([, dots]) => Object.keys(dots).length).map(([id]) => id);
}

/**
 * @param {BookmarkRecord} record
 * @param {Map<string, string>} tagNames
 */
function tagsOf(record, tagNames) {
  /** @type {Map<string, string>} */
  const byFold = new Map();
  for (const id of tagIds(record)) {
    const name = tagNames.get(id);
    if (name !== undefined) byFold.set(fold(name), name);
  }
  return [...byFold].sort(([one], [two]) => (one < two ? -1 : 1)).map(([, name]) => name);
}

/**
 * @param {BookmarkRecord} record
 * @param {any} rules
 * @returns {Link[]}
 */
function linksOf(record, rules) {
  const stored = Object.entries(record.links).map(([id, link]) => ({...link.v, id, ...deadOf(link, rules)}));
  return unite(named([...stored, ...derive(record.ids, rules)], rules));
}

/**
 * Of a link that died: why, the day since when, and where an archive may have it as it was when it was kept.
 * @param {BookmarkRecord["links"][string]} link @param {any} rules
 */
function deadOf({v, at, dead}, rules) {
  if (!dead) return {};
  const day = new Date(at).toISOString().slice(0, 10).replaceAll("-", "");
  return {dead: {...dead, archive: rules.archive.replace("{day}", () => day).replace("{url}", () => v.url)}};
}
