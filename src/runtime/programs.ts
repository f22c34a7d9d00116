/** The programs that a step can run: where each begins. The compiler chooses one from the statement and the model's engine. */

export const programs = {
  sql: { module: 'programs.sql', function: 'run_sql' },
  optimize: { module: 'optimize.run', function: 'run_optimize' },
  run: { module: 'programs.to_run', function: 'run_to_run' },
  'show-train': { module: 'programs.show_train', function: 'run_show_train' },
  'tensorflow.train': { module: 'engines.tensorflow.train', function: 'run_train' },
  'tensorflow.predict': { module: 'engines.tensorflow.predict', function: 'run_predict' },
  'tensorflow.evaluate': { module: 'engines.tensorflow.evaluate', function: 'run_evaluate' },
  'tensorflow.explain': { module: 'engines.tensorflow.explain', function: 'run_explain' },
  'xgboost.train': { module: 'engines.xgboost.train', function: 'run_train' },
  'xgboost.predict': { module: 'engines.xgboost.predict', function: 'run_predict' },
  'xgboost.evaluate': { module: 'engines.xgboost.evaluate', function: 'run_evaluate' },
  'xgboost.explain': { module: 'engines.xgboost.explain', function: 'run_explain' },
} as const

export type ProgramName = keyof typeof programs
