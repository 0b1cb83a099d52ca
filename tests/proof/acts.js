// What a person does on a device. Each act sees what the person sees, does one edit through the extension's store, and
// writes into the journal what was typed and what was taken away by somebody who saw it.

import {aborted, armAbort, disarmAbort} from "./profile.js";

/** @typedef {(world: any, device: any, step: any) => Promise<string>} Act what was done, in words */

const TAGS = ["Diffusion", "to cite", "RL", "rl ", "Straße"];

/** @param {any} world @param {any} step */
function row(world, step) {
  const known = world.papers[step.paper % world.papers.length];
  const ids = [[known[0]], [known[1]], known][step.form % 3];
  return {
    key: ids[0], ids, title: `On ${ids[0]}`, authors: ["Ada Lovelace"], abstract: step.form === 2 ? "Of engines." : "", url: "",
    links: step.n % 5 ? [] : [{url: `https://example.org/code/${step.paper}`, kind: "code", title: "", origin: "found"}],
  };
}

/** @param {any} device @param {any} step @returns {Promise<any>} what stands on the row of the paper */
async function seen(device, step, world) {
  return (await device.store.look([row(world, step).ids]))[0];
}

/**
 * One edit, kept or not kept at all.
 * @param {any} world @param {any} device @param {any} step @param {string} kind @param {object} body
 */
async function edit(world, device, step, kind, body) {
  if (step.abort) armAbort(step.abort);
  try {
    const answer = await device.store.edit(kind, body);
    device.undo = answer.undo && {...answer.undo, by: step.n};
    return answer;
  } catch (error) {
    if (/** @type {any} */ (error).code === "unknown_bookmark") return null; // said to the person
    if (!aborted()) throw error;
    world.journal.count("edit aborted");
    return null;
  } finally {
    disarmAbort();
  }
}

/** @param {any} step */
const by = (step) => `${step.do} at step ${step.n}`;

/** @param {string} text as it stands @param {any} step */
function changed(text, {n, how, where, count}) {
  const fresh = Array.from({length: count}, (_, i) => `w${n}_${i}`).join(" ");
  const words = text.split(/(\s+)/).filter(Boolean);
  const place = words.length ? where % (words.length + 1) : 0;
  const at = words.length ? where % words.length : 0;
  if (how === "append" || !words.length) return text + (text ? (n % 3 ? " " : "\n") : "") + fresh;
  if (how === "insert") return [...words.slice(0, place), words[place - 1]?.trim() ? " " : "", fresh, words[place]?.trim() ? " " : "", ...words.slice(place)].join("");
  if (how === "replace") return words.map((word, i) => (i === at && word.trim() ? fresh : word)).join("");
  if (how === "delete") return words.filter((_, i) => i < at || i > at + 1).join("");
  return fresh; // everything anew
}

/** @type {Act} */
async function save(world, device, step) {
  const known = row(world, step);
  const answer = await edit(world, device, step, "bookmark.save", {row: known, found_on: {url: "https://arxiv.org/list", title: "List"}, source: step.form === 2 ? "page" : "listing"});
  if (!answer) return "nothing";
  for (const id of known.ids) if (answer.bookmark?.ids.includes(id)) world.journal.keeps(id, by(step), device.number);
  return `${known.ids} is ${answer.bookmark?.id}`;
}

/** Does something to a paper; one that is not there is saved. @param {(world: any, device: any, step: any, view: any) => Promise<string>} act @returns {Act} */
const on = (act) => async (world, device, step) => {
  const view = await seen(device, step, world);
  return view ? `${view.key} (${view.id}) ${await act(world, device, step, view)}` : save(world, device, step);
};

/** @param {any} world @param {any} device @param {any} step @param {any} view @param {string} field @param {any} value */
async function set(world, device, step, view, field, value) {
  const answer = await edit(world, device, step, "bookmark.set", {bookmark: view.id, field, value});
  if (answer) world.journal.sets.push({bookmark: view.id, field, value, replaced: view[field] ?? null, by: by(step)});
  return `${field}: ${JSON.stringify(view[field])} → ${JSON.stringify(value)}`;
}

