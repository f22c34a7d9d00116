/** The programs that a step can run: where each begins. The compiler chooses one from the statement and the model's engine. */

export const programs = {
  sql: { module: 'sql_step', function: 'run_sql' },
  optimize: { module: 'optimize', function: 'run_optimize' },
  run: { module: 'to_run', function: 'run_to_run' },
  'show-train': { module: 'show_train', function: 'run_show_train' },
  'tensorflow.train': { module: 'tensorflow_train', function: 'run_train' },
  'tensorflow.predict': { module: 'tensorflow_predict', function: 'run_predict' },
  'tensorflow.evaluate': { module: 'tensorflow_evaluate', function: 'run_evaluate' },
  'tensorflow.explain': { module: 'tensorflow_explain', function: 'run_explain' },
  'xgboost.train': { module: 'xgboost_train', function: 'run_train' },
  'xgboost.predict': { module: 'xgboost_predict', function: 'run_predict' },
  'xgboost.evaluate': { module: 'xgboost_evaluate', function: 'run_evaluate' },
  'xgboost.explain': { module: 'xgboost_explain', function: 'run_explain' },
} as const

export type ProgramName = keyof typeof programs

/** A name from outside may be that of another release. */
export function isProgramName(name: string): name is ProgramName {
  return Object.hasOwn(programs, name)
}
