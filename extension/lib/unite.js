// Which addresses are the same resource: all that a listing page needs to show each link once.

const HTTP = /^https?:\/\/[^/\s]/i;
// A repository and its front page, a file served with and without its suffix.
const SAME = /(?:\.git|\/(?:-\/)?tree\/(?:main|master)|\/blob\/(?:main|master)\/readme\.md|\/+)+$/i;

/**
 * The links in their order with each resource once: the user's own, else the first; no link that is not http.
 * @template {{url: string, origin: string}} T @param {T[]} links @returns {T[]}
 */
export function unite(links) {
  /** @type {Map<string, T>} */
  const kept = new Map();
  for (const link of links) {
    if (typeof link.url !== "string" || !HTTP.test(link.url)) continue;
    const name = resource(link.url);
    const one = kept.get(name);
    if (!one || (link.origin === "mine" && one.origin !== "mine")) kept.set(name, link);
  }
  return [...kept.values()];
}

/**
 * What two addresses of the same resource share: no protocol, `www.`, fragment, `.git`, `/tree/main`.
 * @param {string} url
 */
export function resource(url) {
  const rest = url.trim().replace(/^https?:\/\/(?:www\.)?/i, "").replace(/#.*$/s, "");
  const [, host, path, query] = /** @type {RegExpExecArray} */ (/^([^/?]*)([^?]*)(.*)$/s.exec(rest));
  return host.toLowerCase() + path.replace(SAME, "").replace(/(\/pdf\/.*)\.pdf$/i, "$1") + query;
}
