/** Estimators behind TO TRAIN, alone or behind an image. */
import { engines } from '../../engines/table.ts'
import type { Offer } from './offers.ts'

const lines: Readonly<Record<string, string>> = {
  'xgboost.gbtree': 'Boosted trees, with an objective of choice.',
  'xgboost.gblinear': 'Boosted linear models, with an objective of choice.',
  'xgboost.dart': 'Boosted trees that drop out at random, with an objective of choice.',
  XGBClassifier: 'Boosted trees that tell classes apart.',
  XGBRegressor: 'Boosted trees that predict a number.',
  XGBRFClassifier: 'A random forest that tells classes apart.',
  XGBRFRegressor: 'A random forest that predicts a number.',
  XGBRanker: 'Boosted trees that put the rows of a query in order.',
  DNNClassifier: 'A deep neural network that tells classes apart.',
  DNNRegressor: 'A deep neural network that predicts a number.',
  LinearClassifier: 'A linear model that tells classes apart.',
  LinearRegressor: 'A linear model that predicts a number.',
  DNNLinearCombinedClassifier: 'A linear and a deep part together (wide and deep) that tell classes apart.',
  DNNLinearCombinedRegressor: 'A linear and a deep part together (wide and deep) that predict a number.',
  KMeans: 'Clusters of rows that are like each other, on PAI.',
  RandomForests: 'A random forest on PAI.',
}

/** @param typed with an image before its last slash, the estimators are offered behind that image */
export function estimatorOffers(typed: string, images: readonly string[]): Offer[] {
  const slash = typed.lastIndexOf('/')
  const image = slash < 0 ? '' : typed.slice(0, slash + 1)
  const named = Object.values(engines).flatMap((engine) =>
    engine.estimators.map((name): Offer => {
      const line = lines[name] ?? ''
      return {
        label: image + name,
        kind: 'estimator',
        detail: engine.estimator(name)?.owner ?? engine.title,
        documentation: line,
        rank: 1,
      }
    }),
  )
  const behind = images.map(
    (name): Offer => ({
      label: `${name}/`,
      kind: 'image',
      detail: 'image of this program',
      rank: image === '' ? 2 : 3,
    }),
  )
  return [...named, ...behind]
}
