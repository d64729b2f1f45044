/** Preloaded with `--import`: when the process ends, writes what it has used to the file that POKAYOKE_BENCH_USAGE names. */
import { writeFileSync } from "node:fs";

const file = process.env.POKAYOKE_BENCH_USAGE;
const started = process.hrtime.bigint();

process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  const { maxRSS } = process.resourceUsage();
  const wall = Number(process.hrtime.bigint() - started) / 1e6;
  writeFileSync(file, JSON.stringify({ cpu: (user + system) / 1e3, wall, memory: maxRSS * 1024 }));
});