/** @param {any} world @param {any} device @param {any} step @param {string} bookmark @param {string} base @param {string} text */
async function write(world, device, step, bookmark, base, text) {
  const answer = await edit(world, device, step, "note.edit", {bookmark, base_text: base, text});
  if (answer) world.journal.wrote(base, text, by(step), device.number);
  return `note ${JSON.stringify(base)} → ${JSON.stringify(text)}`;
}

/** @type {Record<string, Act>} */
export const ACTS = {
  save,
  set: on(async (world, device, step, view) => set(world, device, step, view, step.field, step.value)),
  note: on(async (world, device, step, view) => write(world, device, step, view.id, view.note, changed(view.note, step))),
  open: on(async (_world, device, _step, view) => {
    device.editor = {bookmark: view.id, text: view.note};
    return `editor opened on ${JSON.stringify(view.note)}`;
  }),
  async close(world, device, step) {
    if (!device.editor) return "nothing";
    const {bookmark, text} = device.editor;
    device.editor = null;
    return write(world, device, step, bookmark, text, changed(text, step));
  },
  tag: on(async (world, device, step, view) => {
    const name = TAGS[step.name % TAGS.length];
    const answer = await edit(world, device, step, "tag.add", {bookmark: view.id, name});
    if (answer?.wrote) {
      const {outbox} = await device.dump();
      const put = outbox.at(-1).mutations.find((/** @type {any} */ m) => m.op === "bookmark.tag");
      world.journal.tagged.push({bookmark: view.id, tag: put.tag, by: by(step)});
    }
    return name;
  }),
  untag: on(async (world, device, step, view) => {
    const name = view.tags[step.which % Math.max(1, view.tags.length)];
    if (name === undefined) return "no tags";
    const answer = await edit(world, device, step, "tag.remove", {bookmark: view.id, name});
    if (answer?.wrote) {
      const {outbox} = await device.dump();
      const taken = outbox.at(-1).mutations.find((/** @type {any} */ m) => m.op === "bookmark.untag");
      world.journal.untagged.push({bookmark: view.id, tags: taken.tags});
    }
    return name;
  }),
  link: on(async (world, device, step, view) => {
    await edit(world, device, step, "link.add", {bookmark: view.id, url: `https://example.org/${step.n}`, kind: "code", title: `w${step.n}_9`});
    return "";
  }),
  unlink: on(async (world, device, step, view) => {
    const mine = view.links.filter((/** @type {any} */ link) => link.id);
    if (mine.length) await edit(world, device, step, "link.remove", {bookmark: view.id, link: mine[step.which % mine.length].id});
    return "";
  }),
  delete: on(async (world, device, step, view) => {
    const answer = await edit(world, device, step, "bookmark.delete", {bookmark: view.id});
    if (!answer) return "nothing";
    device.deleted.push(view);
    world.journal.deletedSeen(view, by(step));
    return JSON.stringify(view.note);
  }),
  async revive(world, device, step) {
    const view = device.deleted[step.which % Math.max(1, device.deleted.length)];
    if (!view) return "nothing";
    await edit(world, device, step, "bookmark.restore", {bookmark: view.id});
    return view.id;
  },
  async undo(world, device, step) {
    if (!device.undo) return "nothing";
    const {kind, body} = device.undo;
    const [view] = await device.store.show([body.bookmark]);
    if (kind === "note.edit") return write(world, device, step, body.bookmark, body.base_text, body.text);
    if (kind === "bookmark.set") return set(world, device, step, view ?? {id: body.bookmark}, body.field, body.value);
    const answer = await edit(world, device, step, kind, body);
    if (answer && kind === "bookmark.delete" && view) world.journal.deletedSeen(view, by(step));
    if (answer && kind === "tag.remove") world.journal.untagged.push({bookmark: body.bookmark, tags: null});
    return `${kind} ${JSON.stringify(body)}`;
  },
  resolve: on(async (world, device, step, view) => {
    const copy = view.note_copies[step.which % Math.max(1, view.note_copies.length)];
    if (!copy) return "no copies";
    if (step.how === "append") {
      const note = view.note + (view.note && "\n") + copy.text;
      await write(world, device, step, view.id, view.note, note);
    } else world.journal.wrote(`${view.note} ${copy.text}`, view.note, by(step));
    const answer = await edit(world, device, step, "note.resolve", {bookmark: view.id, copy: copy.id});
    return answer ? `copy ${JSON.stringify(copy.text)}` : "nothing";
  }),
};
