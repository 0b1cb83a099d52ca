// Which server a link to the options may connect Manicule to at once.

const HERE = ["127.0.0.1", "localhost", "[::1]"];

/**
 * Whether nobody needs to be asked: it is the server that this browser knows or, where it knows none, one of this machine.
 * Another extension or program may open the options too, to have all that is kept here sent to a server of its own.
 * @param {string} server as the link names it @param {string | null} known
 */
export function isExpected(server, known) {
  if (known) return known === server.replace(/\/+$/, "");
  return URL.canParse(server) && HERE.includes(new URL(server).hostname);
}
