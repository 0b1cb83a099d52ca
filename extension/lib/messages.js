// Every message to the background: who may ask it, what it must carry, what it answers.
//
// Tiers. `page`: content scripts on the sites that are switched on, and our own pages. `hello`: content scripts on any
// site of ours. `own`: our own pages only. A content script lives in a process that a hostile page may take over, so
// nothing of tier `own` (the token, the server, the whole library) is ever answered to one.

import {ManiculeError} from "./errors.js";

/** @typedef {"hello" | "page" | "own"} Tier */
/** @typedef {{tier: Tier, body: Record<string, string>, says: string}} Message */

/**
 * Body types: string, number, boolean, object, any, `x[]` a list of x, `x?` may be absent or null.
 * @type {Record<string, Message>}
 */
export const MESSAGES = {
  "page.hello": {tier: "hello", body: {url: "string"},
    says: "How to read this page: {site: {id, name, version} | null, page: its spec in the rule | null, settings}; site is null where Manicule is off."},
  "page.report": {tier: "page", body: {url: "string", site: "string", page: "string?", version: "any", rows: "number", keys: "number", annotated: "number", gave_up: "number?"},
    says: "Health of this page, for the popup. Answers null."},
  "rows.read": {tier: "page", body: {rows: "object[]"},
    says: "At most 400 rows as lib/rows.js reads them: ({paper: {key, ids, title, links, version, revised, replaced, withdrawn, venue}, view: View | null, isNew, same: {bookmark, title, about} | null} | null)[], null where a row is no paper; isNew: not on my screen before this sitting; same: what a row that is not saved is probably the same as, by title."},
  "rows.seen": {tier: "page", body: {rows: "string[][]"},
    says: "At most 400 papers that are on screen, with all their ids; remembered in this browser only, never of a private window. Answers null."},
  "rows.look": {tier: "page", body: {rows: "string[][]"},
    says: "What I know of each row, given all its ids: (View | null)[], in the same order."},
  "rows.relate": {tier: "page", body: {rows: "object[]"},
    says: "At most 400 rows as for rows.read: what each that is not saved relates to, at most three, best first: {bookmark, key, title, url, score, why: {words, tags, note}}[][]. Empty where nothing does, or hints are off."},
  "hint.refuse": {tier: "page", body: {bookmark: "string", row: "string[]"},
    says: "This bookmark is not related to the paper with these ids: it is not hinted at there again, and elsewhere less once refused often. Stays in this browser. {undo}"},
  "hint.allow": {tier: "page", body: {bookmark: "string", row: "string[]"}, says: "The undo of hint.refuse. {undo: null}"},
  "same.refuse": {tier: "page", body: {bookmark: "string", row: "string[]"},
    says: "The paper with these ids is another than that bookmark's: they are not shown as the same again. Stays in this browser. {bookmark: null, undo}"},
  "same.allow": {tier: "page", body: {bookmark: "string", row: "string[]"}, says: "The undo of same.refuse. {bookmark: null, undo: null}"},
  "bookmark.save": {tier: "page", body: {row: "object", found_on: "object?"},
    says: "Saves a row as lib/rows.js reads it: {bookmark, undo}. Saving twice answers the bookmark that is there, with undo null."},
  "bookmark.save_many": {tier: "page", body: {rows: "object[]", found_on: "object?", tag: "string?", status: "string?"},
    says: "At most 400 rows as for bookmark.save, saved where they are not, with tag and status for all, in one transaction: {saved, known, skipped, undo}, numbers of rows. Tells {kind: progress, done, of} meanwhile."},
  "edits.take_back": {tier: "page", body: {edits: "object[]"},
    says: "The undo of bookmark.save_many: its edits {kind, body}, in one transaction. {undo: null}"},
  "bookmark.set": {tier: "page", body: {bookmark: "string", field: "string", value: "any"},
    says: "One field as typed by me: status rating starred title authors abstract venue published url. {bookmark, undo}"},
  "bookmark.attach": {tier: "page", body: {bookmark: "string", ids: "string[]"},
    says: "These ids are of this paper too; who has one becomes one with it. {bookmark, undo}"},
  "bookmark.detach": {tier: "page", body: {bookmark: "string", ids: "string[]"},
    says: "These ids are not of this paper; who was joined to it through one stands again once synced. {bookmark, undo}"},
  "bookmark.delete": {tier: "page", body: {bookmark: "string", base: "number?"},
    says: "{bookmark: null, undo}; `base`, of the undo of a save: the revision before it, for what another device wrote since is not undone."},
  "bookmark.restore": {tier: "page", body: {bookmark: "string"}, says: "Undoes a delete. {bookmark, undo}"},
  "bookmark.dismiss": {tier: "page", body: {row: "object", found_on: "object?"},
    says: "A row, saved or not, gets the status `dismissed`. {bookmark, undo}"},
  "bookmark.bring_back": {tier: "page", body: {bookmark: "string"},
    says: "A dismissed paper as it was before: {bookmark, undo}, bookmark null where it had never been saved."},
  "bookmark.seen": {tier: "page", body: {bookmark: "string", told: "object"},
    says: "I have seen what a page says of the paper, {version, revised, withdrawn, venue}: it is no news any more. {bookmark, undo}"},
  "note.edit": {tier: "page", body: {bookmark: "string", base_text: "string", text: "string", told: "object?"},
    says: "The note from what I saw to what I typed; `told`: what the page said of the paper meanwhile. {bookmark, undo}"},
  "note.resolve": {tier: "page", body: {bookmark: "string", copy: "string", base_text: "string?", text: "string?"},
    says: "Drops a note copy; with `text`, the note becomes that in the same edit. {bookmark, undo}"},
  "bookmark.cite": {tier: "page", body: {bookmark: "string"},
    says: "Its cite key as the server's export gives it, {key}; null where no other paper would have it, for lib/cite.js knows it then."},
  "tag.add": {tier: "page", body: {bookmark: "string", name: "string"}, says: "{bookmark, undo}"},
  "tag.remove": {tier: "page", body: {bookmark: "string", name: "string"}, says: "{bookmark, undo}"},
  "tags.complete": {tier: "page", body: {prefix: "string", limit: "number?"},
    says: "My own tags that begin so, most used first: [{name, count}]"},
  "tags.suggest": {tier: "page", body: {bookmark: "string", keywords: "string[]?"},
    says: "At most five tags for a saved paper, from my own tagging and the page's keywords, none that it carries: {tags: [{name, mine}], whole}, mine false for a keyword that is no tag of mine yet, whole false while papers are taken in that may have more to say."},
  "link.add": {tier: "page", body: {bookmark: "string", url: "string", kind: "string?", title: "string?", origin: "string?"}, says: "{bookmark, undo}"},
  "link.remove": {tier: "page", body: {bookmark: "string", link: "string"}, says: "{bookmark, undo}"},
  "relation.add": {tier: "page", body: {bookmark: "string", other: "string", relation: "string"},
    says: "What a bookmark is to another, such as `extends`: a link to its paper, with these words. Said again, the new words stand. {bookmark, undo}"},
  "relations.list": {tier: "page", body: {bookmark: "string"},
    says: "Which of my papers a bookmark links to and which link to it, at most 60: [{relation, direction: to | from, link, bookmark, title, url}]"},
  "relations.find": {tier: "page", body: {bookmark: "string", text: "string"},
    says: "At most eight other bookmarks that somebody may mean who writes this, by address, title or words: [{bookmark, title, about}]"},

  "pages.open": {tier: "page", body: {page: "string", bookmark: "string?"},
    says: "Opens our own page in a tab, `history` of a bookmark or `refused`; the page that asks learns nothing. Answers null."},

  state: {tier: "own", body: {},
    says: "{paired, server, library, device, pending, refused, syncing, last_sync_at, checked: {at, result} | null, question: {gone, of} | null, error: {code, message} | null, version}"},
  "sync.check": {tier: "own", body: {}, says: "Syncs, compares the replica with the server, answers the state."},
  "recovery.answer": {tier: "own", body: {keep: "string"},
    says: "Answers the question of the state: keep `mine` and send them again, or `theirs`. Syncs, answers the state."},
  "bookmark.same": {tier: "own", body: {bookmark: "string"},
    says: "Other bookmarks that are probably of the same paper, by title, as the server knows: [{id, ids, title, authors, published}]"},
  "bookmark.history": {tier: "own", body: {bookmark: "string", cursor: "string?"},
    says: "What was there before, as the server keeps it, newest first: {bookmark: View | null, items: [{field, value, at, by, device, reason, rev}], next}"},
  "sync.now": {tier: "own", body: {}, says: "Syncs, then answers the state."},
  pair: {tier: "own", body: {server: "string", code: "string", device: "string?"}, says: "Pairs, syncs, answers the state."},
  unpair: {tier: "own", body: {}, says: "Forgets the token, keeps the replica and every waiting edit. Answers the state."},
  "server.check": {tier: "own", body: {server: "string?"},
    says: "{code: ok | not_running | no_permission | blocked | not_manicule | wrong_token | old_server | too_large | server_error, message}"},
  "library.open": {tier: "own", body: {},
    says: "Opens the web library in a tab, signed in. Answers null."},
  recent: {tier: "own", body: {limit: "number?"}, says: "Last changed first: View[]"},
  search: {tier: "own", body: {query: "string", limit: "number?"},
    says: "What answers a query of lib/query.js, dismissed papers only where it asks for a status: {bookmarks: View[], notices: string[]}"},
  "page.papers": {tier: "own", body: {tab: "number"},
    says: "The papers of a tab: {report | null, found_on: {url, title} | null, rows: [{row, paper, bookmark: View | null, isNew}]}, row as lib/rows.js reads it, isNew as the page shows it"},
  "seen.count": {tier: "own", body: {}, says: "How many identities of papers that were on screen this browser remembers."},
  "seen.forget": {tier: "own", body: {}, says: "Forgets all of them, for good. Answers null."},
  "page.site": {tier: "own", body: {url: "string"},
    says: "What is known of a page's site: {site: {id, name, version, updated}, page: listing | paper | null, on, granted, ask: origins to ask the user for} or null"},
  "page.enter": {tier: "own", body: {tab: "number", url: "string"},
    says: "Switches the site of a tab on, which the user has allowed, and shows the marks in it. Answers null."},
  "page.select": {tier: "own", body: {tab: "number"}, says: "Puts tick boxes on the rows of a tab. {begun}, false where there are no rows."},
  "page.linked": {tier: "own", body: {tab: "number"},
    says: "What a page of any site is about and links to: {url, title, about: {row, paper, bookmark: View | null} | null, rows: the same, at most 400}"},
  "settings.get": {tier: "own", body: {}, says: "{sites: {id: boolean}, device_name, …}, and `known`: [{id, name, granted: origins, ask: origins, elsewhere, fixed}] sites"},
  "settings.set": {tier: "own", body: {patch: "object"}, says: "Changes the settings given, answers them all."},
  "refused.list": {tier: "own", body: {}, says: "Edits the server refused: [{mid, mutation, code, message, at, title, tag?}]"},
  "refused.resend": {tier: "own", body: {mid: "string"}, says: "Sends a refused edit again. Answers the state."},
  "refused.drop": {tier: "own", body: {mid: "string"}, says: "Gives a refused edit up. Answers the state, and undo."},
  "refused.keep": {tier: "own", body: {refusal: "object"}, says: "Puts an edit that was given up back on the list. Answers the state."},
};

