/** The programs that a step can run: where each begins. The compiler chooses one from the statement and the model's engine. */

export const programs = {
  sql: { module: 'sql_step', function: 'run_sql' },
  optimize: { module: 'optimize', function: 'run_optimize' },
  run: { module: 'to_run', function: 'run_to_run' },
  'show-train': { module: 'show_train', function: 'run_show_train' },
} as const

export type ProgramName = keyof typeof programs
