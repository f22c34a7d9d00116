/** Ends of a run that are no fault of the program: they have exit codes of their own. */

export const exitCodes = { fine: 0, problems: 1, usage: 2, environment: 3 } as const

/** A file, a store or the network failed; its message is for users. */
export class EnvironmentError extends Error {}

/** What was asked for is not there, or is wrong; the message is for users. */
export class ProblemError extends Error {}

/** The command was called in a way that it can't be called; its message is for users. */
export class UsageError extends Error {}
