// The extension's half of each pair of twins, asked by tests/fuzz/twins.py: `{of, given}` a line in, `{said}` a line out.
import {readFileSync} from "node:fs";
import {createInterface} from "node:readline";
import {addressKey} from "../../extension/lib/address.js";
import {bibtex, sentence} from "../../extension/lib/cite.js";
import {identify} from "../../extension/lib/keys.js";
import {unite} from "../../extension/lib/found.js";
import {derive, findInText, linkOf} from "../../extension/lib/links.js";
import {checkMessage, MESSAGES} from "../../extension/lib/messages.js";
import {paperOfPage} from "../../extension/lib/page.js";
import {people} from "../../extension/lib/people.js";
import {parse} from "../../extension/lib/query.js";
import {count, spelled, words} from "../../extension/lib/terms.js";
import {bare, clean, date, trimJunk} from "../../extension/lib/text.js";
import {titleKey} from "../../extension/lib/title_key.js";
import {folded, probablySame} from "../../extension/lib/titles.js";
import {fold} from "../../extension/lib/view.js";
import {words as searched} from "../../extension/lib/words.js";

const rules = JSON.parse(readFileSync(new URL("../../extension/sites/keys.json", import.meta.url), "utf8"));
const ids = (/** @type {string} */ text) => identify(text, rules)?.ids ?? [];

/** @type {Record<string, (...given: any[]) => unknown>} */
const TWINS = {
  key: (text) => identify(text, rules),
  address_key: (text) => addressKey(text, rules),
  query: (text) => parse(text, ids),
  words: (text) => words(text).map(({term, start, end}) => [term, text.slice(start, end)]),
  count: (...texts) => [...count(.../** @type {[string]} */ (texts))],
  spelled,
  searched,
  trim_junk: trimJunk,
  date,
  bare,
  clean,
  fold,
  link: (text) => linkOf(text, rules),
  links: (text) => findInText(text, rules),
  unite: (texts) => unite(texts.map((/** @type {string} */ url) => ({url, kind: "page", title: "", origin: "found"})), rules),
  derive: (names) => derive(names, rules),
  title_key: titleKey,
  title: folded,
  same: probablySame,
  people,
  bibtex,
  sentence,
  page: (raw) => paperOfPage(raw, rules),
};

/** Whether the table of messages says what is missing, and throws nothing else. @param {string} kind @param {any} body */
function refused(kind, body) {
  try {
    checkMessage(kind, body);
  } catch (error) {
    if (/** @type {any} */ (error).code !== "bad_message") throw error;
    return true;
  }
  return false;
}
TWINS.refused = refused;
TWINS.messages = () => Object.keys(MESSAGES);

for await (const line of createInterface({input: process.stdin})) {
  const {of, given} = JSON.parse(line);
  try {
    console.log(JSON.stringify({said: TWINS[of](...given)}));
  } catch (error) {
    console.log(JSON.stringify({threw: String(/** @type {Error} */ (error).stack)}));
  }
}
