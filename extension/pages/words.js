// Sentences about the state of syncing and of the page.

import {STATUSES} from "../lib/statuses.js";

const relative = new Intl.RelativeTimeFormat(undefined, {numeric: "auto"});

/**
 * How long ago a time was, in words.
 * @param {number} at ms
 * @param {number} [now] ms
 */
export function ago(at, now = Date.now()) {
  const seconds = Math.round((at - now) / 1000);
  if (seconds > -60) return "just now";
  if (seconds > -3600) return relative.format(Math.round(seconds / 60), "minute");
  if (seconds > -86_400) return relative.format(Math.round(seconds / 3600), "hour");
  return relative.format(Math.round(seconds / 86_400), "day");
}

/** @param {{paired: boolean, syncing: boolean, error: object | null, last_sync_at: number | null}} state */
export function syncWords({paired, syncing, error, last_sync_at}) {
  if (!paired) return "Not connected";
  if (syncing) return "Syncing…";
  const last = last_sync_at ? ago(last_sync_at) : "never";
  return error ? `Not syncing, last ${last}` : `Synced ${last}`;
}

/** @param {{paired: boolean, pending: number}} state */
export function waitingWords({paired, pending}) {
  if (!pending) return "";
  const edits = pending === 1 ? "1 edit" : `${pending} edits`;
  return paired ? `${edits} waiting to sync` : `${edits} saved here`;
}

/** @param {{message: string}} error */
export function failure({message}) {
  return `${message} Your edits are kept here.`;
}

/**
 * How well the page in front is read: "37 rows, 12 new, 4 saved".
 * @param {{site: string, page: string, version: number, rows: number, keys: number, gave_up: number} | null} report
 * @param {Counts} counts
 */
export function healthOf(report, counts) {
  if (!report || (report.keys && !counts.rows)) return "This is not a list that Manicule reads.";
  if (!report.keys) return ""; // site.js says it, with the report to send
  if (report.rows > report.keys) return `${countWords(counts)}; ${report.rows - report.keys} could not be read (rule v${report.version})`;
  const gave = report.gave_up ? `; the page removes our mark on ${report.gave_up}` : "";
  return `${countWords(counts)}${gave}`;
}

/** @typedef {{rows: number, fresh: number, saved: number, dismissed: number}} Counts `fresh`: new since the last visit */

/**
 * @param {{bookmark: {status: string} | null, isNew: boolean}[]} rows of a page
 * @returns {Counts}
 */
export function countsOf(rows) {
  const dismissed = rows.filter(({bookmark}) => bookmark?.status === "dismissed").length;
  return {
    rows: rows.length, fresh: rows.filter(({bookmark, isNew}) => isNew && !bookmark).length,
    saved: rows.filter(({bookmark}) => bookmark).length - dismissed, dismissed,
  };
}

/** @param {Counts} counts */
function countWords({rows, fresh, saved, dismissed}) {
  const all = rows === 1 ? "1 paper" : `${rows} rows`;
  return [all, `${fresh} new`, `${saved} saved`, dismissed && `${dismissed} dismissed`].filter(Boolean).join(", ");
}

/**
 * What is said of a page that has a rule but no row.
 * @param {{name: string, version: number, updated: string}} site
 */
export const unreadable = ({name, version, updated}) => `This page of ${name} (version ${version}, of ${updated}) has no rows I can read.`;

/**
 * What helps to mend a rule. Of the address only the path: a query may hold what somebody searched for.
 * @param {{id: string, version: number, updated: string}} site
 * @param {string | null} page its kind
 * @param {string} url
 */
export function unreadableReport({id, version, updated}, page, url) {
  const {origin, pathname} = new URL(url);
  return ["Manicule finds no rows on a page.", `rule: ${id}, version ${version}, of ${updated}`, `page: ${page ?? "unknown"}`, `address: ${origin}${pathname}`].join("\n");
}

/**
 * When the replica was last compared with the server, and what came of it.
 * @param {{at: number, result: string} | null} checked
 */
export function checkWords(checked) {
  if (!checked) return "";
  const when = ago(checked.at);
  if (checked.result === "differs") return `Compared with the server ${when}: it differed, and everything was fetched again.`;
  return checked.result === "equal" ? `Compared with the server ${when}: the same.` : `Everything was fetched ${when}.`;
}

const FIELDS = /** @type {Record<string, string>} */ ({
  note: "Note", link: "Link", status: "Status", rating: "Rating", starred: "Star", title: "Title", authors: "Authors", abstract: "Abstract",
  venue: "Venue", published: "Date", url: "Address", ids: "Identity",
});

/** @param {string} field of a bookmark's history */
export const fieldWords = (field) => FIELDS[field] ?? field;

/** @param {{field: string, value: any}} old @returns {string} */
export function valueWords({field, value}) {
  if (value === null || value === "" || value?.length === 0) return "(nothing)";
  if (field === "status") return STATUSES[value] ?? value;
  if (field === "starred") return value ? "Starred" : "Not starred";
  if (field === "rating") return `${value} of 5`;
  if (field === "link") return value.title ? `${value.title}: ${value.url}` : value.url;
  if (field === "ids") return (value.ids ?? []).join(", ");
  return Array.isArray(value) ? value.join(", ") : String(value);
}

const OPERATIONS = /** @type {Record<string, string>} */ ({
  "bookmark.create": "Saving the paper", "bookmark.meta": "What a page says", "bookmark.delete": "Removing the paper", "bookmark.restore": "Bringing it back",
  "note.edit": "Note", "note.resolve": "Discarding a version of the note", "link.put": "Link", "link.delete": "Removing a link",
  "bookmark.tag": "Tag", "bookmark.untag": "Removing a tag", "tag.create": "New tag", "tag.rename": "Renaming a tag", "tag.merge": "Merging tags", "tag.delete": "Deleting a tag",
});

/**
 * What an edit was about: "Tag “vision”", "Status".
 * @param {{mutation: any, tag?: string}} edit
 */
export function editWords({mutation, tag}) {
  const name = tag ?? mutation.name;
  const what = mutation.op === "bookmark.set" ? fieldWords(mutation.field) : (OPERATIONS[mutation.op] ?? "An edit");
  return name ? `${what} “${name}”` : what;
}

/** The words a person typed in an edit, or "". @param {any} mutation @returns {string} */
export function typedIn({op, text, name, value, field}) {
  if (op === "note.edit") return text;
  if (op === "bookmark.set") return valueWords({field, value});
  if (op === "link.put") return [value?.title, value?.url].filter(Boolean).join("\n");
  return typeof name === "string" ? name : "";
}
