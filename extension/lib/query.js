// What is typed into a search box, read as a question. Anything is one: what is not understood is text, and said so.
// The same as backend/manicule/core/query.py, which describes the language; tests/vectors/query.json holds both to it.

import {normalise} from "./plain.js";
import {allOf, anyOf, ENDING, isField, NotUnderstood, read, SORTS, text, TEXT} from "./query_fields.js";

/** @typedef {import("./query_fields.js").Node} Node */
/** @typedef {{tree: Node | null, sort: string | null, notices: string[]}} Query `tree` null for everything */
/** @typedef {{negated: boolean, within: string, either: Node[][], waiting: string}} Group what stands between brackets */

const MAX_LENGTH = 2_000; // characters
const MAX_TERMS = 32;
const MAX_DEPTH = 8;
const MAX_NOTICES = 5;

// A closing bracket; what opens one or is quoted, with its sign and field; else all up to a space, bracket or quote.
const TOKEN = / *(?:(\))|(-?)(?:([A-Za-z]+):)?(?:(\()|"([^"]*)("?)(\*?))|([^ ()"]+))/gy;
const OPERATORS = ["OR", "AND", "NOT"];

/**
 * @param {string} typed
 * @param {(text: string) => string[]} identify the ids of the paper that a text names, none if it names none
 * @returns {Query}
 */
export function parse(typed, identify) {
  const said = /** @type {string[]} */ ([]);
  const say = (/** @type {string} */ sentence) => {
    if (!said.includes(sentence) && said.length < MAX_NOTICES) said.push(sentence);
  };
  const whole = [...normalise(typed.replace(/[“”„]/g, '"'))];
  if (whole.length > MAX_LENGTH) say("Only the first 2000 characters were searched for.");
  const plain = whole.slice(0, MAX_LENGTH).join("");
  const found = readAll(plain, identify, say);
  if (found.tree || found.sort || !plain) return {...found, notices: said};
  say("There is no word in this to search for.");
  return {tree: anyOf([]), sort: null, notices: said};
}

/**
 * The same question, without dismissed papers unless it says something of a status.
 * @param {Node | null} tree
 * @returns {Node | null}
 */
export function undismissed(tree) {
  if (asksForStatus(tree)) return tree;
  const kept = {op: "not", of: {op: "status", status: "dismissed"}};
  return tree ? allOf([tree, kept]) : kept;
}

/** @param {Node | null} tree @returns {boolean} */
function asksForStatus(tree) {
  if (!tree || !["all", "any", "not"].includes(tree.op)) return tree?.op === "status";
  return [tree.of].flat().some(asksForStatus);
}

/** @param {string} within @param {boolean} [negated] @returns {Group} */
const newGroup = (within, negated = false) => ({negated, within, either: [[]], waiting: ""});

/**
 * @param {string} plain
 * @param {(text: string) => string[]} identify
 * @param {(sentence: string) => void} say
 * @returns {{tree: Node | null, sort: string | null}}
 */
