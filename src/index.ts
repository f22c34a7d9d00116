/**
 * The library. It gives what the command gives, as data: no I/O of its own beyond the host it is
 * handed, and no exception for a problem in a program.
 *
 * @example
 * import { compile, MemoryStore } from 'sqlflowc'
 * const { yaml, diagnostics } = await compile(text, { path: 'daily.sql' }, { store: new MemoryStore(models) })
 */

export { type Analysis, type AnalyzeOptions, analyze } from './analyze.ts'
export {
  type CompileOptions,
  type CompileResult,
  type CompilerHost,
  compile,
  externals,
  type PlanResult,
  plan,
} from './compile.ts'
export { defaultSettings, type Settings } from './config/settings.ts'
export type { Diagnostic, Severity } from './diagnostics/diagnostic.ts'
export { type Location, Source, type Span } from './diagnostics/source.ts'
export type { DialectName } from './dialects/table.ts'
export type { Effects, TableChange } from './effects/effects.ts'
export type { Link, Links } from './effects/links.ts'
export type { ModelUse } from './effects/models.ts'
export { type Access, type Resource, type ResourceKind, resourceText } from './effects/resource.ts'
export type { EngineName } from './engines/table.ts'
export type { Edge, Graph, Reason, ReasonKind } from './graph/graph.ts'
export { toGraphlib } from './graph/graphlib.ts'
export type { LintSurroundings } from './lint/context.ts'
export { type LintResult, lint } from './lint/lint.ts'
export type { Json } from './metadata/json.ts'
export type { Lock, PinnedModel } from './metadata/lock.ts'
export { type Column, type Metadata, metadataVersion } from './metadata/metadata.ts'
export type { Plan, Step, StepModel } from './plan/plan.ts'
export { printExtended } from './statements/table.ts'
export { StoreError, type StoreFault } from './stores/errors.ts'
export { MemoryStore } from './stores/memory.ts'
export type { MetadataReader, Store, StoredModel } from './stores/store.ts'
export { type OpenOptions, openStore } from './stores/table.ts'
export type * from './syntax/ast.ts'
