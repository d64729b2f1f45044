/** How the page looks, on light and dark screens, on narrow ones, and on paper. */
export const STYLE: string = `:root { color-scheme: light dark; --line: #d0d7de; --soft: #57606a; --mark: #ffd8b5; --back: #f6f8fa; --warn: #9a6700; }
@media (prefers-color-scheme: dark) { :root { --line: #3d444d; --soft: #9198a1; --mark: #6e3b12; --back: #151b23; --warn: #d29922; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin: 0; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 0; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.5rem 0 0; overflow-wrap: anywhere; }
p { margin: 0.3rem 0; }
small, header p, .in, td:first-child, td:last-child { color: var(--soft); }
small { font-weight: normal; }
.warn { color: var(--warn); }
code { font: 0.875em/1.5 ui-monospace, monospace; }
article { break-inside: avoid; }
table { border-collapse: collapse; background: var(--back); border: 1px solid var(--line); margin: 0.5rem 0; width: 100%; display: block; overflow-x: auto; }
td { padding: 0 0.75rem; vertical-align: top; }
td:first-child { text-align: right; user-select: none; font: 0.875em/1.7 ui-monospace, monospace; }
td:nth-child(2) { white-space: pre; tab-size: 4; width: 100%; }
td:last-child { white-space: nowrap; font-size: 0.875em; }
mark { background: var(--mark); color: inherit; border-radius: 2px; }
.subject td:first-child { font-weight: bold; color: inherit; }
`;
