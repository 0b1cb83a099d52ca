// Whether a bookmark answers a query (query.js), looked at itself: the popup has no index. It finds what the server's index
// finds; tests/vectors/query.json holds both to it.

import {derive} from "./links.js";
import {foundText} from "./provenance.js";
import {fold, told} from "./view.js";
import {words} from "./words.js";

/** @typedef {import("./query_fields.js").Node} Node */
/** @typedef {import("./replay.js").BookmarkRecord} BookmarkRecord */
/** @typedef {ReturnType<typeof openPaper>} Paper */

const LATEST = 2999_9999; // and no day before the year 1000: nothing is saved there
/** @type {Record<string, string>} the fields of a record by their names in a query */
const TEXT = {title: "title", author: "authors", abstract: "abstract", venue: "venue"};

/**
 * A record with what a query may ask of it, reckoned when it is asked.
 * @param {BookmarkRecord} record alive, as replayed
 * @param {string[]} tagNames of its living tags
 * @param {any} rules parsed sites/keys.json
 */
export function openPaper(record, tagNames, rules) {
  /** @type {Map<string, string>} */
  const texts = new Map();
  /** @param {string} field @returns {string} its words, a space around each */
  const text = (field) => {
    let made = texts.get(field);
    if (made === undefined) {
      const value = field === "note" ? record.note.text : field === "found" ? foundWhere(record) : told(record, TEXT[field], "");
      texts.set(field, (made = ` ${words([value].flat().join(" ")).join(" ")} `));
    }
    return made;
  };
  const linkKinds = () => [...Object.values(record.links ?? {}).map(({v}) => v), ...derive(record.ids, rules)].map(({kind}) => kind);
  return {record, tagNames, text, linkKinds};
}

/**
 * @param {Node} node
 * @param {Paper} paper
 * @returns {boolean}
 */
export function holds(node, paper) {
  return TESTS[node.op](node, paper);
}

/** @type {Record<string, (node: any, paper: Paper) => boolean>} */
const TESTS = {
  all: ({of}, paper) => of.every((/** @type {Node} */ one) => holds(one, paper)),
  any: ({of}, paper) => of.some((/** @type {Node} */ one) => holds(one, paper)),
  not: ({of}, paper) => !holds(of, paper),
  words: (node, paper) => holdsWords(node, paper),
  tag: ({name, prefix}, {tagNames}) => tagNames.map(fold).some((one) => (prefix ? one.startsWith(name) : one === name)),
  status: ({status}, {record}) => told(record, "status", "to_read") === status,
  is: ({what}, {record, tagNames}) => (what === "untagged" ? !tagNames.length : what === "revised" ? isRevised(record) : Boolean(told(record, what, false))),
  has: (node, paper) => has(node.what, paper),
  site: ({site}, {record}) => sitesOf(record).includes(site),
  ids: ({ids}, {record}) => ids.some((/** @type {string} */ id) => record.ids.includes(id)),
  found: (node, paper) => node.words.every((/** @type {string} */ word) => paper.text("found").includes(` ${word} `)),
  days: (node, {record}) => within(node, dayOf(node.of === "saved" ? record.saved_at : record.found_on?.at)),
  years: (node, {record}) => within(node, /^\d{4}/.test(told(record, "published", "")) ? Number(told(record, "published", "").slice(0, 4)) : null),
};

/**
 * How much of what was looked for stands where it counts: the title, then my own note and tags, then the authors.
 * @param {Node} node @param {Paper} paper @returns {number}
 */
export function weight(node, paper) {
  if (node.op === "all" || node.op === "any") return node.of.reduce((/** @type {number} */ sum, /** @type {Node} */ one) => sum + weight(one, paper), 0);
  if (node.op !== "words") return 0;
  const phrase = ` ${node.words.join(" ")}`;
  const places = [[8, paper.text("title")], [4, paper.text("note")], [4, ` ${words(paper.tagNames.join(" ")).join(" ")} `], [3, paper.text("author")], [2, paper.text("venue")], [1, paper.text("abstract")]];
  return places.reduce((sum, [worth, text]) => sum + (String(text).includes(`${phrase} `) ? Number(worth) : String(text).includes(phrase) && node.prefix ? 0.7 * Number(worth) : 0), 0);
}

/** @param {any} node @param {Paper} paper */
function holdsWords({in: field, words: wanted, prefix}, paper) {
  const phrase = ` ${wanted.join(" ")}${prefix ? "" : " "}`;
  if (field) return paper.text(field).includes(phrase);
  if (["title", "author", "note", "abstract", "venue"].some((one) => paper.text(one).includes(phrase))) return true;
  if (paper.tagNames.some((name) => ` ${words(name).join(" ")} `.includes(phrase))) return true;
  return wanted.length === 1 && /^\d{4}$/.test(wanted[0]) && told(paper.record, "published", "").startsWith(wanted[0]);
}

/** @param {string} what @param {Paper} paper */
function has(what, paper) {
  const {record} = paper;
  if (what === "note") return Boolean(record.note.text.trim());
  if (what === "tag") return paper.tagNames.length > 0;
  return what === "link" ? Object.keys(record.links ?? {}).length > 0 : paper.linkKinds().includes(what);
}

/**
 * Whether a version or revision came since I saw the paper last (core/records.py: `known`).
 * @param {any} record
 */
function isRevised({meta, fields}) {
  const known = fields.known?.v ?? {};
  if (meta.version && known.version) return meta.version > known.version;
  const seen = known.revised || known.day;
  return Boolean(seen && meta.revised && meta.revised > seen);
}

/**
 * Where the paper lives or was found: hosts, what they end with, the name before the end; schemes of ids.
 * @param {BookmarkRecord} record
 */
function sitesOf(record) {
  const pages = record.ids.filter((id) => id.startsWith("url:")).map((id) => `http://${id.slice(4)}`);
  const hosts = [told(record, "url", ""), record.found_on?.url ?? "", ...pages].map((url) => (URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, "") : ""));
  const parts = hosts.map((host) => host.split(".")).filter((labels) => labels.length > 1);
  const ends = parts.flatMap((labels) => labels.slice(0, -1).map((_, start) => labels.slice(start).join(".")));
  return [...record.ids.map((id) => id.split(":", 1)[0]), ...ends, ...parts.flatMap((labels) => labels.slice(0, -1))];
}

/** @param {BookmarkRecord} record @returns {string} the list it was found on: host, path, title, and what was searched for there */
const foundWhere = ({found_on}) => (found_on ? foundText({url: found_on.url, title: found_on.title}) : "");

/** @param {number | undefined} at ms @returns {number | null} the day in UTC, as 20261125 */
function dayOf(at) {
  return typeof at === "number" ? Number(new Date(at).toISOString().slice(0, 10).replaceAll("-", "")) : null;
}

/** @param {{from: number, to: number}} span @param {number | null} number */
function within({from, to}, number) {
  return number !== null && from <= number && number <= Math.min(to, LATEST);
}
