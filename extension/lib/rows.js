// The rows of a listing page, or the one of a paper's own page, as the texts a site rule finds there.
// Which paper a row is, papers.js decides from these texts; core/rows.py does both. The rule format: tests/sites/README.md.
import {normalise, pattern} from "./plain.js";
import {textOf} from "./shown.js";
/** @import {Context, Data, Mount, Page, Raw, RowHit, Spec} from "./types.js" */

const ROOM = 100_000; // characters read of one row: no real one has half of it
const MANY = 5000; // values of one field
const MAX_LINKS = 100;
const ORIGIN = /^(https?:)\/\/[^/?#]*/i;

/**
 * What readRow needs of a page, its embedded data read once. @param {Document} document @param {string} url
 * @param {Page} page  the spec that answers for this address @returns {Context}
 */
export const openPage = (document, url, page) => ({document, url, page, records: readData(document, page.data)});

/**
 * The elements of each row: one, or one with the siblings that belong to it; a paper page has at most one row.
 * @param {ParentNode} root @param {Page} page @returns {Element[][]}
 */
export function findRows(root, page) {
  for (const select of [page.row.select].flat()) {
    const found = [...root.querySelectorAll(select)];
    const rows = page.kind === "paper" ? found.slice(0, 1) : found;
    if (rows.length) return rows.map((one) => withSiblings(one, page.row.with, select));
  }
  return [];
}

/**
 * What one row says, or null where nothing names its paper. @param {Element[]} elements @param {Context} context
 * @returns {RowHit | null}
 */
export function readRow(elements, context) {
  const {page} = context;
  const shown = (/** @type {string} */ name) => valuesOf(page.fields[name] ?? [], elements, context);
  const absolute = (/** @type {string[]} */ hrefs) => hrefs.map((href) => resolve(href, context.url)).filter(Boolean);
  const [url = ""] = absolute(shown("url"));
  const by_title = shown("by_title")[0] ?? "";
  if (!url && !by_title) return null;
  const record = recordOf(url, context);
  const told = (/** @type {string} */ name) => toldOf(record, page.data?.fields[name]);
  const first = (/** @type {string} */ name) => told(name)[0] ?? shown(name)[0] ?? "";
  const names = told("authors");
  /** @type {Raw} */
  const raw = {
    url,
    by_address: shown("by_address")[0] ?? "",
    by_title,
    title: shown("title")[0] ?? "",
    whole: told("title")[0] ?? "",
    ids: shown("ids"),
    published: first("published"),
    venue: first("venue"),
    abstract: first("abstract"),
    version: shown("version"),
    revised: first("revised"),
    replaced: first("replaced"),
    withdrawn: first("withdrawn"),
    links: [
      ...Object.entries(page.data?.links ?? {}).flatMap(([path, kind]) => toldOf(record, path).map((href) => [href, kind])),
      ...absolute(shown("links").slice(0, MAX_LINKS)).map((href) => [href, "project"]),
    ],
    authors: names.length ? names : shown("authors"),
  };
  return {raw: cut(raw, {room: ROOM}), elements, mount: mountOf(elements, page)};
}

/**
 * The same as far as there is room: a page may hold texts without end.
 * @template T @param {T} value @param {{room: number}} left @returns {T}
 */
function cut(value, left) {
  if (typeof value !== "string") {
    const parts = Object.entries(/** @type {object} */ (value)).slice(0, MANY).map(([name, one]) => [name, cut(one, left)]);
    return /** @type {T} */ (Array.isArray(value) ? parts.map(([, one]) => one) : Object.fromEntries(parts));
  }
  const kept = value.slice(0, left.room);
  left.room -= kept.length;
  return /** @type {T} */ (kept);
}

/**
 * The records embedded in a page by their own name for themselves; what is broken or has none is as if absent.
 * @param {Document} document @param {Data} [spec]
 */
function readData(document, spec) {
  /** @type {Map<string, unknown>} */
  const records = new Map();
  for (const element of spec ? document.querySelectorAll(spec.select) : []) {
    const data = parsed((spec?.attr ? element.getAttribute(spec.attr) : element.textContent) ?? "");
    for (const record of spec?.records.flatMap((path) => walk(data, path)) ?? []) {
      const name = walk(record, spec?.key ?? "")[0];
      if (typeof name === "string" && !records.has(name)) records.set(name, record);
    }
  }
  return records;
}

/** The record that a row's own address names. @param {string} url @param {Context} context */
function recordOf(url, {page, records}) {
  const path = url.replace(ORIGIN, "").replace(/[?#].*$/s, "");
  return page.data && records.get(pattern(page.data.in).exec(path)?.[1] ?? "");
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The values at a path such as `authors.*.name`. @param {any} data @param {string} path @returns {unknown[]} */
function walk(data, path) {
  /** @type {unknown[]} */
  let found = [data];
  for (const name of path.split(".")) {
    found = found.flatMap((/** @type {any} */ one) => {
      if (name === "*") return Array.isArray(one) ? one : [];
      return one && typeof one === "object" && !Array.isArray(one) && Object.hasOwn(one, name) ? [one[name]] : [];
    });
  }
  return found;
}

/** An http address out of a link on a page; "" where it is none. @param {string} href @param {string} base */
export function resolve(href, base) {
  href = normalise(href);
  if (/^[a-z][a-z0-9+.-]*:/i.test(href)) return ORIGIN.test(href) ? href : "";
  const origin = ORIGIN.exec(base);
  if (!href || !origin) return "";
  if (href.startsWith("//")) return origin[1] + href;
  if (href.startsWith("/")) return origin[0] + href;
  const page = base.replace(/[?#].*$/s, "");
  if (/^[?#]/.test(href)) return page + href;
  return (page === origin[0] ? `${page}/` : page.slice(0, page.lastIndexOf("/") + 1)) + href;
}

/** @param {Element} element @param {string | undefined} followers @param {string} select  of all rows */
function withSiblings(element, followers, select) {
  const row = [element];
  let sibling = followers ? element.nextElementSibling : null;
  for (; sibling && !sibling.matches(select); sibling = sibling.nextElementSibling) {
    if (sibling.matches(/** @type {string} */ (followers))) row.push(sibling);
    else if (sibling.localName === element.localName) break;
  }
  return row;
}

/**
 * The texts of the first spec that yields any. @param {Spec | Spec[]} specs @param {Element[]} elements
 * @param {Context} context
 */
function valuesOf(specs, elements, context) {
  for (const spec of [specs].flat()) {
    const has = (/** @type {string} */ name) => valuesOf(context.page.fields[name] ?? [], elements, context).length > 0;
    if ((spec.if && !has(spec.if)) || (spec.unless && has(spec.unless))) continue;
    const found = textsOf(spec, elements, context).flatMap((text) => partsOf(spec, text));
    if (found.length) return spec.many ? found : found.slice(0, 1);
  }
  return [];
}

/** The whole texts that a spec names. @param {Spec} spec @param {Element[]} elements @param {Context} context */
function textsOf(spec, elements, context) {
  if (spec.from === "address") return [context.url.split("#")[0]];
  /** @type {ParentNode[]} */
  const roots = spec.from === "page" ? [context.document] : elements;
  const found = roots.flatMap((root) => (spec.select ? [...root.querySelectorAll(spec.select)] : [/** @type {Element} */ (root)]));
  return found.map((one) => (spec.attr ? (one.getAttribute(spec.attr) ?? "") : textOf(one, spec.drop, spec.keep)));
}

/** What of a text counts. @param {Spec} spec @param {string} text */
function partsOf(spec, text) {
  const matched = (spec.match ? pattern(spec.match).exec(text)?.[1] : text) ?? "";
  const part = matched && spec.as ? spec.as.replace("$1", () => matched) : matched;
  return (spec.split ? part.split(pattern(spec.split)) : [part]).filter(Boolean);
}

/** @param {unknown} record @param {string} [path] @returns {string[]} */
const toldOf = (record, path) =>
  /** @type {string[]} */ (record && path ? walk(record, path).filter((one) => typeof one === "string" && one) : []);

/**
 * Where a host goes: the first place whose element is there, else after the row's first element.
 * @param {Element[]} elements @param {Page} page @returns {Mount}
 */
function mountOf(elements, page) {
  for (const {select = "", where} of [page.mount].flat()) {
    const matching = (/** @type {Element} */ one) => one.querySelector(select) ?? (one.matches(select) ? one : null);
    const found = select ? elements.map(matching).find(Boolean) : elements[0];
    const element = where === "parent-end" ? found?.parentElement : found;
    const link = element?.closest("a");
    if (link) return {element: link, where: "after"};
    if (element) return {element, where: where === "after" ? "after" : "inside-end"};
  }
  return {element: elements[0], where: "after"};
}
