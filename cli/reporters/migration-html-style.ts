/** How the page of a migration looks, in light and in dark, on a screen and on paper. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b2430; --quiet: #5b6775; --paper: #fff; --panel: #f5f7f9; --rule: #d8dee5; --green: #1a7f4b; --green-bg: #e3f6ea; --red: #b3261e; --red-bg: #fdeceb; --blue: #1c5fb8; --blue-bg: #e6f0fc; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e9ef; --quiet: #9aa7b5; --paper: #12171d; --panel: #1a2129; --rule: #2f3a46; --green: #6fd39a; --green-bg: #12351f; --red: #ff9d95; --red-bg: #43191a; --blue: #86b8ff; --blue-bg: #15294a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1400px; padding: 1.5rem; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
h1 { margin: 0 0 .3rem; font-size: 1.6rem; } h2 { margin: 2rem 0 .5rem; font-size: 1.2rem; border-bottom: 1px solid var(--rule); padding-bottom: .3rem; }
p { margin: .3rem 0; } .lead { font-size: 1.1rem; } .quiet, footer { color: var(--quiet); } footer { margin-top: 2rem; font-size: .85rem; }
a { color: var(--blue); } code { font: .92em ui-monospace, monospace; }
table.summary { border-collapse: collapse; margin: .6rem 0 1.2rem; } .summary th, .summary td { border-bottom: 1px solid var(--rule); padding: .3rem .9rem .3rem 0; text-align: left; vertical-align: top; } .summary th { color: var(--quiet); font-weight: 600; }
.laws { display: flex; flex-wrap: wrap; gap: .3rem 1.6rem; margin: 0; font-size: .9rem; } .laws div { display: flex; gap: .5rem; } .laws dt { font-weight: 600; } .laws dd { margin: 0; color: var(--quiet); }
.file { border: 1px solid var(--rule); border-radius: 6px; margin: .8rem 0; overflow: hidden; } .file > summary { background: var(--panel); padding: .5rem .8rem; cursor: pointer; overflow-wrap: anywhere; }
.badge { display: inline-block; border-radius: 1rem; padding: 0 .6rem; margin-left: .5rem; font-size: .82rem; } .done, .new { background: var(--green-bg); color: var(--green); } .refused { background: var(--red-bg); color: var(--red); }
.findings { list-style: none; margin: 0; padding: 0; } .findings li { padding: .6rem .8rem; border-top: 1px solid var(--rule); } .line { color: var(--quiet); } .why { color: var(--red); } .choice + .choice { margin-left: .8rem; }
.law { display: inline-block; border: 1px solid var(--rule); border-radius: 4px; padding: 0 .4rem; font-size: .82rem; } .law.holds { color: var(--green); } .law.broken { color: var(--red); border-color: var(--red); } .law.open { color: var(--quiet); }
.scroll { overflow-x: auto; border-top: 1px solid var(--rule); } table.diff { border-collapse: collapse; width: 100%; table-layout: fixed; font: 12.5px/1.45 ui-monospace, monospace; } col.number { width: 3.6rem; }
.diff th { text-align: left; padding: .2rem .6rem; color: var(--quiet); font-weight: 600; background: var(--panel); } .diff td { padding: 0 .5rem; white-space: pre-wrap; overflow-wrap: anywhere; vertical-align: top; tab-size: 4; }
.diff td.number { color: var(--quiet); text-align: right; user-select: none; } .diff td.number:nth-child(3) { border-left: 1px solid var(--rule); } .diff tbody + tbody { border-top: 6px double var(--rule); }
.removed { background: var(--red-bg); } .inserted { background: var(--green-bg); } .none { background: var(--panel); }
@media print { body { max-width: none; } .file { break-inside: avoid-page; } }
`;