function readAll(plain, identify, say) {
  const open = [newGroup("")];
  const top = () => /** @type {Group} */ (open.at(-1));
  let terms = 0;
  /** @type {string | null} */
  let sort = null;

  /** @param {Node[]} nodes @param {string} [minus] */
  function add(nodes, minus = "") {
    if (!nodes.length) return;
    const group = top();
    terms += 1;
    const negated = Boolean(minus) !== (group.waiting === "NOT");
    group.waiting = "";
    group.either.at(-1)?.push(negated ? {op: "not", of: allOf(nodes)} : allOf(nodes));
  }

  /** @param {Group} group @param {string} word */
  function lone(group, word) {
    say(`${word} needs something on its other side: it was searched as a word.`);
    group.waiting = "";
    group.either.at(-1)?.push(...text(group.within, word));
  }

  /** @param {Group} group @returns {Node | null} its node; an operator that has nothing behind it is a word */
  function treeOf(group) {
    if (group.waiting || (group.either.length > 1 && !group.either.at(-1)?.length)) lone(group, group.waiting || "OR");
    const either = group.either.filter((every) => every.length).map(allOf);
    return either.length ? anyOf(either) : null;
  }

  function close() {
    const group = /** @type {Group} */ (open.pop());
    const made = treeOf(group);
    if (made) add([group.negated ? {op: "not", of: made} : made]);
  }

  function closing() {
    if (open.length === 1) say("A ) without its ( was left out.");
    else close();
  }

  /** @param {string} minus @param {string} name */
  function opening(minus, name) {
    if (open.length > MAX_DEPTH) return say(`Brackets deeper than ${MAX_DEPTH} were left out.`);
    const group = top();
    const made = newGroup(group.within, Boolean(minus) !== (group.waiting === "NOT"));
    if (Object.hasOwn(TEXT, name.toLowerCase())) made.within = TEXT[name.toLowerCase()];
    else if (name) {
      say(`"${name.slice(0, 40)}:" cannot stand before ( … ): it was searched as text.`);
      add(text(group.within, name));
    }
    group.waiting = "";
    open.push(made);
  }

  /** @param {string} word */
  function operator(word) {
    const group = top();
    if (word === "NOT") group.waiting = "NOT";
    else if (word === "OR" && group.either.at(-1)?.length) group.either.push([]);
    else if (word === "OR") lone(group, word);
  }

  /**
   * Something in a field; what the field does not understand is text.
   * @param {string} minus @param {string} name @param {string} value @param {string} star @param {string} spelled
   */
  function term(minus, name, value, star, spelled) {
    if (name.toLowerCase() === "sort" && SORTS.includes(value)) {
      sort = value;
      return;
    }
    try {
      add(read(name.toLowerCase(), value, star, top().within), minus);
    } catch (error) {
      if (!(error instanceof NotUnderstood)) throw error;
      say(`"${[...spelled].slice(0, 80).join("")}" was searched as text: ${error.message}.`);
      add(text(top().within, `${name} ${value}`), minus);
    }
  }

  /** @param {string} word @param {boolean} last */
  function oneWord(word, last) {
    const minus = word.startsWith("-") ? "-" : "";
    const bare = word.slice(minus.length);
    const colon = bare.indexOf(":");
    const [name, value] = colon < 0 ? ["", bare] : [bare.slice(0, colon), bare.slice(colon + 1)];
    const star = value.endsWith("*") ? "*" : last && !minus ? ENDING : "";
    if (colon >= 0 && isField(name.toLowerCase())) return term(minus, name, value.replace(/\*+$/, ""), value && star, word);
    const ids = identify(bare);
    if (ids.length) return add([anyOf([{op: "ids", ids}, ...text(top().within, bare)])], minus);
    if (value && /^[A-Za-z]+$/.test(name) && !value.startsWith("//")) say(`There is no field "${name.slice(0, 40)}:": it was searched as text.`);
    add(text(top().within, bare, star), minus);
  }

  const ids = wholeIds(plain, identify);
  if (ids.length) return {tree: anyOf([{op: "ids", ids}, ...text("", plain)]), sort};
  for (const token of plain.matchAll(TOKEN)) {
    if (terms >= MAX_TERMS) {
      say(`Only the first ${MAX_TERMS} words were searched for.`);
      break;
    }
    const [spelled, closed, minus, name = "", opened, quoted, quote, star, word] = token;
    if (closed) closing();
    else if (opened) opening(minus, name);
    else if (quoted !== undefined) {
      if (!quote) say("A quote without its end goes to the end of the query.");
      term(minus, name, quoted, star || (quote ? "" : ENDING), spelled.trim());
    } else if (OPERATORS.includes(word)) operator(word);
    else oneWord(word, token.index + spelled.length === plain.length);
  }
  if (open.length > 1) say("A ( without its ) was closed at the end.");
  while (open.length > 1) close();
  return {tree: treeOf(open[0]), sort};
}

/**
 * The ids that all of it means, if it is one id or address, which may hold brackets: `10.1016/…(20)3`, `arXiv 1706.03762`.
 * @param {string} plain
 * @param {(text: string) => string[]} identify
 */
function wholeIds(plain, identify) {
  const [first, ...rest] = plain.split(" ");
  if (isField(first.split(":", 1)[0].toLowerCase()) || rest.length > 1 || (rest.length && identify(first).length)) return [];
  return identify(plain);
}
