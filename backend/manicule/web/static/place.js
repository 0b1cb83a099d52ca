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
    const place = {path: location.pathname, at: Date.now(), top: height(submitter), action: submitter.formAction, name: submitter.name, value: submitter.value};
    sessionStorage.setItem(KEPT, JSON.stringify(place));
  });
}

/** @param {Document} page @param {{path: string, at: number, top: number, action: string, name: string, value: string}} was */
function goBack(page, was) {
  if (was.path !== location.pathname || Date.now() - was.at > FRESH) return;
  const buttons = [...page.querySelectorAll("button")].filter(({form, formAction}) => form && formAction === was.action);
  const same = buttons.find(({name, value}) => name === was.name && value === was.value) ?? buttons[0];
  if (!same) return;
  scrollBy({top: height(same) - was.top, behavior: "instant"});
  (same.closest("details:not([open])")?.querySelector("summary") ?? same).focus({preventScroll: true});
}

/** How far below the window's upper edge that stands which the button belongs to. @param {HTMLElement} button */
function height(button) {
  return (button.closest("li, section") ?? button).getBoundingClientRect().top;
}

/** What stood in a live region when the page came is not read out: it is put there once more. @param {Element} said */
function tell(said) {
  const words = said.textContent;
  said.textContent = "";
  setTimeout(() => { said.textContent = words; }, 100);
}
