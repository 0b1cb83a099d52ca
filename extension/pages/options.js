// The options: the connection to the library, this device, the sites, and edits the server refused.

import {ask, listen} from "../ask.js";
import {fill, h} from "../lib/dom.js";
import {allow, closeThisTab} from "./door.js";
import {isExpected} from "./expected.js";
import {openMemory} from "./memory.js";
import {questionOf} from "./question.js";
import {showRefused} from "./refused.js";
import {showSites} from "./sites.js";
import {createUndo} from "./undo.js";
import {checkWords, failure, syncWords, waitingWords} from "./words.js";

/** @type {(id: string) => HTMLElement} */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @type {(id: string) => HTMLInputElement} */
const field = (id) => /** @type {HTMLInputElement} */ (at(id));

const done = createUndo(at("done"), async () => showState(await ask("state")));

/** What the user calls this device; the background finds a name where there is none. */
const deviceName = () => field("device").value.trim() || undefined;

/** @param {any} state */
function showState(state) {
  const shutOut = state.paired && state.error?.code === "wrong_token"; // its token was revoked: a new code lets it in again
  at("paired").hidden = !state.paired;
  at("pair").hidden = state.paired && !shutOut;
  if (state.server) field("server").value = state.server;
  fill(at("paired-words"), shutOut ? "No longer accepted by " : "Connected to ", h("strong", {}, state.server), state.library && ` · library “${state.library}”`);
  at("sync-words").textContent = [syncWords(state), waitingWords(state)].filter(Boolean).join(" · ");
  if (state.paired && state.error && !state.question) outcome(state.error.code, failure(state.error));
  at("version").textContent = `Version ${state.version}`;
  at("check-words").textContent = checkWords(state.checked);
  const asked = questionOf(state, showState);
  at("question").hidden = !asked;
  fill(at("question"), ...(asked ?? []));
  void showRefused(at("refused"), {state: showState, done: done.show});
}

/**
 * Says how a connection went, and offers the button that mends it where there is one.
 * @param {string} code
 * @param {string} message a sentence that says what to do
 */
function outcome(code, message) {
  const box = at("outcome");
  const good = code === "ok";
  box.hidden = false;
  box.classList.toggle("error", !good);
  const grant = h("button", {type: "button", onclick: () => void grantAccess()}, "Allow access");
  fill(box, h("span", {class: good ? "good" : "bad"}, message), code === "no_permission" && grant);
}

async function grantAccess() {
  if (await allow(field("server").value).catch(() => false)) await check();
}

async function check() {
  const found = await ask("server.check", {server: field("server").value.trim()}).catch((error) => error);
  outcome(found.code, found.message);
}

/**
 * @param {{server: string, code: string, device?: string}} asked
 * @returns {Promise<boolean>} whether it worked
 */
async function pair(asked) {
  try {
    showState(await ask("pair", asked));
    showSettings(await ask("settings.get")); // the server may call this device otherwise
    outcome("ok", "Connected.");
    return true;
  } catch (error) {
    const {code, message} = /** @type {import("../lib/errors.js").ManiculeError} */ (error);
    outcome(code, message);
    return false;
  }
}

/** The user's own machine may open this page with a code, to pair at once: `#server=…&code=…&close=1`. */
async function pairFromAddress() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const [server, code] = [asked.get("server"), asked.get("code")];
  if (!server || !code) return;
  history.replaceState(null, "", location.pathname);
  const {server: known} = await ask("state");
  const connect = async () => {
    field("server").value = server;
    if (await pair({server, code, device: deviceName()}) && asked.get("close") === "1") await closeThisTab();
  };
  if (isExpected(server, known)) await connect();
  else question(known, server, connect);
}

/**
 * Asks before anything is sent to another server than the one this browser knows, or to another machine.
 * @param {string | null} known @param {string} server @param {() => Promise<void>} connect
 */
function question(known, server, connect) {
  outcome("asked", `Something opened this page to connect Manicule to ${server}${known ? ` in place of ${known}` : ""}. Everything kept here would be sent there.`);
  at("outcome").append(h("button", {class: "other", type: "button", onclick: () => void connect()}, "Connect to it"));
}

/** @param {any} settings */
function showSettings(settings) {
  field("device").value = settings.device_name ?? "";
  field("hints").value = settings.hints;
  showSites(at("sites"), settings);
}

at("pair").addEventListener("submit", async (event) => {
  event.preventDefault();
  const code = field("code").value.trim();
  if (!code) {
    outcome("no_code", "Type the code that `manicule pair` prints on the server's machine.");
    return field("code").focus();
  }
  if (await pair({server: field("server").value.trim(), code, device: deviceName()})) at("library").focus(); // the form is gone
});
for (const button of document.querySelectorAll(".check")) button.addEventListener("click", () => void check());
at("sync-now").addEventListener("click", async () => showState(await ask("sync.now").catch(() => ask("state"))));
at("library").addEventListener("click", () => void ask("library.open").catch(({code, message}) => outcome(code, message)));
at("compare").addEventListener("click", async () => showState(await ask("sync.check").catch(() => ask("state"))));
at("unpair").addEventListener("click", async () => {
  showState(await ask("unpair"));
  outcome("ok", "Disconnected. Your papers and edits stay in this browser; a new code connects it again.");
  field("code").value = "";
  field("code").focus();
});
field("device").addEventListener("change", () => void ask("settings.set", {patch: {device_name: field("device").value.trim()}}));
field("hints").addEventListener("change", () => void ask("settings.set", {patch: {hints: field("hints").value}}));
window.addEventListener("hashchange", () => void pairFromAddress());
listen({state: showState, changed: async ({all}) => all && showSites(at("sites"), await ask("settings.get"))});
showSettings(await ask("settings.get"));
showState(await ask("state"));
await openMemory();
await pairFromAddress();
