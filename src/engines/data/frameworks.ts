/** Frameworks that are known by the beginning of their estimators' names, and that no engine of ours runs. */
const frameworks: Readonly<Record<string, string>> = {
  catboost: 'CatBoost',
  lightgbm: 'LightGBM',
  prophet: 'Prophet',
  sklearn: 'scikit-learn',
  torch: 'PyTorch',
}

/** Whose estimator `lightgbm.LGBMClassifier` is; nothing for one that may be anybody's. */
export function frameworkOf(estimator: string): string | undefined {
  const [name = '', more] = estimator.toLowerCase().split('.', 2)
  return more !== undefined && Object.hasOwn(frameworks, name) ? frameworks[name] : undefined
}
