// What a page says about the one paper it is about: meta tags of all schools, schema.org, its own title. page.js decides
// which paper that is. core/metadata.py reads pages in the same way, and has the reasons of the precedence.
import {LIMITS} from "./limits.js";
import {people} from "./people.js";
import {normalise} from "./plain.js";
import {resolve} from "./rows.js";
import {described} from "./schema.js";
import {bare, clean, date} from "./text.js";

/**
 * The texts of one page: `ids` and `addresses` as the page names them, the best first; `sources`: the school of tags that
 * each field came from. It is plain data, and all that page.js needs.
 * @typedef {{url: string, title: string, authors: string[], abstract: string, venue: string, published: string,
 *   ids: string[], addresses: string[], links: [string, string][], sources: Record<string, string>}} Metadata
 */
/** @typedef {(name: string, field?: string) => string[]} Of  the texts that a tag, `html` or `schema` has for a field */

const MAX_TAGS = 5000;
const MAX_TEXT = 100_000; // characters looked at of any tag
const SHORT = 80; // characters; a description that is shorter is no abstract
const LONG = 20; // characters; a shorter title may stand in an abstract by chance

/** The tags of each field, the best first, by the names that nameOf makes; `schema` and `html` are no tags. */
const FIELDS = Object.fromEntries(Object.entries({
  title: "citation_title dc_title dcterms_title eprints_title og_title schema parsely_title html",
  abstract: `citation_abstract eprints_abstract prism_teaser og_description dcterms_abstract dc_description schema
    description`,
  venue: `citation_journal_title citation_inbook_title citation_book_title citation_conference_title citation_conference
    citation_series_title citation_journal_abbrev citation_dissertation_institution citation_technical_report_institution
    prism_publicationname eprints_publication eprints_book_title dc_source schema`,
  published: `citation_date citation_cover_date citation_publication_date citation_online_date citation_year eprints_date
    prism_publicationdate og_published_time article_published_time book_release_date dc_date_issued dcterms_issued dc_date
    dcterms_date dcterms_datesubmitted eprints_datestamp schema`,
  authors: `citation_author citation_authors schema dc_creator dc_creator_personalname dcterms_creator
    eprints_creators_name dc_contributor parsely_author author`,
  pdf: "citation_pdf_url eprints_document_url schema",
  url: `citation_public_url eprints_official_url og_url prism_url schema citation_abstract_html_url
    citation_fulltext_html_url citation_full_html_url html`,
}).map(([field, names]) => [field, names.split(/\s+/)]));
/** Tags that name the paper, with the scheme they speak of; without one, the text must say it itself. */
const IDS = {
  citation_doi: "doi:", citation_arxiv_id: "arxiv:", citation_pmid: "pmid:", citation_pmcid: "pmcid:", dc_identifier_doi: "doi:",
  prism_doi: "doi:", bibo_doi: "doi:", doi: "doi:", dc_identifier: "", dcterms_identifier: "", eprints_id_number: "", schema: "",
};
/** What says much of a site and little of a paper: it counts only where it looks like what it should be. */
const LOW = /** @type {Record<string, string>} */ ({og_description: "og", description: "html"});

const CUT = /(?:…|\.\.\.)$/;
const HEADING = /<(h[1-6]|(?:jats:)?title)(?: [^<>]*)?>[^<>]*<\/\1>/gi;
const BLOCK = /<\/?(?:p|br|div|h[1-6]|li|ul|(?:jats:)?(?:p|sec|title))(?: [^<>]*)?\/?>/gi;
const INLINE = /<\/?(?:i|b|em|strong|sub|sup|u|tt|span|a|(?:jats:)?(?:italic|bold|sub|sup))(?: [^<>]*)?\/?>/gi;
const NO_VENUE = /^(?:https?:\/\/|urn:|issn|doi:|10\.\d)/i;

/**
 * The texts of a page's fields, each from the best tag that has it. Never throws.
 * @param {Document} document @param {string} url  of the page @returns {Metadata}
 */
export function readMetadata(document, url) {
  const tags = tagsOf(document);
  /** @type {Record<string, Record<string, string[]>>} */
  const markup = {html: {title: pageTitle(document, tags), url: canonical(document)}, schema: described(document, url)};
  /** @type {Of} */
  const of = (name, field = "") => (Object.hasOwn(markup, name) ? (markup[name][field] ?? []) : (tags.get(name) ?? []));
  const best = Object.fromEntries(["title", "authors", "venue", "published", "pdf"].map((field) => [field, bestOf(field, of)]));
  const title = whole(best.title.values[0] ?? "", of);
  const authors = people(best.authors.values, of("citation_language")[0] ?? of("dc_language")[0] ?? "");
  const {text: abstract, source} = abstractOf(title, authors, of);
  const absolute = (/** @type {string[]} */ hrefs) => hrefs.map((href) => resolve(href, url)).filter(Boolean);
  const sources = Object.entries(best).flatMap(([field, one]) => (one.source && field !== "pdf" ? [[field, one.source]] : []));
  return {
    url: url.split("#")[0], title, authors, abstract,
    venue: clean(best.venue.values[0] ?? "", LIMITS.venue), published: dateOf(best.published.values[0] ?? ""),
    ids: Object.entries(IDS).flatMap(([name, scheme]) => of(name, "ids").map((text) => scheme + text)),
    addresses: absolute(allOf("url", of)),
    links: absolute(best.pdf.values).map((href) => [href, "pdf"]),
    sources: Object.fromEntries([...sources, ...(source ? [["abstract", source]] : [])]),
  };
}

