/** Every rule of the linter. */
import type { Rule } from './rule.ts'
import { continuedDifferently } from './rules/continued-differently.ts'
import { evaluatedOnTrainingData } from './rules/evaluated-on-training-data.ts'
import { fractionAsClass } from './rules/fraction-as-class.ts'
import { ignoredWithoutReason } from './rules/ignored-without-reason.ts'
import { imageCanChange } from './rules/image-can-change.ts'
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
import { objectiveOfOtherKind } from './rules/objective-of-other-kind.ts'
import { repeatedColumn } from './rules/repeated-column.ts'
import { resultHidesColumn } from './rules/result-hides-column.ts'
import { splitDrawnTwice } from './rules/split-drawn-twice.ts'
import { starForTraining } from './rules/star-for-training.ts'
import { stoppingWithoutValidation } from './rules/stopping-without-validation.ts'
import { trainedOnPredictions } from './rules/trained-on-predictions.ts'
import { unknownIgnoredCode } from './rules/unknown-ignored-code.ts'
import { unorderedLimit } from './rules/unordered-limit.ts'
import { unseededSampling } from './rules/unseeded-sampling.ts'
import { unusedIgnore } from './rules/unused-ignore.ts'
import { validatedOnTrainingData } from './rules/validated-on-training-data.ts'

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
]
