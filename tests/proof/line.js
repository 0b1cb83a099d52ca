// JSON lines over stdin and stdout.

/** @typedef {(message: object) => Promise<any>} Ask */

export function openLine() {
  /** @type {any[]} */
  const arrived = [];
  /** @type {((message: any) => void) | null} */
  let waiting = null;
  let rest = "";
  const hand = (/** @type {any} */ message) => {
    if (!waiting) return arrived.push(message);
    const resolve = waiting;
    waiting = null;
    resolve(message);
  };
  process.stdin.setEncoding("utf8");
  process.stdin.on("data", (chunk) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const text of lines) hand(JSON.parse(text));
  });
  process.stdin.on("end", () => hand(null));

  /** @returns {Promise<any>} null when there is no more */
  const next = () => (arrived.length ? Promise.resolve(arrived.shift()) : new Promise((resolve) => (waiting = resolve)));
  const write = (/** @type {object} */ message) => process.stdout.write(`${JSON.stringify(message)}\n`);
  /** @type {Ask} */
  const ask = (message) => {
    write({ask: message});
    return next();
  };
  return {next, write, ask};
}
