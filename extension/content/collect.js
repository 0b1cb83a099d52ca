// What a page that no rule reads holds: what it says of its own paper, and the addresses and texts of its links. Put into a
// page when the user asks for that, under activeTab. It is no module, because its last value is the answer.
(async () => {
  const [MOST, ADDRESS, TEXT] = [3000, 2000, 400]; // links, characters
  const ours = (globalThis.browser ?? globalThis.chrome).runtime.getURL("lib/metadata.js");
  // On a page without https our modules stay closed: then there are the links alone.
  const about = await import(ours).then(({readMetadata}) => readMetadata(document, location.href)).catch(() => null);
  /** @type {[string, string][]} */
  const links = [];
  for (const link of document.querySelectorAll("a[href]")) {
    const {href} = /** @type {HTMLAnchorElement} */ (link);
    if (typeof href !== "string" || href.length > ADDRESS || !/^https?:/i.test(href)) continue; // in SVG it is an object
    links.push([href, (link.textContent ?? "").slice(0, TEXT)]);
    if (links.length === MOST) break;
  }
  return {url: location.href, title: String(document.title).slice(0, TEXT), about, links};
})();
