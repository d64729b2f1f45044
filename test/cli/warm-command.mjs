/**
 * The built command, run again and again in one process: what Node.js starts from is evaluated anew for each run, all that it loads stays loaded. What a run prints is kept and
 * handed back with its exit code.
 */
import process from "node:process";

const MAIN = new URL("../../dist/cli/main.js", import.meta.url).href;
let runs = 0;

for (const stream of [process.stdout, process.stderr]) stream.setMaxListeners(0);

/** Takes what is written to a stream; the function that it returns tells it all, and lets the stream go. */
function listen(stream) {
  const chunks = [];
  const { write } = stream;
  stream.write = (chunk, encoding, done) => {
    chunks.push(typeof chunk === "string" ? Buffer.from(chunk, typeof encoding === "string" ? encoding : "utf8") : Buffer.from(chunk));
    const called = typeof encoding === "function" ? encoding : done;
    if (called !== undefined) process.nextTick(called);
    return true;
  };
  return () => {
    stream.write = write;
    return Buffer.concat(chunks).toString();
  };
}

process.on("message", async ({ cwd, args, env }) => {
  process.chdir(cwd);
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
  process.argv = [process.execPath, MAIN, ...args];
  process.exitCode = undefined;
  const [stdout, stderr] = [listen(process.stdout), listen(process.stderr)];
  let thrown = "";
  try {
    await import(`${MAIN}?run=${String(++runs)}`);
  } catch (error) {
    thrown = String(error?.stack ?? error);
    process.exitCode = 1;
  }
  const answer = { status: process.exitCode ?? 0, stdout: stdout(), stderr: stderr() + thrown };
  process.exitCode = undefined;
  process.send(answer);
});
