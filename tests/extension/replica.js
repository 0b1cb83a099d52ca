// A replica in node: the extension's own store over fake-indexeddb, and a server that answers as told.

import "../node_modules/fake-indexeddb/auto/index.mjs";
import {readFileSync} from "node:fs";
import {openStore} from "../../extension/background/store.js";

/** The rules of identity, as the extension loads them. */
export const RULES = JSON.parse(readFileSync(new URL("../../extension/sites/keys.json", import.meta.url), "utf8"));

let count = 0;

/**
 * A store on a database of its own; the same name again is the same profile after its worker died.
 * @param {{name?: string, now?: () => number}} [options]
 */
export async function newStore({name = `replica-${++count}`, now = () => 1_760_000_000_000} = {}) {
  /** @type {import("../../extension/background/store.js").Touched[]} */
  const heard = [];
  const store = await openStore({name, rules: RULES, now, onAbsorbed: (touched) => heard.push(touched)});
  return Object.assign(store, {name, heard});
}

/** @param {string} id @param {object} [more] @returns {any} a row as the site rules give it */
export function row(id, more = {}) {
  return {key: id, ids: [id], title: `On ${id}`, authors: ["Ada Lovelace"], abstract: "", url: "https://arxiv.org/abs/1", links: [], ...more};
}

/** @param {string} number of arXiv @param {object} [more] @returns {any} a row as a page sends it */
export function raw(number, more = {}) {
  return {url: `https://arxiv.org/abs/${number}`, title: `On ${number}`, whole: "", ids: [], published: "", venue: "", abstract: "", links: [], authors: ["Ada Lovelace"], ...more};
}

/** @param {any} store @param {string} id @param {object} [more] */
export async function save(store, id, more = {}) {
  const {bookmark} = await store.edit("bookmark.save", {row: row(id, more), found_on: null});
  return bookmark;
}

/**
 * A record as a server sends it.
 * @param {string} id @param {object} [more]
 */
export function record(id, more = {}) {
  return {
    kind: "bookmark", id, rev: 1, alive: true, alias_of: null, ids: [`arxiv:${id.slice(3)}`], meta: {title: `Pulled ${id}`}, fields: {},
    note: {text: "", rev: 0}, note_copies: [], tags: {}, links: {}, found_on: null, saved_at: 1000, updated_at: 1000, ...more,
  };
}

/**
 * What a server that takes everything answers.
 * @param {any} request
 * @param {object} [more]
 */
export function accepted(request, more = {}) {
  const results = request.mutations.map((/** @type {any} */ m) => ({mid: m.mid, status: "applied"}));
  return {server_time: 1_760_000_000_000, head: 1, more: false, cursor: "c1", results, changes: [], ...more};
}

/**
 * Counts the requests that `work` makes of a store's database.
 * @param {{name: string}} store
 * @param {() => Promise<unknown>} work
 * @returns {Promise<{reads: number, writes: {store: string, method: string}[]}>}
 */
export async function watchRequests({name}, work) {
  let reads = 0;
  /** @type {{store: string, method: string}[]} */
  const writes = [];
  /** @type {[any, string, Function][]} */
  const kept = [];
  /** @param {any} prototype @param {string[]} methods @param {(self: any, method: string) => void} seen */
  const wrap = (prototype, methods, seen) => {
    for (const method of methods) {
      const real = prototype[method];
      kept.push([prototype, method, real]);
      prototype[method] = function (/** @type {any[]} */ ...args) {
        if (databaseOf(this).name === name) seen(this, method); // what another store does beside is not counted
        return real.apply(this, args);
      };
    }
  };
  wrap(IDBObjectStore.prototype, ["get", "getAll", "getKey", "getAllKeys", "count", "openCursor"], () => reads++);
  wrap(IDBIndex.prototype, ["get", "getAll", "getKey", "getAllKeys", "count", "openCursor"], () => reads++);
  wrap(IDBCursor.prototype, ["continue"], () => reads++);
  wrap(IDBObjectStore.prototype, ["put", "add", "delete", "clear"], (self, method) => writes.push({store: self.name, method}));
  try {
    await work();
  } finally {
    for (const [prototype, method, real] of kept) prototype[method] = real;
  }
  return {reads, writes};
}

/** @param {any} asked an object store, an index or a cursor @returns {IDBDatabase} */
function databaseOf(asked) {
  return asked.transaction?.db ?? databaseOf(asked.objectStore ?? asked.source);
}
