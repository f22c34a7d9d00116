// Generated from sqlflow_step/ by `npm run generate`. Not edited by hand.

/** What steps can run: by its name the Python module whose `run` does it. */
export const programs = {
  optimize: 'programs.optimize',
  run: 'programs.run',
  'show-train': 'programs.show_train',
  sql: 'programs.sql',
  'tensorflow.evaluate': 'engines.tensorflow.evaluate',
  'tensorflow.explain': 'engines.tensorflow.explain',
  'tensorflow.predict': 'engines.tensorflow.predict',
  'tensorflow.train': 'engines.tensorflow.train',
  'xgboost.evaluate': 'engines.xgboost.evaluate',
  'xgboost.explain': 'engines.xgboost.explain',
  'xgboost.predict': 'engines.xgboost.predict',
  'xgboost.train': 'engines.xgboost.train',
} as const

export type ProgramName = keyof typeof programs
