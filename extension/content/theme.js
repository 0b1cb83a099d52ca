// Light or dark as the site is, which has its own switch and need not follow the system.

/** @param {Element} element whose background counts */
export function themeOf(element) {
  for (let at = /** @type {Element | null} */ (element); at; at = at.parentElement) {
    const [red, green, blue, alpha = 1] = numbers(getComputedStyle(at).backgroundColor);
    if (alpha > 0.5) return 0.299 * red + 0.587 * green + 0.114 * blue < 128 ? "dark" : "light";
  }
  return getComputedStyle(element.ownerDocument.documentElement).colorScheme.startsWith("dark") ? "dark" : "light";
}

/** Channels to 255 of a computed colour; `color(srgb …)` and the lightness of `oklch()` count to 1. @param {string} colour */
function numbers(colour) {
  const found = (colour.match(/[\d.]+(?:e-?\d+)?%?/g) ?? []).map(parseFloat);
  if (!found.length) return [0, 0, 0, 0];
  if (colour.startsWith("rgb")) return found;
  const [first, second, third, alpha] = found;
  if (colour.startsWith("color")) return [first * 255, second * 255, third * 255, alpha];
  const light = first * (first > 1 ? 2.55 : 255);
  return [light, light, light, alpha];
}

/**
 * Calls `apply` whenever the page or the system may have changed its colours.
 * @param {Document} document @param {() => void} apply @param {AbortSignal} signal
 */
export function onThemeChange(document, apply, signal) {
  const later = () => setTimeout(apply, 60); // the site's own transition runs first
  const observer = new MutationObserver(later);
  const attributeFilter = ["class", "style", "data-theme", "data-color-mode", "data-bs-theme"];
  for (const element of [document.documentElement, document.body]) observer.observe(element, {attributeFilter});
  signal.addEventListener("abort", () => observer.disconnect(), {once: true});
  window.matchMedia?.("(prefers-color-scheme: dark)").addEventListener("change", later, {signal});
}
