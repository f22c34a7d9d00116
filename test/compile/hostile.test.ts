/**
 * Hostile text in every place of a program, against every output: it arrives as it was written, or is refused with a
 * reason, and is never more than text.
 */
import { Graphviz } from '@hpcc-js/wasm-graphviz'
import { describe, expect, test } from 'vitest'
import { render as renderGithub } from '../../src/diagnostics/render/github.ts'
import { type CompileResult, compile, lint, plan } from '../../src/index.ts'
import { runName } from '../../src/runner/words.ts'
import { render as renderDot } from '../../src/views/graph-dot.ts'
import { render as renderHtml } from '../../src/views/graph-html.ts'
import { render as renderMermaid } from '../../src/views/graph-mermaid.ts'
import { render as renderSvg } from '../../src/views/graph-svg.ts'
import { podsOf } from '../support/argo-substitution.ts'
import { renderAll, viewAll } from '../support/fuzz/outputs.ts'
import { checkWorkflow } from '../support/fuzz/workflow.ts'
import { expectOwnMarkup } from '../support/hostile/markup.ts'
import { named } from '../support/hostile/payloads.ts'
import { programPlaces } from '../support/hostile/places.ts'
import { judge, manifests } from '../support/judge.ts'

/** What the pods of two workflows run and where, without what their steps are given. */
function commandsOf(yaml: string): string[] {
  const [workflow, ...library] = manifests(yaml).reverse()
  return podsOf(workflow, { workflowTemplates: library }).map(({ image, command, args, env }) =>
    JSON.stringify([image, command, args, [...env]]),
  )
}

function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [key, ...texts(inner)])
}

/** A statement is given as it was written, with the payload quoted in it. */
function isPartOf(program: string, given: string, payload: string): boolean {
  return given.length > payload.length && program.includes(given)
}

function hasReason({ diagnostics }: CompileResult): boolean {
  return diagnostics.some(({ severity, message }) => severity === 'error' && message !== '')
}

describe.each(programPlaces)('$name', ({ name: place, write, arrives }) => {
  const cases = named.flatMap(([name, payload]) => {
    const text = write(payload)
    return text === undefined ? [] : [[name, payload, text] as const]
  })
  /** An ordinary word in the same place. */
  const ordinary = write('word') ?? ''

  test.each(cases)('%s: in a workflow', async (_, payload, text) => {
    const result = await compile(text, { path: 'p.sql' })
    if (result.yaml === undefined) {
      expect(hasReason(result)).toBe(true)
      return
    }
    expect(judge(result.yaml)).toEqual([])
    checkWorkflow(result)
    if (place.startsWith('an image')) {
      expect(commandsOf(result.yaml)[0]).toContain(`["${payload}`)
      return
    }
    const usual = await compile(ordinary, { path: 'p.sql' })
    if (usual.yaml) expect(commandsOf(result.yaml)).toEqual(commandsOf(usual.yaml))
    if (!arrives) return
    const given = texts(result.plan?.steps.map(({ spec }) => spec))
    expect(given.some((one) => one.includes(payload) || isPartOf(text, one, payload))).toBe(true)
  })

  test.each(cases)('%s: in findings, graphs and plans', async (_, __, text) => {
    const linted = lint(`${text}\nFROBNICATE x; SELECT * FROM t WHERE a = NULL TO TRAIN E;`, {
      path: 'p.sql',
    })
    await renderAll(linted)
    const commands = renderGithub(linted.diagnostics).trimEnd().split('\n')
    expect(commands.filter((line) => !/^::(error|warning|notice) file=p\.sql,/.test(line))).toEqual([])
    const planned = await plan(text, { path: 'p.sql' })
    await viewAll(planned)
    for (const picture of [await renderSvg(planned), await renderHtml(planned)]) expectOwnMarkup(picture)
    const { statements } = planned.program
    const boxes = /^ {2}s\d+(\["[^"]*"\]|\(\["[^"]*"\]\))$/
    const arrows = /^ {2}s\d+ -->\|"[^"]*"\| s\d+$/
    const [head, ...drawn] = renderMermaid(planned).trimEnd().split('\n')
    expect(head).toBe('flowchart TD')
    expect(drawn.filter((line) => boxes.test(line))).toHaveLength(statements.length)
    expect(drawn.filter((line) => !boxes.test(line) && !arrows.test(line))).toEqual([])
  })
})

test.each(named)('Graphviz reads no more than names of boxes: %s', async (_, payload) => {
  const text = `CREATE TABLE \`${payload.replace(/[`\r\n]/g, '')}\` AS SELECT 1 AS a; SELECT * FROM \`${payload.replace(/[`\r\n]/g, '')}\`;`
  const graphviz = await Graphviz.load()
  const { objects, edges } = JSON.parse(graphviz.layout(renderDot(await plan(text)), 'dot_json', 'dot'))
  expect(objects.map(({ name }: { name: string }) => name)).toEqual(['s1', 's2'])
  expect(edges).toHaveLength(1)
})

test.each(named)('the name of a file: %s', async (_, payload) => {
  const path = `${payload}.sql`
  const result = await compile('SELECT 1; SELECT * FROM t WHERE a = NULL; FROBNICATE x;'.slice(0, 9), {
    path,
  })
  expect(judge(result.yaml ?? '')).toEqual([])
  expect(commandsOf(result.yaml ?? '')).toHaveLength(1)
  const linted = lint('FROBNICATE x;', { path })
  await renderAll(linted, ['pretty', 'concise', 'json', 'jsonl', 'sarif', 'gitlab', 'junit'])
  // Here a file is found by its name, which stays but for what ends the line or a property.
  expect(renderGithub(linted.diagnostics)).toMatch(/^::notice file=[^\r\n,:]*,line=1,[^\n]*\n$/)
  expectOwnMarkup(await renderHtml(result))
  expect(runName(0, path)).toMatch(/^19700101-000000(-[a-z0-9-]{1,40})?$/)
})
