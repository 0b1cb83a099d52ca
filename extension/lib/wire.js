// What a server may send, held to backend/manicule/core/records.py. What is once in the replica is read at every look: one
// row that is not whole would keep the popup from showing any.

/** @typedef {(value: any) => boolean} Check */

const LAST_MOMENT = 8.64e15; // ms, the last that Date can tell

/** @type {Check} */
const text = (value) => typeof value === "string";
/** @type {Check} */
const flag = (value) => typeof value === "boolean";
/** @type {Check} */
const moment = (value) => Number.isFinite(value) && Math.abs(value) <= LAST_MOMENT;
/** @type {Check} */
const object = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {Check} check @returns {Check} */
const orNull = (check) => (value) => value === null || check(value);
/** @param {Check} check @returns {Check} */
const optional = (check) => (value) => value === undefined || check(value);
/** @param {Check} check @returns {Check} for what may be absent, or null */
const maybe = (check) => optional(orNull(check));
/** @param {Check} one @param {Check} two @returns {Check} */
const both = (one, two) => (value) => one(value) && two(value);
/** @param {Check} check @returns {Check} */
const listOf = (check) => (value) => Array.isArray(value) && value.every(check);
/** @param {Check} check @returns {Check} */
const mapOf = (check) => (value) => object(value) && Object.values(value).every(check);
/** @param {Record<string, Check>} members others are those of a newer server @returns {Check} */
const shaped = (members) => (value) => object(value) && Object.entries(members).every(([name, check]) => check(value[name]));

/** @type {Record<string, Check>} */
const TOLD = {title: text, authors: listOf(text), abstract: text, venue: text, published: text, url: text};
const TYPED = {
  ...TOLD, status: text, rating: orNull(Number.isInteger), starred: flag,
  known: orNull(shaped({version: maybe(Number.isInteger), revised: maybe(text), day: maybe(text)})),
};

/** @param {Record<string, Check>} members @param {(check: Check) => Check} how */
const each = (members, how) => Object.fromEntries(Object.entries(members).map(([name, check]) => [name, how(check)]));

const LINK = shaped({
  v: shaped({url: text, kind: maybe(text), title: maybe(text), origin: maybe(text)}), at: moment, dead: maybe(shaped({why: text, since: text})),
});
const NAMED = {id: text, rev: Number.isSafeInteger, alive: flag, alias_of: orNull(text)};
const TAG = shaped({...NAMED, name: text});
const GONE = shaped({...NAMED, ids: listOf(text)});
const BOOKMARK = shaped({
  ...NAMED, alias_of: (value) => value === null, ids: listOf(text), id_sources: maybe(mapOf(text)), meta: shaped(each(TOLD, maybe)),
  fields: both(mapOf(object), shaped(each(TYPED, (check) => optional(shaped({v: check}))))), note: shaped({text}),
  note_copies: listOf(shaped({id: text, text, at: moment, by: maybe(text)})), tags: mapOf(object), links: mapOf(LINK),
  found_on: maybe(shaped({url: text, title: maybe(text), at: moment})), saved_at: moment, updated_at: moment, doc: maybe(Number.isFinite),
});

/** Whether a row can be kept; one of a kind that only a newer server knows is left alone by those who keep it. @type {Check} */
export const isWhole = (row) => (row.kind === "tag" ? TAG(row) : row.kind !== "bookmark" || (row.alive === false ? GONE(row) : BOOKMARK(row)));

const SAID = {status: text, code: maybe(text), message: maybe(text)};

/** Whether this tells what became of an edit. @type {Check} */
export const isResult = shaped({mid: text, ...SAID, was: maybe(shaped({...SAID, status: maybe(text)}))});
