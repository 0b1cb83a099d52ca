// Sentences about the state of syncing and of the page.

const relative = new Intl.RelativeTimeFormat(undefined, {numeric: "auto"});

/**
 * How long ago a time was, in words.
 * @param {number} at ms
 * @param {number} [now] ms
 */
export function ago(at, now = Date.now()) {
  const seconds = Math.round((at - now) / 1000);
  if (seconds > -60) return "just now";
  if (seconds > -3600) return relative.format(Math.round(seconds / 60), "minute");
  if (seconds > -86_400) return relative.format(Math.round(seconds / 3600), "hour");
  return relative.format(Math.round(seconds / 86_400), "day");
}

/** @param {{paired: boolean, syncing: boolean, error: object | null, last_sync_at: number | null}} state */
export function syncWords({paired, syncing, error, last_sync_at}) {
  if (!paired) return "Not connected";
  if (syncing) return "Syncing…";
  const last = last_sync_at ? ago(last_sync_at) : "never";
  return error ? `Not syncing, last ${last}` : `Synced ${last}`;
}

/** @param {{message: string}} error */
export function failure({message}) {
  return `${message} Your edits are kept here.`;
}

/**
 * How well the page in front is read: "37 rows, 4 saved".
 * @param {{site: string, page: string, version: number, rows: number, keys: number, gave_up: number} | null} report
 * @param {number} rows
 * @param {number} saved
 * @param {{id: string, name: string}[]} sites
 */
export function healthOf(report, rows, saved, sites) {
  if (!report || (report.keys && !rows)) return "This is no list that Manicule reads.";
  const name = sites.find(({id}) => id === report.site)?.name ?? report.site;
  if (!report.rows && report.page === "listing") return `No papers found here. If the page has some, ${name} changed it (rule v${report.version}).`;
  if (report.rows > report.keys) return `${count(rows)}, ${saved} saved; ${report.rows - report.keys} could not be read (rule v${report.version})`;
  const gave = report.gave_up ? `; the page removes our mark on ${report.gave_up}` : "";
  return `${count(rows)}, ${saved} saved${gave}`;
}

/** @param {number} rows */
const count = (rows) => (rows === 1 ? "1 paper" : `${rows} rows`);
