// The one door to the backend. Every way in which an answer can fail to be one becomes an error with a code and a sentence.

import {ManiculeError} from "../lib/errors.js";
import {RECOVERIES} from "../lib/sync.js";

/** @typedef {ReturnType<typeof openApi>} Api */
/** @typedef {{status: number, json: any, holdOff: number}} Reply `holdOff`: ms the server asks to be left alone */

const TIMEOUT = 30_000; // ms
const LONGEST_HOLD_OFF = 3_600_000; // ms: an answer may come from anybody, and edits wait meanwhile
const SENTENCES = {
  not_running: "Nothing answers at this address. Start the server with `manicule serve`, or correct the address.",
  no_permission: "Manicule does not have the browser's permission to reach this address. Allow it in the options.",
  blocked: "The server is there, but the browser withholds its answer from Manicule. Allow Manicule to reach devices on the local network.",
  slow: "The address did not answer in time. The server may be busy, or the browser holds the request back until you answer its question.",
  wrong_token: "The server no longer knows this device. Pair it again with a code from `manicule pair`.",
  not_manicule: "Something else answers at this address: another program on the port, or a network that wants you to sign in.",
  old_server: "The extension and the server speak different versions. Update the older of the two.",
  unknown_bookmark: "The server does not have this paper yet. Sync first.",
  too_large: "The server, or a proxy before it, refuses requests of this size. Let it accept 1 MiB (in nginx: client_max_body_size). Your edits are kept here.",
  server_error: "The server has a problem. Your edits are kept here and will be sent again; `manicule doctor` says more.",
};

/**
 * @param {{mayReach: (server: string) => Promise<boolean>, fetch?: (url: string, init: RequestInit) => Promise<Response>}} doors
 */
export function openApi({mayReach, fetch = (url, init) => globalThis.fetch(url, init)}) {
  /**
   * @param {string} server
   * @param {string} path
   * @param {{method?: string, token?: string | null, body?: object}} [request]
   * @returns {Promise<Reply>} with a status below 300; throws ManiculeError
   */
  async function call(server, path, {method = "GET", token = null, body} = {}) {
    /** @type {Record<string, string>} */
    const headers = {Accept: "application/json"};
    if (body) headers["Content-Type"] = "application/json";
    if (token) headers.Authorization = `Bearer ${token}`;
    const response = await reach(server, path, {method, headers, ...(body ? {body: JSON.stringify(body)} : {})});
    return understood(response);
  }

  /**
   * @param {string} server
   * @param {string} path
   * @param {RequestInit} init
   * @returns {Promise<Response>}
   */
  async function reach(server, path, init) {
    const always = /** @type {RequestInit} */ ({credentials: "omit", cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(TIMEOUT)});
    try {
      return await fetch(server + path, {...init, ...always});
    } catch (error) {
      throw await whyUnreachable(server, error);
    }
  }

  /**
   * The browser says only "failed to fetch"; what is behind it is found out by asking differently.
   * @param {string} server
   * @param {unknown} error
   */
  async function whyUnreachable(server, error) {
    if (!(await mayReach(server))) return trouble("no_permission");
    if (error instanceof Error && error.name === "TimeoutError") return new ManiculeError("blocked", SENTENCES.slow);
    try {
      await fetch(`${server}/api/v1/health`, {mode: "no-cors", credentials: "omit", signal: AbortSignal.timeout(TIMEOUT)});
      return trouble("blocked"); // It answers as long as we do not want to read the answer.
    } catch {
      return trouble("not_running");
    }
  }

  return {
    /** @param {string} server @param {string} token @param {object} request @returns {Promise<Reply>} */
    sync: (server, token, request) => call(server, "/api/v1/sync", {method: "POST", token, body: request}),

    /** @param {string} server @param {string} token @returns {Promise<import("../lib/digest.js").Digest>} unchecked */
    digest: async (server, token) => (await call(server, "/api/v1/sync/digest", {token})).json,

    /**
     * @param {string} server @param {string} token
     * @returns {Promise<Record<string, string>>} the name of each device, revoked ones too, by id
     */
    async devices(server, token) {
      const {json} = await call(server, "/api/v1/devices", {token});
      const items = Array.isArray(json?.items) ? json.items : [];
      return Object.fromEntries(items.map((/** @type {any} */ {id, name}) => [String(id), String(name)]));
    },

    /**
     * @param {string} server @param {string} token
     * @param {string} key any id of the paper
     * @param {string | null} cursor where the page before ended
     * @returns {Promise<{items: any[], next: string | null}>}
     */
    async history(server, token, key, cursor) {
      const query = cursor ? `?cursor=${encodeURIComponent(cursor)}` : "";
      const {json} = await call(server, `/api/v1/bookmarks/${encodeURIComponent(key)}/history${query}`, {token});
      if (!Array.isArray(json?.items)) throw trouble("not_manicule");
      return json;
    },

    /**
     * @param {string} server @param {string} token @param {string} key
     * @returns {Promise<any[]>} other bookmarks that are probably of the same paper
     */
    async same(server, token, key) {
      const {json} = await call(server, `/api/v1/bookmarks/${encodeURIComponent(key)}/same`, {token});
      if (!Array.isArray(json?.items)) throw trouble("not_manicule");
      return json.items;
    },

    /**
     * @param {string} server @param {string} token @param {string} name
     * @returns {Promise<{device: string, token: string}>}
     */
    async register(server, token, name) {
      const {json} = await call(server, "/api/v1/devices", {method: "POST", token, body: {name}});
      if (typeof json?.device !== "string" || typeof json.token !== "string") throw trouble("not_manicule");
      return json;
    },

    /** @param {string} server @param {string} token @returns {Promise<string>} an address that opens the web library, once */
    async signIn(server, token) {
      const {json} = await call(server, "/api/v1/sign-in", {method: "POST", token, body: {}});
      const path = URL.canParse(json?.url) ? new URL(json.url).pathname : "";
      if (!path.startsWith("/sign-in/")) throw trouble("not_manicule");
      return server + path; // the address we know it by: behind a proxy it knows itself by another
    },

    /**
     * @param {string} server @param {string} code @param {string} device its name
     * @returns {Promise<{device: string, token: string, library: string, name?: unknown}>} `name`: what it is called there
     */
    async pair(server, code, device) {
      await health(server);
      const {json} = await call(server, "/api/v1/pair", {method: "POST", body: {code, device}});
      if (typeof json?.device !== "string" || typeof json.token !== "string") throw trouble("not_manicule");
      return json;
    },

    /**
     * @param {string} server
     * @param {string | null} token
     * @returns {Promise<{code: string, message: string}>} code `ok`, or what is wrong
     */
    async check(server, token) {
      try {
        const {version} = await health(server);
        if (token) await call(server, "/api/v1/devices", {token});
        return {code: "ok", message: `The server answers. It is Manicule ${version}.`};
      } catch (error) {
        if (!(error instanceof ManiculeError)) throw error;
        return {code: error.code, message: error.message};
      }
    },
  };

  /** @param {string} server @returns {Promise<{version: string}>} */
  async function health(server) {
    const {json} = await call(server, "/api/v1/health");
    if (typeof json?.version !== "string" || typeof json.status !== "string") throw trouble("not_manicule");
    return json;
  }
}

