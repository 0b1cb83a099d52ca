// The site rules and where each holds; which sites the user has switched off; the settings.

/** @typedef {{id: string, name: string, matches: string[], [member: string]: any}} Rule */
/** @typedef {{sites: Record<string, boolean>, device_name: string, hints: string, [name: string]: any}} Settings */
/** @typedef {ReturnType<typeof openSites>} Sites */

/** @type {Settings} only what differs is stored; a site not named is on */
const DEFAULTS = {sites: {}, device_name: "", hints: "normal"};

/**
 * @param {(path: string) => Promise<any>} readPackaged
 */
export function openSites(readPackaged) {
  /** @type {Promise<Rule[]> | undefined} */
  let rules;
  /** @type {Promise<any> | undefined} */
  let keys;

  /** @param {string} id @returns {Promise<Rule>} */
  const oneRule = (id) => readPackaged(`sites/${id}.json`);
  const load = () => (rules ??= readPackaged("sites/index.json").then((ids) => Promise.all(ids.map(oneRule))));

  return {
    /** Every rule the extension carries. */
    all: load,

    /** What identities are made of: parsed sites/keys.json. @returns {Promise<any>} */
    keys: () => (keys ??= readPackaged("sites/keys.json")),

    /**
     * @param {string} url
     * @returns {Promise<Rule | null>} the rule of the site this address belongs to
     */
    async ruleFor(url) {
      return (await load()).find((rule) => rule.matches.some((/** @type {string} */ pattern) => matches(pattern, url))) ?? null;
    },
  };
}

/**
 * A match pattern of the extension platforms: scheme, host (`*.` for all below), path with `*`.
 * @param {string} pattern
 * @param {string} url
 */
export function matches(pattern, url) {
  const parts = /^(\*|https?):\/\/(\*|(?:\*\.)?[^/*]+)(\/.*)$/.exec(pattern);
  if (!parts || !URL.canParse(url)) return false;
  const [, scheme, host, path] = parts;
  const address = new URL(url);
  const sameScheme = scheme === "*" ? /^https?:$/.test(address.protocol) : address.protocol === `${scheme}:`;
  const bare = host.replace(/^\*\./, "");
  const sameHost = host === "*" || address.hostname === bare || (host !== bare && address.hostname.endsWith(`.${bare}`));
  const glob = path.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&")).join(".*");
  return sameScheme && sameHost && new RegExp(`^${glob}$`).test(address.pathname + address.search);
}

/**
 * @param {Partial<Settings> | null} stored
 * @returns {Settings}
 */
export function settingsOf(stored) {
  return {...DEFAULTS, ...stored, sites: {...DEFAULTS.sites, ...stored?.sites}};
}

/**
 * @param {Pick<import("./store.js").Store, "meta" | "setMeta">} replica
 * @param {Partial<Settings>} patch
 * @returns {Promise<Settings>} all of them
 */
export async function changeSettings(replica, patch) {
  const before = settingsOf((await replica.meta(["settings"])).settings);
  const settings = settingsOf({...before, ...patch, sites: {...before.sites, ...patch.sites}});
  await replica.setMeta({settings});
  return settings;
}

/**
 * @param {Settings} settings
 * @param {Rule | null} rule
 */
export function isOn(settings, rule) {
  return rule !== null && settings.sites[rule.id] !== false;
}
