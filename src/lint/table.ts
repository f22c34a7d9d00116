/** Every rule of the linter. */
import type { Rule } from './rule.ts'
import { accidentalCrossJoin } from './rules/accidental-cross-join.ts'
import { commitWithoutBegin } from './rules/commit-without-begin.ts'
import { comparedWithNull } from './rules/compared-with-null.ts'
import { continuedDifferently } from './rules/continued-differently.ts'
import { createdTwice } from './rules/created-twice.ts'
import { droppedBeforeCreated } from './rules/dropped-before-created.ts'
import { droppedTwice } from './rules/dropped-twice.ts'
import { evaluatedOnTrainingData } from './rules/evaluated-on-training-data.ts'
import { fractionAsClass } from './rules/fraction-as-class.ts'
import { groupByMissing } from './rules/group-by-missing.ts'
import { ignoredWithoutReason } from './rules/ignored-without-reason.ts'
import { imageCanChange } from './rules/image-can-change.ts'
import { insertCount } from './rules/insert-count.ts'
import { keyAsFeature } from './rules/key-as-feature.ts'
import { labelAmongColumns } from './rules/label-among-columns.ts'
import { labelLeaks } from './rules/label-leaks.ts'
import { measuredAgainstFeature } from './rules/measured-against-feature.ts'
import { metricOfOtherKind } from './rules/metric-of-other-kind.ts'
import { missingColumn } from './rules/missing-column.ts'
import { missingFeature } from './rules/missing-feature.ts'
import { modelLost } from './rules/model-lost.ts'
import { modelMisspelt } from './rules/model-misspelt.ts'
import { modelNotInLock } from './rules/model-not-in-lock.ts'
import { modelTrainedTwice } from './rules/model-trained-twice.ts'
import { nullInNotIn } from './rules/null-in-not-in.ts'
import { objectiveOfOtherKind } from './rules/objective-of-other-kind.ts'
import { repeatedColumn } from './rules/repeated-column.ts'
import { repeatedInsert } from './rules/repeated-insert.ts'
import { resultHidesColumn } from './rules/result-hides-column.ts'
import { resultLost } from './rules/result-lost.ts'
import { resultReplacesInput } from './rules/result-replaces-input.ts'
import { rowsNeverRead } from './rules/rows-never-read.ts'
import { secretInSql } from './rules/secret-in-sql.ts'
import { splitDrawnTwice } from './rules/split-drawn-twice.ts'
import { starForTraining } from './rules/star-for-training.ts'
import { stoppingWithoutValidation } from './rules/stopping-without-validation.ts'
import { trainedOnPredictions } from './rules/trained-on-predictions.ts'
import { transactionLeftOpen } from './rules/transaction-left-open.ts'
import { unboundedChange } from './rules/unbounded-change.ts'
import { unionColumns } from './rules/union-columns.ts'
import { unknownIgnoredCode } from './rules/unknown-ignored-code.ts'
import { unorderedLimit } from './rules/unordered-limit.ts'
import { unseededSampling } from './rules/unseeded-sampling.ts'
import { unusedIgnore } from './rules/unused-ignore.ts'
import { usedAfterDrop } from './rules/used-after-drop.ts'
import { usedBeforeCreated } from './rules/used-before-created.ts'
import { validatedOnTrainingData } from './rules/validated-on-training-data.ts'
import { variableNeverSet } from './rules/variable-never-set.ts'

export const rules: readonly Rule[] = [
  labelAmongColumns,
  missingFeature,
  missingColumn,
  fractionAsClass,
  resultHidesColumn,
  repeatedColumn,
  keyAsFeature,
  modelTrainedTwice,
  modelLost,
  modelMisspelt,
  continuedDifferently,
  evaluatedOnTrainingData,
  validatedOnTrainingData,
  trainedOnPredictions,
  starForTraining,
  unorderedLimit,
  unseededSampling,
  splitDrawnTwice,
  imageCanChange,
  metricOfOtherKind,
  modelNotInLock,
  measuredAgainstFeature,
  objectiveOfOtherKind,
  labelLeaks,
  stoppingWithoutValidation,
  unusedIgnore,
  unknownIgnoredCode,
  ignoredWithoutReason,
  resultReplacesInput,
  resultLost,
  rowsNeverRead,
  usedAfterDrop,
  usedBeforeCreated,
  createdTwice,
  droppedTwice,
  droppedBeforeCreated,
  transactionLeftOpen,
  commitWithoutBegin,
  variableNeverSet,
  secretInSql,
  unboundedChange,
  accidentalCrossJoin,
  comparedWithNull,
  nullInNotIn,
  insertCount,
  unionColumns,
  groupByMissing,
  repeatedInsert,
]
