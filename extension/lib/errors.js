// One family of expected errors, and how they cross from one context of the extension to another.

/**
 * An error a person can act on. `code` is what programs switch on, `message` the sentence that is shown.
 */
export class ManiculeError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {{retryAfter?: number}} [details] `retryAfter` in ms, as the server asked
   */
  constructor(code, message, {retryAfter} = {}) {
    super(message);
    this.name = "ManiculeError";
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/** @typedef {{code: string, message: string}} WireError */
/** @typedef {{ok: true, answer: unknown} | {ok: false, error: WireError}} WireAnswer */

/** What IndexedDB says, by the name of its error. @type {Record<string, WireError>} */
const STORAGE = {
  QuotaExceededError: {code: "storage_full", message: "The disk or the browser's storage is full, so this was not saved. Free some space and try again."},
  VersionError: {code: "newer_replica", message: "What is stored here was written by a newer Manicule. Update the extension; nothing was changed."},
};

/**
 * What travels for an error. Only the expected family tells its message: others may hold private text.
 * @param {unknown} error
 * @returns {WireError}
 */
export function toWire(error) {
  if (error instanceof ManiculeError) return {code: error.code, message: error.message};
  const storage = error instanceof Error ? STORAGE[error.name] : undefined;
  if (storage) return storage;
  return {code: "internal", message: "Something went wrong in the extension. Nothing was changed; reload the page and try again."};
}

/**
 * The answer to a message, or throws the error that it carries.
 * @param {WireAnswer | undefined} wire
 */
export function fromWire(wire) {
  if (!wire) throw new ManiculeError("no_answer", "The extension did not answer. Reload the page and try again.");
  if (wire.ok) return wire.answer;
  throw new ManiculeError(wire.error.code, wire.error.message);
}
