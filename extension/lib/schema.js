// The paper that a page describes in schema.org's words, as JSON-LD or microdata; the same as core/schema_org.py.
// A node is what JSON-LD says: {"@type": …, name: …}; microdata is brought to the same form.
import {normalise} from "./plain.js";
import {textOf} from "./shown.js";

/** @typedef {{[name: string]: any}} Node */

// A page may describe its publisher, its crumbs and its paper: the first kind that it has is the paper.
const KINDS = [
  ["scholarlyarticle", "medicalscholarlyarticle"],
  ["thesis", "report", "techarticle", "chapter", "book", "dataset"],
  ["article", "creativework", "newsarticle", "blogposting", "socialmediaposting"],
];
const MAX_NODES = 500;
const MAX_DEPTH = 6;
const HOLDERS = ["@graph", "mainEntity"];
const SCHEME = /^https?:\/\/(?:www\.)?/i;
const NAMED_IDS = ["doi", "arxiv", "pmid", "pmcid"];

/**
 * What the page at `url` says of its one paper: lists of texts under the names of a row, and `ids` and `pdf`.
 * Empty where it describes none, or several of which none is this page.
 * @param {Document} document @param {string} url @returns {Record<string, string[]>}
 */
export function described(document, url) {
  const nodes = [...linkedData(document), ...microdata(document)];
  for (const kinds of KINDS) {
    const found = nodes.filter((node) => kindsOf(node).some((kind) => kinds.includes(kind)));
    const here = found.filter((node) => addresses(node).some((one) => bareAddress(one) === bareAddress(url)));
    if (found.length) return found.length === 1 ? told(found[0]) : here.length ? told(here[0]) : {};
  }
  return {};
}

/** @param {Document} document */
function linkedData(document) {
  /** @type {Node[]} */
  const nodes = [];
  for (const script of document.querySelectorAll("script[type='application/ld+json']")) {
    try {
      collect(JSON.parse(script.textContent ?? ""), 0, nodes);
    } catch {
      // What is broken is as if absent.
    }
  }
  return nodes;
}

/** @param {unknown} data @param {number} depth @param {Node[]} nodes */
function collect(data, depth, nodes) {
  for (const node of all(data)) {
    if (!isNode(node) || depth >= MAX_DEPTH || nodes.length >= MAX_NODES) continue;
    nodes.push(node);
    for (const name of HOLDERS) collect(own(node, name), depth + 1, nodes);
  }
}

/** @param {Document} document @returns {Node[]} */
const microdata = (document) => [...document.querySelectorAll("[itemscope][itemtype]")].slice(0, MAX_NODES)
  .filter((item) => !item.hasAttribute("itemprop")).map((item) => itemOf(item, 0));

/** @param {Element} item @param {number} depth @returns {Node} */
function itemOf(item, depth) {
  /** @type {Node} */
  const node = Object.assign(Object.create(null), {"@type": words(item.getAttribute("itemtype"))});
  for (const element of [...item.querySelectorAll("[itemprop]")].slice(0, MAX_NODES)) {
    if (element.parentElement?.closest("[itemscope]") !== item) continue;
    const value = element.hasAttribute("itemscope") && depth < MAX_DEPTH ? itemOf(element, depth + 1) : valueOf(element);
    for (const name of words(element.getAttribute("itemprop"))) (node[name] ??= []).push(value);
  }
  return node;
}

/** @param {Element} element */
function valueOf(element) {
  const name = ["content", "href", "datetime"].find((one) => element.hasAttribute(one));
  return name ? normalise(element.getAttribute(name) ?? "") : textOf(element);
}

/** @param {string | null} text */
const words = (text) => normalise(text ?? "").split(" ").filter(Boolean);

/** @param {Node} node @returns {Record<string, string[]>} */
function told(node) {
  return {
    title: texts(node, "headline", "name"),
    authors: peopleIn(node),
    abstract: texts(node, "abstract", "description"),
    venue: venueOf(node),
    published: texts(node, "datePublished"),
    ids: [...identifiers(node), ...addresses(node), ...texts(node, "sameAs")],
    url: texts(node, "url"),
    pdf: ["encoding", "associatedMedia"].flatMap((name) => filesOf(own(node, name))),
  };
}

/** @param {unknown} value @returns {value is Node} */
const isNode = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {Node} node @param {string} name */
const own = (node, name) => (Object.hasOwn(node, name) ? node[name] : undefined);

/** @param {unknown} value @returns {any[]} */
const all = (value) => (Array.isArray(value) ? value.slice(0, MAX_NODES) : [value]);

/**
 * The texts under these names; a thing that has a name stands for its name. @param {Node} node @param {...string} names
 * @returns {string[]}
 */
function texts(node, ...names) {
  const found = names.flatMap((name) => all(own(node, name)));
  const named = found.flatMap((one) => all(isNode(one) ? (own(one, "name") ?? own(one, "@value") ?? own(one, "@id")) : one));
  return named.filter((one) => typeof one === "string" && one);
}

/** @param {Node} node */
function peopleIn(node) {
  const given = own(node, "author");
  return all(given && all(given).length ? given : own(node, "creator")).flatMap((person) => {
    const whole = texts({name: person}, "name").slice(0, 1);
    const parts = isNode(person) ? [...texts(person, "givenName"), ...texts(person, "familyName")] : [];
    return whole.length || !parts.length ? whole : [parts.join(" ")];
  });
}

/**
 * The journal behind the issue and the volume that the paper is part of, else the first thing that has a name.
 * @param {Node} node
 */
function venueOf(node) {
  /** @type {string[]} */
  const names = [];
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    const [whole] = all(own(node, "isPartOf"));
    if (!isNode(whole)) return [...names, ...(typeof whole === "string" && whole && !SCHEME.test(whole) ? [whole] : [])].slice(0, 1);
    if (kindsOf(whole).includes("periodical")) return texts(whole, "name").slice(0, 1);
    names.push(...texts(whole, "name").slice(0, 1));
    node = whole;
  }
  return names.slice(0, 1);
}

/** @param {Node} node @returns {string[]} */
function identifiers(node) {
  const named = all(own(node, "identifier")).flatMap((one) => {
    if (typeof one === "string") return one || [];
    if (!isNode(one)) return [];
    const kind = lastPart(texts(one, "propertyID")[0] ?? "");
    const values = texts(one, "value");
    return (values.length ? values : texts(one, "@id")).map((value) => (NAMED_IDS.includes(kind) ? `${kind}:${value}` : value));
  });
  return [...texts(node, "doi").map((one) => `doi:${one}`), ...named];
}

/** @param {Node} node */
const addresses = (node) => texts(node, "url", "@id", "mainEntityOfPage").filter((one) => SCHEME.test(one));

/** @param {unknown} value @returns {string[]} */
const filesOf = (value) => all(value).flatMap((file) => {
  if (!isNode(file)) return [];
  const isPdf = texts(file, "encodingFormat", "fileFormat").includes("application/pdf");
  return texts(file, "contentUrl", "url").filter((url) => isPdf || url.toLowerCase().endsWith(".pdf"));
});

/** @param {Node} node @returns {string[]} */
const kindsOf = (node) => all(own(node, "@type")).filter((one) => typeof one === "string").map(lastPart);

/** @param {string} name */
const lastPart = (name) => (name.split(/[/:#]/).at(-1) ?? "").toLowerCase();

/** @param {string} url */
const bareAddress = (url) => normalise(url).replace(SCHEME, "").replace(/(?:#.*|\/+)$/s, "");
