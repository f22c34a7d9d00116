/** What values of settings may look like, as data: the checker, the loader and the JSON Schema read it. */

export type Shape = TextShape | IntegerShape | BooleanShape | ListShape | MapShape | ObjectShape | EitherShape

export interface TextShape {
  readonly type: 'text'
  readonly values?: readonly string[]
  readonly pattern?: RegExp
  /** What a value of the right form looks like, for the message about one that is not. */
  readonly form?: string
  readonly mayBeEmpty?: true
  /** A number or a boolean is taken for its text: YAML's `12` is a label's `"12"`. */
  readonly scalar?: true
  /** May hold a secret: never repeated in a message, and never written into a workflow. */
  readonly secret?: true
}

export interface IntegerShape {
  readonly type: 'integer'
  readonly min?: number
  readonly max?: number
}

export interface BooleanShape {
  readonly type: 'boolean'
}

export interface ListShape {
  readonly type: 'list'
  readonly of: Shape
}

/** A map with keys of the user's choice. */
export interface MapShape {
  readonly type: 'map'
  readonly keys: TextShape
  readonly of: Shape
}

/** A map with keys of our choice; no others. */
export interface ObjectShape {
  readonly type: 'object'
  readonly members: Readonly<Record<string, MemberShape>>
  readonly needs?: readonly string[]
}

/** The first of these shapes that takes a value of this kind. */
export interface EitherShape {
  readonly type: 'either'
  readonly of: readonly Shape[]
  readonly form: string
}

/** A shape with what the schema says about it. */
export type MemberShape = Shape & { readonly doc?: string; readonly default?: DefaultValue }

export type DefaultValue = string | number | boolean | readonly string[] | Readonly<Record<string, never>>
