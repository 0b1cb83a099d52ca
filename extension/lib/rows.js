// The papers on a listing page, or the one of a paper's own page, read by a site rule; core/rows.py reads the same.
// The rule format is described in tests/sites/README.md.
import {byStrength, identify, parse, pattern} from "./keys.js";
import {findInText, linkOf, unite} from "./found.js";
import {textOf} from "./shown.js";
import {bare, clean, date, normalise} from "./text.js";
/** @import {Context, Mount, Page, Row, RowHit, Rule, Rules, Spec} from "./types.js" */

const LIMITS = {title: 2000, abstract: 20000, venue: 2000, url: 2000, published: 10}; // characters, as records hold them
const MAX_IDS = 20;
const MAX_LINKS = 100;
const ORIGIN = /^(https?:)\/\/[^/?#]*/i;

/**
 * Every row of a document in its order; [] where the rule has no page for the address. Never throws.
 * @param {Document} document @param {string} url @param {Rule} rule @param {Rules} keys  keys.json
 * @returns {RowHit[]}
 */
export function readRows(document, url, rule, keys) {
  const context = openPage(document, url, rule, keys);
  return context ? findRows(document, context.page).flatMap((elements) => readRow(elements, context) ?? []) : [];
}

/**
 * The page spec of a rule that answers for an address, or null. @param {Rule} rule @param {string} url
 * @returns {Page | null}
 */
export function pageOf(rule, url) {
  const address = parse(url);
  return (address && rule.pages.find((page) => pattern(page.path).test(address.path || "/") &&
    Object.entries(page.query ?? {}).every(([name, wanted]) => pattern(wanted).test(address.params.get(name) ?? "")))) ?? null;
}

/**
 * What readRow needs of a page, its embedded data read once; null where the rule has no page for the address.
 * @param {Document} document @param {string} url @param {Rule} rule @param {Rules} keys @returns {Context | null}
 */
export function openPage(document, url, rule, keys) {
  const page = pageOf(rule, url);
  return page && {document, url, page, rules: keys, records: readData(document, page, keys)};
}

/**
 * The elements of each row: one, or one with the siblings that belong to it; a paper page has at most one row.
 * @param {ParentNode} root @param {Page} page @returns {Element[][]}
 */
export function findRows(root, page) {
  for (const select of [page.row.select].flat()) {
    const found = [...root.querySelectorAll(select)];
    if (found.length) return (page.kind === "paper" ? found.slice(0, 1) : found).map((one) => withSiblings(one, page.row.with));
  }
  return [];
}

/**
 * One row, or null where its link names no paper. @param {Element[]} elements @param {Context} context
 * @returns {RowHit | null}
 */
export function readRow(elements, context) {
  const {page, rules} = context;
  const shown = (/** @type {string} */ name) => valuesOf(page.fields[name] ?? [], elements, context);
  const url = shown("url").map((href) => resolve(href, context.url)).find(Boolean) ?? "";
  const known = identify(url, rules);
  if (!known) return null;
  const record = context.records.get(known.key);
  const told = (/** @type {string} */ name) => toldOf(record, page.data?.fields[name]);
  const first = (/** @type {string} */ name) => told(name)[0] ?? shown(name)[0] ?? "";
  const others = shown("ids").slice(0, MAX_IDS).flatMap((text) => identify(text, rules)?.ids ?? []);
  const ids = byStrength([...known.ids, ...others], rules).slice(0, MAX_IDS);
  const names = told("authors");
  /** @type {Row} */
  const row = {
    key: ids[0],
    ids,
    title: titleOf(shown("title")[0] ?? "", told("title")[0] ?? ""),
    authors: (names.length ? names : shown("authors")).map((name) => clean(name, 300).replace(/[ ,;]+$/, "")).filter(Boolean),
    abstract: first("abstract"),
    url,
    published: date(first("published")),
    venue: first("venue"),
    links: [],
  };
  for (const [name, limit] of Object.entries(LIMITS)) Object.assign(row, {[name]: clean(Reflect.get(row, name), limit)});
  row.links = linksOf(row, record, shown("links"), context);
  return {row, elements, mount: mountOf(elements, page)};
}

/**
 * The records embedded in a page by their key; what is broken or names no paper is as if absent.
 * @param {Document} document @param {Page} page @param {Rules} rules
 */
function readData(document, page, rules) {
  /** @type {Map<string, unknown>} */
  const records = new Map();
  const spec = page.data;
  for (const element of spec ? document.querySelectorAll(spec.select) : []) {
    const data = parsed((spec?.attr ? element.getAttribute(spec.attr) : element.textContent) ?? "");
    for (const record of spec?.records.flatMap((path) => walk(data, path)) ?? []) {
      const name = walk(record, spec?.key ?? "")[0];
      const known = typeof name === "string" ? identify(`${spec?.scheme}:${name}`, rules) : null;
      if (known && !records.has(known.key)) records.set(known.key, record);
    }
  }
  return records;
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

/** @param {Element} element @param {string} [followers] */
function withSiblings(element, followers) {
  const row = [element];
  let sibling = followers ? element.nextElementSibling : null;
  for (; sibling && sibling.localName !== element.localName; sibling = sibling.nextElementSibling) {
    if (sibling.matches(/** @type {string} */ (followers))) row.push(sibling);
  }
  return row;
}

/**
 * The texts of the first spec that yields any. @param {Spec | Spec[]} specs @param {Element[]} elements
 * @param {Context} context
 */
function valuesOf(specs, elements, context) {
  for (const spec of [specs].flat()) {
    if (spec.from === "address") return [context.url.split("#")[0]];
    /** @type {ParentNode[]} */
    const roots = spec.from === "page" ? [context.document] : elements;
    const found = roots.flatMap((root) => foundIn(spec, root));
    if (found.length) return spec.many ? found : found.slice(0, 1);
  }
  return [];
}

/** @param {Spec} spec @param {ParentNode} root */
function foundIn(spec, root) {
  const elements = spec.select ? [...root.querySelectorAll(spec.select)] : [/** @type {Element} */ (root)];
  return elements.flatMap((element) => {
    const text = spec.attr ? (element.getAttribute(spec.attr) ?? "") : textOf(element, spec.drop, spec.keep);
    return (spec.match ? pattern(spec.match).exec(text)?.[1] : text) || [];
  });
}

/** @param {unknown} record @param {string} [path] @returns {string[]} */
const toldOf = (record, path) =>
  /** @type {string[]} */ (record && path ? walk(record, path).filter((one) => typeof one === "string" && one) : []);

/**
 * What the page shows, but the whole of it: the embedded title where the shown one is cut or has foreign words.
 * @param {string} shown @param {string} told
 */
function titleOf(shown, told) {
  const seen = bare(shown.replace(/(?:…|\.\.\.)$/, ""));
  const whole = bare(told);
  if (!whole || seen === whole) return shown || told;
  return !seen || whole.startsWith(seen) || seen.startsWith(whole) || seen.endsWith(whole) ? told : shown;
}

/** @param {Row} row @param {unknown} record @param {string[]} hrefs @param {Context} context */
function linksOf(row, record, hrefs, {page, rules, url}) {
  const told = Object.entries(page.data?.links ?? {}).flatMap(([path, kind]) =>
    toldOf(record, path).map((href) => linkOf(href, rules, kind)));
  const anchors = hrefs.slice(0, MAX_LINKS).map((href) => resolve(href, url)).filter(Boolean);
  const links = [...told, ...anchors.map((href) => linkOf(href, rules, "project")), ...findInText(row.abstract, rules)];
  const others = links.flatMap((link) => (link && !row.ids.includes(identify(link.url, rules)?.key ?? "") ? link : []));
  return unite(others).slice(0, MAX_LINKS);
}

/**
 * Where a host goes: the first place whose element is there, else after the row's first element.
 * @param {Element[]} elements @param {Page} page @returns {Mount}
 */
function mountOf(elements, page) {
  for (const {select, where} of [page.mount].flat()) {
    const matching = (/** @type {Element} */ one) => one.querySelector(select ?? "") ?? (one.matches(select ?? "") ? one : null);
    const found = select ? elements.map(matching).find(Boolean) : elements[0];
    const element = where === "parent-end" ? found?.parentElement : found;
    const link = element?.closest("a");
    if (link) return {element: link, where: "after"};
    if (element) return {element, where: where === "after" ? "after" : "inside-end"};
  }
  return {element: elements[0], where: "after"};
}
