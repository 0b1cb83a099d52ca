// When a recovery has to ask first: floccus refuses a run that would take more than a fifth away, and so do we.

/** @typedef {{gone: number, of: number}} Toll papers that are shown and that the server has no more, of all that are shown */

const FEW = 20; // papers: so many may go without a question
const SHARE = 0.2;

/** @param {Toll} toll */
export function mustAsk({gone, of}) {
  return gone > FEW && gone > SHARE * of;
}

/** @param {Toll} toll */
export function question({gone, of}) {
  return `The server no longer has ${gone} of your ${of} papers. They are still here, and nothing was changed. Choose which is right.`;
}
