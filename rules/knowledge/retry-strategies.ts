import type { Declared } from "./declared.ts";

/** Members of client options that are called with the number of the attempt and return the delay in milliseconds. */
export interface Strategy extends Declared {
  /** The number of the first failure. */
  readonly first: 0 | 1;
  /** The member of the first argument that holds the number, if it is not the argument itself. */
  readonly within?: string;
  /** Another option limits the attempts. Without one these clients go on for good. */
  readonly isLimited?: true;
}

export const STRATEGIES: readonly Strategy[] = [
  { package: "ioredis", version: "6.0.0", names: ["retryStrategy", "clusterRetryStrategy", "sentinelRetryStrategy"], first: 1 },
  { package: "@redis/client", version: "5.12.1", names: ["reconnectStrategy"], first: 1 },
  // redis 3
  { package: "@types/redis", version: "2.8.32", names: ["retry_strategy"], first: 1, within: "attempt" },
  { package: "bullmq", version: "5.81.5", names: ["backoffStrategy"], first: 1, isLimited: true },
  { package: "aws-sdk", version: "2.1693.0", names: ["customBackoff"], first: 0, isLimited: true },
];

export const STRATEGY_OF: ReadonlyMap<string, Strategy> = new Map(STRATEGIES.flatMap((strategy) => strategy.names.map((name) => [name, strategy])));
