import assert from "node:assert/strict";
import test from "node:test";
import {openApi, serverAddress} from "../../../extension/background/api.js";

const HERE = "http://127.0.0.1:7373";
const HEALTH = {status: "ok", version: "0.1.0", database: "sqlite"};

/** @param {any} body @param {ResponseInit} [init] */
const reply = (body, init) => new Response(typeof body === "string" ? body : JSON.stringify(body), init);
const refused = () => Promise.reject(new TypeError("Failed to fetch"));

/** @param {(url: string, init: any) => any} fetch @param {boolean} [allowed] */
const api = (fetch, allowed = true) => openApi({mayReach: async () => allowed, fetch: async (url, init) => fetch(url, init)});

for (const [what, code, fetch, allowed] of /** @type {[string, string, any, boolean?][]} */ ([
  ["a Manicule server", "ok", (/** @type {string} */ url) => reply(url.endsWith("/health") ? HEALTH : {items: []})],
  ["nothing", "not_running", refused],
  ["no permission for the address", "no_permission", refused, false],
  ["a server whose answers the browser keeps", "blocked", (/** @type {string} */ _url, /** @type {any} */ init) => (init.mode === "no-cors" ? reply("") : refused())],
  ["a server that does not answer in time", "blocked", () => Promise.reject(new DOMException("slow", "TimeoutError"))],
  ["a captive portal", "not_manicule", () => reply("<html>Sign in</html>")],
  ["a redirect to a captive portal", "not_manicule", () => ({type: "opaqueredirect", status: 0, headers: new Headers()})],
  ["another program's JSON", "not_manicule", () => reply({hello: "world"})],
  ["another program's 404", "not_manicule", () => reply("not found", {status: 404})],
  ["a Manicule without this route", "old_server", () => reply({title: "There is nothing here"}, {status: 404})],
  ["a server that does not know the token", "wrong_token", (/** @type {string} */ url) => (url.endsWith("/health") ? reply(HEALTH) : reply({detail: "?"}, {status: 401}))],
  ["another protocol", "old_server", () => reply({detail: "Update."}, {status: 426})],
  ["a proxy whose server is down", "server_error", () => reply("<html>Bad gateway</html>", {status: 502})],
])) {
  test(`the connection check tells ${what}: ${code}`, async () => {
    assert.equal((await api(fetch, allowed).check(HERE, "token")).code, code);
  });
}

test("requests carry the token and no cookies", async () => {
  /** @type {any} */
  let seen;
  await api((url, init) => ((seen = {url, ...init}), reply({}))).sync(HERE, "secret", {protocol: 1});
  assert.deepEqual([seen.url, seen.method, seen.body, seen.credentials], [`${HERE}/api/v1/sync`, "POST", '{"protocol":1}', "omit"]);
  assert.deepEqual(seen.headers, {Accept: "application/json", "Content-Type": "application/json", Authorization: "Bearer secret"});
});

test("a conflict says which recovery it needs", async () => {
  await assert.rejects(api(() => reply({error: "cursor_unknown", detail: "…"}, {status: 409})).sync(HERE, "t", {}), {code: "cursor_unknown"});
});

test("a busy server's Retry-After is passed on", async () => {
  await assert.rejects(api(() => reply({detail: "Busy."}, {status: 503, headers: {"Retry-After": "7"}})).sync(HERE, "t", {}), {code: "server_error", retryAfter: 7000});
});

for (const [status, code] of /** @type {[number, string][]} */ ([[429, "server_error"], [503, "server_error"], [502, "server_error"], [413, "too_large"]])) {
  test(`a proxy that answers ${status} with a page of its own is waited for as it asks, and not taken for a stranger`, async () => {
    const page = () => reply("<html>Later</html>", {status, headers: {"Retry-After": "90"}});
    await assert.rejects(api(page).sync(HERE, "t", {}), {code, retryAfter: 90_000});
    await assert.rejects(api(() => reply("<html>Later</html>", {status})).sync(HERE, "t", {}), {code, retryAfter: undefined});
  });
}

for (const long of ["99999999999", "9".repeat(400), "Fri, 31 Dec 9999 23:59:59 GMT"]) {
  test(`a server that asks to be left alone for ever (${long.slice(0, 12)}…) is asked again within the hour`, async () => {
    await assert.rejects(api(() => reply({detail: "Busy."}, {status: 503, headers: {"Retry-After": long}})).sync(HERE, "t", {}), {retryAfter: 3_600_000});
  });
}

test("an address is understood as people type it", () => {
  assert.equal(serverAddress(" localhost:7373/ "), "http://localhost:7373");
  assert.equal(serverAddress("https://me.example/manicule"), "https://me.example");
  for (const wrong of ["", "ftp://x", "http://", "a b"]) assert.throws(() => serverAddress(wrong), {code: "bad_value"});
});

test("the link into the web library leads to the server that we know, whatever it calls itself", async () => {
  const answer = (/** @type {unknown} */ url) => api(() => Response.json({url, expires_at: ""})).signIn(HERE, "token");
  assert.equal(await answer("http://proxied.example/sign-in/ABCD-EFGH"), `${HERE}/sign-in/ABCD-EFGH`);
  for (const url of ["https://evil.example/", "javascript:alert(1)", 7, null]) await assert.rejects(answer(url), {code: "not_manicule"});
});
