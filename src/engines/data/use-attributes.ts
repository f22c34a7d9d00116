/** Attributes of PREDICT, EVALUATE and EXPLAIN: the same for all engines but for the metrics. */
import type { AttributeTable, MetricSet, Schema, UseVerb } from '../engine.ts'

const predictAttributes: AttributeTable = {
  'predict.extra_outputs': {
    type: 'names',
    doc: 'Further outputs of the model to write into columns of these names.',
  },
  'predict.num_workers': { type: 'int', min: 1, default: 1, doc: 'Machines that predict together.' },
  'predict.batch_size': { type: 'int', min: 1, doc: 'Rows that are predicted at once.' },
}

const evaluateAttributes: AttributeTable = {
  'validation.steps': { type: 'int', min: 1, doc: 'Batches to look at; all when absent.' },
  'validation.batch_size': { type: 'int', min: 1, default: 1, doc: 'Rows of one batch.' },
  'validation.verbose': {
    type: 'int',
    min: 0,
    max: 2,
    default: 0,
    doc: 'What is printed: 0 nothing, 1 the progress, 2 one line.',
  },
}

const explainAttributes: AttributeTable = {
  'summary.plot_type': {
    type: 'string',
    values: ['dot', 'bar', 'violin', 'layered_violin', 'compact_dot', 'decision'],
    doc: 'The kind of picture.',
  },
  'summary.alpha': { type: 'float', min: 0, max: 1, doc: 'How opaque the dots are.' },
  'summary.sort': { type: 'bool', default: true, doc: 'The most important features first.' },
  'summary.max_display': { type: 'int', min: 1, default: 20, doc: 'How many features the picture shows.' },
  'summary.title': { type: 'string', doc: 'A title above the picture.' },
  label_col: {
    type: 'string',
    doc: 'The column of the SELECT that holds the label, so that it is no feature.',
  },
  label_column: {
    type: 'string',
    sameAs: 'label_col',
    doc: 'The column that holds the label; another name of `label_col`.',
  },
}

/** The three schemas, with the metrics that can be computed for an engine's models. */
export function useSchemas(metrics: MetricSet): {
  readonly [V in UseVerb]: Schema
} {
  const closed = { open: [], families: [] }
  return {
    predict: { attributes: predictAttributes, ...closed },
    evaluate: {
      attributes: {
        'validation.metrics': {
          type: 'names',
          metrics,
          doc: 'Metrics to compute, separated by commas; one column each.',
        },
        ...evaluateAttributes,
      },
      ...closed,
    },
    explain: {
      attributes: explainAttributes,
      open: [
        {
          prefix: 'summary.',
          doc: 'An argument of the function of SHAP that draws the picture.',
        },
      ],
      families: [],
    },
  }
}
