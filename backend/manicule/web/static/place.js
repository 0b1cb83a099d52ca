// After an edit the page comes anew: it stands where it stood, the focus is where it was, and what was done is read out.

const KEPT = "place";
const FRESH = 20_000; // ms

/** @param {Document} page */
export function keepPlace(page) {
  const held = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  const said = page.querySelector(".notice p");
  if (held && said) {
    goBack(page, JSON.parse(held));
    tell(said);
  }
  page.addEventListener("submit", ({target, submitter, defaultPrevented}) => {
    if (defaultPrevented || !(submitter instanceof HTMLButtonElement) || /** @type {HTMLFormElement} */ (target).method !== "post") return;
    const place = {path: location.pathname, at: Date.now(), top: scrollY, action: submitter.formAction, name: submitter.name, value: submitter.value};
    sessionStorage.setItem(KEPT, JSON.stringify(place));
  });
}

/** @param {Document} page @param {{path: string, at: number, top: number, action: string, name: string, value: string}} was */
function goBack(page, was) {
  if (was.path !== location.pathname || Date.now() - was.at > FRESH) return;
  scrollTo({top: was.top, behavior: "instant"});
  const buttons = [...page.querySelectorAll("button")].filter(({form}) => form).filter(({formAction}) => formAction === was.action);
  const same = buttons.find(({name, value}) => name === was.name && value === was.value);
  const next = same ?? /** @type {HTMLElement | null} */ (buttons[0]?.closest("details")?.querySelector("summary")) ?? buttons[0];
  (shown(next) ? next : /** @type {HTMLElement | null} */ (next?.closest("details")?.querySelector("summary")))?.focus({preventScroll: true});
}

/** @param {HTMLElement | null | undefined} node */
function shown(node) {
  return Boolean(node?.getClientRects().length);
}

/** What stood in a live region when the page came is not read out: it is put there once more. @param {Element} said */
function tell(said) {
  const words = said.textContent;
  said.textContent = "";
  setTimeout(() => { said.textContent = words; }, 100);
}