/** @type {Record<string, (value: any) => boolean>} */
const TYPES = {
  string: (value) => typeof value === "string",
  number: (value) => Number.isFinite(value),
  boolean: (value) => typeof value === "boolean",
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  any: () => true,
};

/**
 * Throws ManiculeError `bad_message` when a message is not as its table says. Unknown keys are refused too.
 * @param {string} kind
 * @param {any} body
 */
export function checkMessage(kind, body) {
  if (!Object.hasOwn(MESSAGES, kind)) throw bad(`There is no message "${kind}".`);
  const shape = MESSAGES[kind].body;
  if (!TYPES.object(body)) throw bad(`The body of "${kind}" must be an object.`);
  const strange = Object.keys(body).find((name) => !Object.hasOwn(shape, name));
  if (strange) throw bad(`"${kind}" knows no "${strange}".`);
  for (const [name, type] of Object.entries(shape)) {
    if (!fits(body[name], type)) throw bad(`"${name}" of "${kind}" must be ${type}.`);
  }
}

/**
 * @param {any} value
 * @param {string} type
 * @returns {boolean}
 */
function fits(value, type) {
  if (type.endsWith("?")) return value === undefined || value === null || fits(value, type.slice(0, -1));
  if (type.endsWith("[]")) return Array.isArray(value) && value.every((item) => fits(item, type.slice(0, -2)));
  return TYPES[type](value);
}

/** @param {string} message */
function bad(message) {
  return new ManiculeError("bad_message", message);
}
