/** Programs that share an archive: those of one engine; any other program stands alone. */
import type { ProgramName } from './programs.ts'

type FamilyOf<Name> = Name extends `${infer Engine}.${string}` ? Engine : Name

export type Family = FamilyOf<ProgramName>

/** `xgboost.train` → `xgboost`, `sql` → `sql` */
export function familyOf<Name extends string>(name: Name): FamilyOf<Name> {
  return name.split('.', 1)[0] as FamilyOf<Name>
}
