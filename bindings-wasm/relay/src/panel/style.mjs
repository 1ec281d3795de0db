// @ts-check
// The panel's looks: the console's ink and brass, in a shadow root of its own.

export const STYLE = `
:host { all: initial; }
* { box-sizing: border-box; }
.root {
  --ground: #171a22; --raised: #1e222c; --field: #0c0e13; --line: #323846; --line-strong: #5a6277;
  --text: #eceae4; --soft: #a9adb8; --accent: #e2b053; --accent-strong: #f0c470; --on-accent: #1d1505;
  --live: #6cc793; --bad: #f0727f; --secret: #b3a8d8;
  color-scheme: dark; color: var(--text);
  font: 400 14px/1.45 "Inter", "Segoe UI", system-ui, -apple-system, "Noto Sans", "Liberation Sans", sans-serif;
}
.root.floating { position: fixed; left: 16px; bottom: 16px; z-index: 2147483000; display: flex; flex-direction: column-reverse; align-items: flex-start; gap: 10px; }
.lamp {
  position: relative; width: 44px; height: 44px; padding: 0; border: 1px solid var(--line); border-radius: 50%;
  background: var(--ground); cursor: pointer; display: grid; place-items: center; box-shadow: 0 6px 18px -8px rgba(0, 0, 0, .7);
}
.lamp:hover { border-color: var(--accent); }
.lamp svg { width: 24px; height: 24px; }
.lamp::after { content: ""; position: absolute; right: 0; bottom: 0; width: 12px; height: 12px; border-radius: 50%; border: 2px solid var(--ground); background: var(--soft); }
.lamp[data-tone=good]::after, .dot[data-tone=good] { background: var(--live); }
.lamp[data-tone=busy]::after, .dot[data-tone=busy] { background: var(--accent); }
.lamp[data-tone=bad]::after, .dot[data-tone=bad] { background: var(--bad); }
.panel { width: 340px; max-width: calc(100vw - 32px); max-height: calc(100vh - 96px); overflow: auto; background: var(--ground); border: 1px solid var(--line); border-radius: 12px; box-shadow: 0 18px 48px -16px rgba(0, 0, 0, .8); }
.root.inset .panel { width: 100%; max-width: none; max-height: none; border: 0; border-radius: 0; box-shadow: none; }
header { display: flex; align-items: center; gap: 10px; padding: 12px 14px; border-bottom: 1px solid var(--line); }
header svg { width: 26px; height: 26px; flex: none; }
header strong { display: block; font-size: 15px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
header small { color: var(--soft); font-size: 12px; }
header > div { min-width: 0; flex: 1; }
.close { border: 0; background: none; color: var(--soft); font: inherit; font-size: 20px; line-height: 1; padding: 4px 8px; border-radius: 6px; cursor: pointer; }
.close:hover { color: var(--text); background: var(--raised); }
.body { padding: 14px; display: grid; gap: 12px; }
p { margin: 0; } .soft { color: var(--soft); font-size: 13px; }
label { display: grid; gap: 4px; font-size: 13px; color: var(--soft); }
input, select { width: 100%; font: inherit; color: var(--text); background: var(--field); border: 1px solid var(--line-strong); border-radius: 6px; padding: 8px 10px; }
button.main, a.main, button.quiet { font: inherit; font-weight: 600; border-radius: 6px; padding: 9px 14px; cursor: pointer; text-align: center; text-decoration: none; }
button.main, a.main { color: var(--on-accent); background: var(--accent); border: 1px solid var(--accent); }
button.main:hover, a.main:hover { background: var(--accent-strong); }
button.quiet { color: var(--text); background: none; border: 1px solid var(--line-strong); font-weight: 500; }
button.quiet:hover { background: var(--raised); }
:focus-visible { outline: 2px solid var(--accent-strong); outline-offset: 2px; } .panel:focus-visible { outline: none; }
.row { display: flex; gap: 8px; flex-wrap: wrap; } .row > * { flex: 1; }
.code { font: 700 34px/1 "Iowan Old Style", "Palatino Linotype", Georgia, serif; letter-spacing: 5px; color: var(--accent-strong); text-align: center; padding: 14px 0 12px; background: var(--field); border: 1px solid var(--line); border-radius: 8px; }
.offer { display: grid; grid-template-columns: 1fr 104px; gap: 12px; align-items: center; }
.offer img { width: 104px; height: 104px; padding: 6px; background: #fff; border-radius: 8px; }
ol { margin: 0; padding-left: 20px; font-size: 13px; color: var(--soft); display: grid; gap: 2px; }
.state { display: flex; align-items: center; gap: 8px; font-weight: 600; }
.dot { width: 10px; height: 10px; border-radius: 50%; background: var(--soft); flex: none; }
dl { margin: 0; display: grid; grid-template-columns: 1fr auto; gap: 4px 12px; font-size: 13px; } dt { color: var(--soft); } dd { margin: 0; font-variant-numeric: tabular-nums; font-weight: 600; }
.note { font-size: 13px; padding: 8px 10px; border-radius: 6px; background: var(--raised); border-left: 3px solid var(--accent); }
.note.bad { border-color: var(--bad); } .note.secret { border-color: var(--secret); }
hr { border: 0; border-top: 1px solid var(--line); margin: 0; width: 100%; }
[hidden] { display: none !important; }
@media (prefers-reduced-motion: no-preference) { .dot[data-tone=busy], .lamp[data-tone=busy]::after { animation: beat 1.6s ease-in-out infinite; } @keyframes beat { 50% { opacity: .35; } } }
`;
