// Generated from requirements/ by `npm run generate`. Not edited by hand.

/** What pip is told to install, by what needs it. */
export const requirements = {
  base: ['PyMySQL==1.2.4', 'cryptography==50.0.2'],
  optimize: ['Pyomo==6.10.1', 'highspy==1.15.1'],
  oss: ['oss2==2.19.1'],
  tensorflow: ['tensorflow==2.21.0', 'keras==3.15.1', 'numpy==2.4.6', 'matplotlib==3.11.2'],
  xgboost: ['xgboost==3.2.0', 'numpy==2.4.6', 'matplotlib==3.11.2'],
} as const

export type RequirementList = keyof typeof requirements