/**
 * The contents of the meta tags by name, in their order; those of papers that a page only lists are deeper.
 * @param {Document} document
 */
function tagsOf(document) {
  /** @type {Map<string, string[]>} */
  const tags = new Map();
  for (const meta of [...document.querySelectorAll("head meta, body > meta")].slice(0, MAX_TAGS)) {
    const written = (/** @type {string} */ name) => meta.getAttribute(name) || "";
    const content = normalise((written("content") || written("value")).slice(0, MAX_TEXT));
    const names = normalise(`${written("name")} ${written("property")}`).split(" ").filter(Boolean);
    for (const name of content ? new Set(names.map(nameOf)) : []) tags.set(name, [...(tags.get(name) ?? []), content]);
  }
  return tags;
}

/** `DC.Title`, `dc:title` and `dc_title` are one name; HighWire's are known by how they end. @param {string} written */
const nameOf = (written) => written.toLowerCase().replace(/[.:]/g, "_").replace(/^.*?(?:^|_)(?=citation_)/, "");

/** The texts of a field, the best first. @param {string} field @param {Of} of */
const allOf = (field, of) => FIELDS[field].flatMap((name) => of(name, field));

/** The values of the best tag that has any fit ones, and its school. @param {string} field @param {Of} of */
function bestOf(field, of) {
  for (const name of FIELDS[field]) {
    const found = of(name, field).filter((text) => fit(field, text));
    if (!found.length) continue;
    const values = name === "citation_online_date" ? [earlier(found[0], of("citation_year")[0] ?? "")] : found;
    return {values, source: name.split("_", 1)[0]};
  }
  return {values: [], source: ""};
}

/** @param {string} field @param {string} text */
function fit(field, text) {
  if (field === "published") return dateOf(text) !== "";
  if (field === "venue") return !NO_VENUE.test(text);
  return text !== "" && !(field === "authors" && resolve(text, ""));
}

/** A paper may be put online years after it was printed. @param {string} online @param {string} year */
const earlier = (online, year) => (dateOf(year) && dateOf(year).slice(0, 4) < dateOf(online).slice(0, 4) ? year : online);

/** As lib/text.js, or the year alone. @param {string} text */
const dateOf = (text) => date(text) || (/(?:^|[^0-9])((?:1[5-9]|20)[0-9]{2})(?![0-9])/.exec(text)?.[1] ?? "");

/**
 * The abstract, the whole of it, and its school; a description only where it is long and not about the page.
 * @param {string} title @param {string[]} authors @param {Of} of
 */
function abstractOf(title, authors, of) {
  const found = allOf("abstract", of).map(unmarked);
  for (const name of FIELDS.abstract) {
    const low = Object.hasOwn(LOW, name);
    const text = of(name, "abstract").map(unmarked).find((one) => one && !(low && isAbout(one, title, authors)));
    if (text) return {text: clean(completed(text, found), LIMITS.abstract), source: low ? LOW[name] : name.split("_", 1)[0]};
  }
  return {text: "", source: ""};
}

/**
 * Whether a description only says whose page this is: short, or repeating the title, or opening with the author.
 * @param {string} text @param {string} title @param {string[]} authors
 */
function isAbout(text, title, [author = ""]) {
  const [said, name, first] = [text, title, author].map((one) => bare(one).toLowerCase());
  return [...text].length < SHORT || ([...name].length >= LONG && said.includes(name)) || (first !== "" && said.startsWith(first));
}

/** The title without markup, and the whole of it where the best tag has it cut. @param {string} chosen @param {Of} of */
const whole = (chosen, of) => clean(completed(unmarked(chosen), allOf("title", of).map(unmarked)), LIMITS.title);

/** @param {string} text @param {string[]} others */
function completed(text, others) {
  if (!CUT.test(text)) return text;
  const begun = bare(text.replace(CUT, ""));
  return others.find((one) => bare(one).startsWith(begun) && !CUT.test(one)) ?? text;
}

/** A tag's text without the markup that some publishers leave in it. @param {string} text */
const unmarked = (text) =>
  normalise(normalise(text.slice(0, MAX_TEXT)).replace(HEADING, " ").replace(BLOCK, " ").replace(INLINE, ""));

/**
 * The document's title without the name of the site or journal that ends it.
 * @param {Document} document @param {Map<string, string[]>} tags
 */
function pageTitle(document, tags) {
  const element = document.querySelector("head title, title");
  const title = normalise((element?.textContent ?? "").slice(0, MAX_TEXT));
  for (const name of [...(tags.get("og_site_name") ?? []), ...(tags.get("citation_journal_title") ?? [])]) {
    const head = title.endsWith(name) ? title.slice(0, -name.length).trimEnd() : title;
    if (head !== title && /[-–—|:·•]$/.test(head)) return [head.slice(0, -1).trimEnd()];
  }
  return title ? [title] : [];
}

/** @param {Document} document */
const canonical = (document) => [document.querySelector("link[rel~='canonical'][href]")?.getAttribute("href") ?? ""].filter(Boolean);
