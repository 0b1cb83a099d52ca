// One choice for many papers: each is saved if it is not yet, and gets the tag and the status. Kept in one transaction, as
// one entry of the outbox for each paper, and undone as one.

import {EDITS} from "./edits.js";
import {tagDrafts, tagName} from "./edits_tags.js";
import {ManiculeError} from "../lib/errors.js";
import {STATUSES} from "../lib/statuses.js";

/** @typedef {import("./edits.js").Edit} Edit */
/** @typedef {import("./replica.js").Replica} Replica */
/** @typedef {{kind: string, body: any}} Step an edit as a message says it */
/** @typedef {{tag: string, status: string}} Choice "" where nothing is chosen */
/** @typedef {(replica: Replica, at: number) => Promise<Edit & {steps: Step[], made: boolean}>} PlanOne `steps` undo it */

/**
 * @param {{row: any, found_on: any, source: string}} found a row that is a paper
 * @param {Choice} choice
 * @returns {PlanOne} throws ManiculeError where the choice is none
 */
export function keeping(found, {tag, status}) {
  if (status && !Object.hasOwn(STATUSES, status)) throw new ManiculeError("bad_value", "This cannot be the status of a bookmark.");
  const chosen = {tag: tag && tagName(tag), status};
  return async (replica, at) => {
    const saved = await EDITS["bookmark.save"](replica, {...found, at});
    return saved.drafts[0]?.op === "bookmark.create" ? asNew(replica, saved, chosen) : asKnown(replica, saved, chosen);
  };
}

/** @param {Replica} replica @param {Edit} saved @param {Choice} choice */
async function asNew(replica, saved, {tag, status}) {
  const [create, ...links] = saved.drafts;
  const tags = tag ? await tagDrafts(replica, saved.bookmark, tag) : [];
  const drafts = [{...create, ...(status ? {fields: {...create.fields, status}} : {})}, ...links, ...tags];
  return {...saved, drafts, steps: stepsOf(saved), made: true};
}

/**
 * @param {Replica} replica
 * @param {Edit} saved what saving it again says: that it is not dismissed any more, or what its row newly tells
 * @param {Choice} choice
 */
async function asKnown(replica, saved, {tag, status}) {
  const {bookmark} = saved;
  const back = saved.drafts.find(({op}) => op === "bookmark.set"); // it was dismissed: the status it returns to
  const wanted = status || (back?.value ?? "");
  const marked = wanted ? await EDITS["bookmark.set"](replica, {bookmark, field: "status", value: wanted}) : null;
  const tagged = tag ? await EDITS["tag.add"](replica, {bookmark, name: tag}) : null;
  const all = [back ? null : saved, marked && before(marked) !== wanted ? marked : null, tagged].filter((edit) => edit !== null);
  return {bookmark, drafts: all.flatMap(({drafts}) => drafts), undo: null, steps: all.flatMap(stepsOf), made: Boolean(back) && wanted !== "dismissed"};
}

/** @param {Edit} set @returns {unknown} the value that its undo puts back */
const before = ({undo}) => (/** @type {any} */ (undo)?.body.value);

/** @param {Edit} edit @returns {Step[]} */
const stepsOf = ({undo}) => (undo ? [undo] : []);

/**
 * A step of an undo. What is gone meanwhile needs none.
 * @param {Step} step
 * @returns {PlanOne}
 */
export function repeating({kind, body}) {
  return async (replica, at) => {
    try {
      return {...(await EDITS[kind](replica, {...body, at})), steps: [], made: false};
    } catch (error) {
      if (!(error instanceof ManiculeError) || error.code !== "unknown_bookmark") throw error;
      return {bookmark: String(body.bookmark), drafts: [], undo: null, steps: [], made: false};
    }
  };
}
