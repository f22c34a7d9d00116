/**
 * Objects to YAML that a 1.1 reader (Kubernetes) and a 1.2 reader take for the same: every string that
 * is not plainly a word is quoted, numbers and booleans are written bare, lines are never folded.
 *
 * Maps and lists are written here, since a workflow of ten thousand tasks is mostly those and a library that makes a node of
 * each takes most of the time of a compilation. What a string looks like is in `yaml-scalars.ts`.
 */
import type * as Yaml from 'yaml'
import { blockLines, isBlock, NeedsLibrary, scalarText } from './yaml-scalars.ts'

type Comments = ReadonlyMap<string, readonly string[]>

/** Comments go above the tasks of a DAG: by task name, the first line of each of its statements. */
export async function toYaml(objects: readonly object[], comments: Comments): Promise<string> {
  try {
    return textOf(objects, comments)
  } catch (error) {
    if (!(error instanceof NeedsLibrary)) throw error
    // Most workflows hold no such text, and loading the library takes longer than writing them.
    return textOf(objects, comments, await import('yaml'))
  }
}

function textOf(objects: readonly object[], comments: Comments, library?: typeof Yaml): string {
  const writer = new Writer(comments, library)
  for (const object of objects) writer.object(object)
  return writer.text
}

/** Implicit keys end after 1,024 characters for every reader. */
const longestKey = 1000

class Writer {
  readonly #comments: Comments
  readonly #library: typeof Yaml | undefined
  /** Finished text, and the lines after it: a text is made of some lines at a time, while they are still young garbage. */
  readonly #chunks: string[] = []
  #lines: string[] = []

  constructor(comments: Comments, library: typeof Yaml | undefined) {
    this.#comments = comments
    this.#library = library
  }

  get text(): string {
    this.#finish()
    return this.#chunks.join('')
  }

  object(object: object): void {
    if (this.#chunks.length > 0) this.#line('---', '', false)
    this.#block(object, '', false)
    this.#finish()
  }

  #finish(): void {
    if (this.#lines.length === 0) return
    this.#lines.push('')
    this.#chunks.push(this.#lines.join('\n'))
    this.#lines = []
  }

  /** A map or list that is not empty, in lines of its own; or beginning in the last line, after `- `. */
  #block(value: object, indent: string, continues: boolean): void {
    if (Array.isArray(value)) {
      for (const [at, item] of value.entries())
        this.#value(item, '-', indent, `${indent}  `, continues && at === 0)
      return
    }
    let first = continues
    for (const [key, item] of Object.entries(value)) {
      if (item === undefined) continue
      const text = scalarText(key, this.#library)
      if (text.length > longestKey) {
        this.#line(`? ${text}`, indent, first)
        this.#value(item, ':', indent, `${indent}  `, false)
      } else if (key === 'tasks' && Array.isArray(item) && item.length > 0) {
        this.#line(`${text}:`, indent, first)
        this.#tasks(item, indent)
      } else {
        this.#value(item, `${text}:`, indent, Array.isArray(item) ? indent : `${indent}  `, first)
      }
      first = false
    }
  }

  /** What stands after `key:` or `-`. */
  #value(value: unknown, head: string, indent: string, inner: string, continues: boolean): void {
    if (typeof value === 'string' && isBlock(value)) {
      this.#line(`${head} ${value.endsWith('\n') ? '|' : '|-'}`, indent, continues)
      this.#lines.push(blockLines(value, `${indent}  `))
    } else if (isEmpty(value)) {
      this.#line(`${head} ${Array.isArray(value) ? '[]' : '{}'}`, indent, continues)
    } else if (typeof value !== 'object' || value === null) {
      this.#line(`${head} ${scalarText(value, this.#library)}`, indent, continues)
    } else if (head.endsWith(':') && head !== ':') {
      this.#line(head, indent, continues)
      this.#block(value, inner, false)
    } else {
      this.#line(`${head} `, indent, continues)
      this.#block(value, inner, true)
    }
  }

  #tasks(tasks: readonly unknown[], indent: string): void {
    tasks.forEach((task, index) => {
      const name = (task as { readonly name?: unknown } | null)?.name
      const texts = typeof name === 'string' ? this.#comments.get(name) : undefined
      if (texts !== undefined) {
        if (index > 0) this.#lines.push('')
        for (const text of shortened(texts.map(printable))) this.#lines.push(`${indent}# ${text}`.trimEnd())
      }
      this.#value(task, '-', indent, `${indent}  `, false)
      this.#finish()
    })
  }

  #line(text: string, indent: string, continues: boolean): void {
    if (continues) this.#lines.push((this.#lines.pop() ?? '') + text)
    else this.#lines.push(indent + text)
  }
}

function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return value.every((item) => item === undefined)
  for (const key in value) if ((value as Record<string, unknown>)[key] !== undefined) return false
  return true
}

const mostLines = 10

function shortened(texts: readonly string[]): readonly string[] {
  if (texts.length <= mostLines) return texts
  return [...texts.slice(0, mostLines - 1), `… and ${texts.length - mostLines + 1} more statements`]
}

/** Comments are for people; what could end the line or be invisible is left out. */
function printable(text: string): string {
  const line = text.replace(/[^\t -~\u00a1-\u1fff\u2030-\ud7ff\uf900-\ufdff]/g, '?').replaceAll('\t', ' ')
  return line.length > 100 ? `${line.slice(0, 99)}…` : line
}
