/** A mistake in how the command line was called. Its message is for the person who called it. */
export class UsageError extends Error {}
