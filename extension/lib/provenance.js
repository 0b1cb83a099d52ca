// Where a paper was found, as a person would say it: on which list, on what day, and with what words it was searched for.

/** @typedef {{url: string, title: string, at?: number}} Place */

// What sites call the words of a search in their addresses.
const ASKED = /^(?:q|query|search(?:_?(?:query|terms?|text))?|terms?(?:-\d+-term)?|keywords?|text|author|title)$/i;
const WORDS = 200; // characters

/**
 * The words that were searched for, out of the address of the list; "" where it is no search.
 * @param {Place} place
 */
export function wordsOf({url}) {
  const params = URL.canParse(url) ? [...new URL(url).searchParams] : [];
  return params.flatMap(([name, value]) => (ASKED.test(name) ? value.trim() : [])).filter(Boolean).join(" ").slice(0, WORDS);
}

/**
 * What a search over where papers were found looks through: host and path, title, day, and the words.
 * @param {Place} place
 */
export function foundText(place) {
  const {hostname = "", pathname = ""} = URL.canParse(place.url) ? new URL(place.url) : {};
  const day = place.at ? new Date(place.at).toISOString().slice(0, 10) : "";
  return [hostname, pathname, place.title, day, wordsOf(place)].join(" ");
}
