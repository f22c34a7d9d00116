/** The checks of a whole program: each statement with what is known of the model it uses. */

import type { Report } from '../diagnostics/diagnostic.ts'
import type { Models, ModelUse } from '../effects/models.ts'
import { engineOf } from '../engines/table.ts'
import type { Program, Statement } from '../syntax/ast.ts'
import { checkStatement } from './check.ts'
import { checkImage } from './image.ts'

/** What is wrong with one statement, which uses a model or none. */
export function checkAlone(statement: Statement, use: ModelUse | undefined, report: Report): void {
  checkStatement(
    statement,
    {
      fromProgram: use?.from !== 'store',
      ...(use ? { engine: use.metadata.engine, metadata: use.metadata } : {}),
    },
    report,
  )
  checkImage(statement, use, report)
}

/** @param check what finds the mistakes of a statement: an editor knows most of them from before */
export function checkProgram(program: Program, models: Models, report: Report, check = checkAlone): void {
  program.statements.forEach((statement, index) => {
    const use = models.uses[index]
    check(statement, use, report)
    if (statement.kind !== 'train' || !use || use.metadata.engine === engineOf(statement.estimator.name))
      return
    const producer = use.producer === undefined ? undefined : program.statements[use.producer]
    report({
      name: 'engine-mismatch',
      message: `\`${statement.estimator.name}\` is of the engine ${engineOf(statement.estimator.name)} and can't continue from \`${use.model}\`, a ${use.metadata.engine} model`,
      span: statement.pretrained?.span ?? statement.estimator.span,
      labels:
        producer?.kind === 'train'
          ? [{ span: producer.estimator.span, message: `trained with ${use.metadata.estimator} here` }]
          : [],
      help: 'continue with an estimator of the same engine, or leave USING out to train from the beginning',
    })
  })
}
