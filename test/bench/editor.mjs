// Usage: npm run build && node test/bench/editor.mjs
//
// How long the real ESLint language server takes from an edit to its diagnostics. The table goes into docs/guide/editors.md.
import { createServer } from "vite";

const vite = await createServer({ configFile: false, logLevel: "error", appType: "custom", server: { middlewareMode: true, hmr: false, ws: false }, optimizeDeps: { noDiscovery: true } });
try {
  const { bench } = await vite.ssrLoadModule("/test/bench/editor.ts");
  await bench();
} finally {
  await vite.close();
}
