/** Whether something ran out of the call stack: the compiler is recursive, and some code is nested more deeply than that goes. */
export function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes("call stack");
}
