// A note that is being written outlives the page: another button may be pressed meanwhile, or the server be off.

/** @typedef {{text: string, base: string, sent: boolean}} Draft what was typed, and the note it was typed over */

/** @param {Document} page */
export function keepDraft(page) {
  if (page.querySelector(".door")) forget();
  const field = /** @type {HTMLTextAreaElement | null} */ (page.querySelector("#note-text"));
  const form = field?.form;
  const base = /** @type {HTMLTextAreaElement | null | undefined} */ (form?.querySelector("[name=base_text]"));
  if (!field || !form || !base) return;
  const name = `draft ${form.action} ${/** @type {HTMLInputElement | null} */ (form.querySelector("[name=copy]"))?.value ?? ""}`;
  /** @param {boolean} sent */
  const keep = (sent) => sessionStorage.setItem(name, JSON.stringify({text: field.value, base: base.value, sent}));

  const held = sessionStorage.getItem(name);
  const draft = /** @type {Draft | null} */ (held && JSON.parse(held));
  const arrived = draft?.sent && page.querySelector(".notice");
  if (draft && !arrived && draft.text !== field.value) show(draft, field, base);
  else sessionStorage.removeItem(name);
  field.addEventListener("input", () => keep(false));
  form.addEventListener("submit", ({submitter}) => {
    if (!submitter?.classList.contains("preview")) keep(true);
  });
}

/** @param {Draft} draft @param {HTMLTextAreaElement} field @param {HTMLTextAreaElement} base */
function show(draft, field, base) {
  field.value = draft.text;
  base.value = draft.base;
  const box = field.closest("details");
  if (box) box.open = true;
  const said = document.createElement("p");
  said.className = "hint";
  said.setAttribute("role", "status");
  said.textContent = "What you typed before is here, not saved yet.";
  field.before(said);
}

/** Nothing of a library stays behind where its reader signed out. */
function forget() {
  for (const name of Object.keys(sessionStorage)) if (name.startsWith("draft ")) sessionStorage.removeItem(name);
}
