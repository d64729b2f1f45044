import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** The command as it is built. */
export const MAIN: string = join(import.meta.dirname, "..", "..", "dist", "cli", "main.js");

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The variables that a run sees: ours, without those that it would heed. */
export function environmentOf(own: Readonly<Record<string, string>>): Readonly<Record<string, string | undefined>> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(?:NO_COLOR|FORCE_COLOR|POKAYOKE_DEBUG|GITHUB_STEP_SUMMARY|GIT_.*)$/.test(name));
  return { ...Object.fromEntries(inherited), ...own };
}

/** Runs the built command as a user does, without a terminal. */
export function run(cwd: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { cwd, encoding: "utf8", env: environmentOf(environment) });
  return { status, stdout, stderr };
}

/** Runs the user's git in a folder, with nobody's settings. @throws {Error} where git fails */
export function git(cwd: string, ...args: readonly string[]): string {
  const own = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false"];
  const { status, stdout, stderr } = spawnSync("git", [...own, ...args], { cwd, encoding: "utf8", env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" } });
  if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stdout}${stderr}`);
  return stdout;
}

/** A class with one queue that has no limit. */
export function queueOf(name: string, field = "jobs"): string {
  return `export class ${name} {
  private readonly ${field}: string[] = [];

  enqueue(job: string): void {
    this.${field}.push(job);
  }

  start(): void {
    setInterval(() => {
      const job = this.${field}.shift();
      if (job !== undefined) void fetch(job);
    }, 100);
  }
}
`;
}