/**
 * @param {Response} response
 * @returns {Promise<Reply>}
 */
async function understood(response) {
  const {status} = response;
  if (response.type === "opaqueredirect") throw trouble("not_manicule");
  const holdOff = seconds(response.headers.get("Backoff"));
  const wait = Math.max(seconds(response.headers.get("Retry-After")), holdOff);
  const json = await response.json().catch(() => undefined);
  if (status === 413) throw trouble("too_large", json?.detail, wait);
  if (json === undefined) throw status >= 500 || status === 429 ? trouble("server_error", undefined, wait) : trouble("not_manicule");
  if (status < 300) return {status, json, holdOff};
  if (status === 401) throw trouble("wrong_token", json.detail);
  if (status === 403) throw trouble("refused", json.detail);
  if (status === 400 && json.type?.includes?.("cursor-invalid")) throw trouble("cursor_unknown", json.detail);
  if (status === 409 && RECOVERIES.includes(json.error)) throw new ManiculeError(json.error, String(json.detail ?? json.error));
  if (status === 426) throw trouble("old_server", json.detail);
  if (status === 404 && String(json.type).includes("bookmark-unknown")) throw trouble("unknown_bookmark", json.detail);
  if (status === 404 || status === 405) throw trouble(typeof json.title === "string" ? "old_server" : "not_manicule");
  throw trouble("server_error", json.detail, wait);
}

/**
 * @param {string} code
 * @param {unknown} [detail] what the server says about it
 * @param {number} [retryAfter] ms
 */
function trouble(code, detail, retryAfter) {
  const known = /** @type {Record<string, string>} */ (SENTENCES)[code] ?? SENTENCES.server_error;
  const message = typeof detail === "string" && detail.length < 500 ? detail : known;
  return new ManiculeError(code, message, retryAfter ? {retryAfter} : {});
}

/** @param {string | null} header a number of seconds or, as Retry-After may be, a date @returns {number} ms */
function seconds(header) {
  if (!header) return 0;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(0, ms), LONGEST_HOLD_OFF);
}

/**
 * @param {string} typed what a person typed: `127.0.0.1:7373`, `http://localhost:7373/`
 * @returns {string} an origin to put paths behind; throws ManiculeError
 */
export function serverAddress(typed) {
  const text = /^[a-z]+:\/\//i.test(typed.trim()) ? typed.trim() : `http://${typed.trim()}`;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new ManiculeError("bad_value", "Write the server's address like http://127.0.0.1:7373.");
  }
  return new URL(text).origin;
}
