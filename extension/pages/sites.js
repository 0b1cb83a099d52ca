// The sites in the options: each on or off. Switching one on asks the browser for it, switching it off gives that back.

import {ask} from "../ask.js";
import {fill, h} from "../lib/dom.js";
import {allowSite, leaveSite} from "./door.js";

/** @typedef {{id: string, name: string, granted: string[], ask: string[], elsewhere: boolean, fixed: boolean}} Site `fixed`: named by the manifest */
/** @typedef {{sites: Record<string, boolean>, known: Site[]}} Settings */

/** @param {HTMLElement} list @param {Settings} settings */
export function showSites(list, {sites, known}) {
  const focused = document.activeElement?.id;
  fill(list, ...known.map((site) => h("li", {}, siteSwitch(site, site.granted.length > 0 && sites[site.id] !== false, list))));
  if (focused && list.querySelector(`#${CSS.escape(focused)}`)) document.getElementById(focused)?.focus();
}

/** @param {Site} site @param {boolean} on @param {HTMLElement} list */
function siteSwitch(site, on, list) {
  const box = h("input", {id: `site-${site.id}`, type: "checkbox", checked: on, onchange: () => void (box.checked ? enter(site) : leave(site)).catch(trouble).then(again)});
  const again = async () => showSites(list, await ask("settings.get"));
  const more = site.elsewhere && site.ask.length ? h("span", {class: "hint"}, ` at ${new URL(site.ask[0].replace("*.", "")).hostname}; elsewhere, in the popup on its page`) : null;
  return h("label", {}, h("span", {}, site.name, more), box);
}

/** @param {Site} site */
async function enter({id, granted, ask: origins}) {
  // Nothing may be awaited before the browser is asked: its question needs this very click.
  if (!granted.length && !(await allowSite(origins))) return;
  await ask("settings.set", {patch: {sites: {[id]: true}}});
}

/** @param {Site} site */
async function leave({id, granted, fixed}) {
  await ask("settings.set", {patch: {sites: {[id]: false}}});
  if (!fixed) await leaveSite(granted);
}

/** @param {unknown} error */
function trouble(error) {
  const box = /** @type {HTMLElement} */ (document.getElementById("sites-trouble"));
  box.hidden = false;
  box.textContent = error instanceof Error ? error.message : String(error);
}
