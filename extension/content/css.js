// How a row looks. The page decides font and place; colours follow its theme; one line, so that nothing jumps.

/** What rows and card share: colours by theme, buttons, focus. */
export const baseCss = `
:host { all: initial !important; display: block !important; font-family: inherit !important; color-scheme: light !important; }
:host([data-theme=dark]) { color-scheme: dark !important; }
* { box-sizing: border-box; }
.bar, .card {
  --ink: light-dark(#1f2937, #e5e7eb); --soft: light-dark(#6b7280, #9ca3af); --faint: light-dark(#e5e7eb, #374151);
  --wash: light-dark(#f3f4f6, #1f2937); --paper: light-dark(#fff, #111827); --accent: light-dark(#4338ca, #a5b4fc);
  --to_read: light-dark(#4338ca, #a5b4fc); --reading: light-dark(#a34a05, #fbbf6b); --read: light-dark(#15763b, #6ee7a0);
  --dismissed: light-dark(#6b7280, #9ca3af); --bad: light-dark(#b42318, #fda29b);
}
button { all: unset; box-sizing: border-box; cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; border-radius: 6px; }
.icon { inline-size: 14px; block-size: 14px; flex: none; }
.line { fill: none; stroke: currentColor; stroke-width: 1.3; stroke-linecap: round; stroke-linejoin: round; }
.filled { fill: currentColor; }
@media (prefers-contrast: more) { .bar, .card { --soft: var(--ink); --faint: var(--ink); } }
@media (forced-colors: active) { .tag, .main, .undo { border: 1px solid ButtonBorder !important; } }
`;

export const rowCss = `${baseCss}
:host { contain: layout style !important; margin-block: 4px 0 !important; min-block-size: 26px !important; min-inline-size: 0 !important; clear: none !important; }
.bar { display: flex; flex-wrap: wrap; align-items: center; column-gap: 8px; min-block-size: 26px; font-size: 12.5px; line-height: 18px; color: var(--soft); text-align: start; }
.main { display: inline-flex; align-items: center; gap: 5px; block-size: 24px; padding-inline: 7px 9px; margin-inline-start: -1px; border-radius: 6px; white-space: nowrap; }
.save { margin-inline-start: -7px; color: var(--soft); transition: color .12s, background-color .12s; }
.save .icon { inline-size: 16px; block-size: 16px; }
:host([data-near]) .save, .save:focus-visible { color: var(--accent); }
.save:hover { background: var(--wash); color: var(--accent); }
.status { font-weight: 600; color: var(--tone); background: color-mix(in srgb, var(--tone) 10%, transparent); }
.status:hover { background: color-mix(in srgb, var(--tone) 20%, transparent); }
.to_read { --tone: var(--to_read); } .reading { --tone: var(--reading); } .read { --tone: var(--read); } .dismissed { --tone: var(--dismissed); }
.tags { display: inline-flex; gap: 4px; min-inline-size: 0; }
.tag { max-inline-size: 12em; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; padding-inline: 6px; border-radius: 4px; background: var(--wash); color: var(--ink); font-size: 12px; }
.note { flex: 1 1 14em; min-inline-size: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; color: var(--ink); font-style: italic; }
.links { display: inline-flex; gap: 2px; margin-inline-start: -5px; }
.link { padding: 3px 5px; color: inherit; text-decoration: none; border-radius: 4px; white-space: nowrap; }
.link:hover, .link:focus-visible { color: var(--accent); text-decoration: underline; }
.undo { padding: 3px 6px; margin-inline-start: 2px; border-radius: 4px; color: var(--accent); font-weight: 600; }
.undo:hover { background: var(--wash); }
.waiting { display: inline-flex; animation: appear .2s 4s both; } @keyframes appear { from { opacity: 0; } }
.refused, .trouble { display: inline-flex; gap: 4px; align-items: center; color: var(--bad); }
@media (prefers-reduced-motion: reduce) { .save { transition: none; } .waiting { animation-duration: 1ms; } }
@media print { :host { display: none !important; } }
`;
