/** Which table of the engines says what a statement takes after WITH. */
import { useSchemas } from '../engines/data/use-attributes.ts'
import type { Engine, Estimator, Schema } from '../engines/engine.ts'
import { engines } from '../engines/table.ts'
import type { AttributesOf } from './statement.ts'

/** For a model whose engine is not known: what any of them takes. */
const anyEngine = useSchemas({
  names: Object.values(engines).flatMap(({ metrics }) => metrics),
})

/**
 * @param engine of the model that the statement uses
 * @param estimator that it trains
 */
export function attributeSchema(
  source: AttributesOf,
  engine: Engine | undefined,
  estimator?: Estimator,
): Schema | undefined {
  switch (source.of) {
    case 'estimator':
      return estimator?.train
    case 'model':
      return engine?.uses[source.verb] ?? anyEngine[source.verb]
    case 'verb':
      return source.schema
  }
}
