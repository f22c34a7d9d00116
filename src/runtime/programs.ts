/** The programs that a step can run. The compiler chooses one from the statement and the model's engine. */
import { engineNames } from '../engines/engine.ts'
import type { ProgramName } from '../plan/plan.ts'

export const programNames: readonly ProgramName[] = [
  'sql',
  'optimize',
  'run',
  'show-train',
  ...engineNames.flatMap((engine) =>
    (['train', 'predict', 'evaluate', 'explain'] as const).map((verb) => `${engine}.${verb}` as const),
  ),
]

/** The Python module whose `run` does it: `xgboost.train` is engines/xgboost/train.py. */
export function moduleOf(program: ProgramName): string {
  return program.includes('.') ? `engines.${program}` : `programs.${program.replaceAll('-', '_')}`
}
