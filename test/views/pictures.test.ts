/** Pictures of programs as SVG: what is drawn of which program, and that no text of users is more than text. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/index.ts'
import { render as renderDot } from '../../src/views/graph-dot.ts'
import { render as renderHtml } from '../../src/views/graph-html.ts'
import { render as renderMermaid } from '../../src/views/graph-mermaid.ts'
import { render as renderSvg } from '../../src/views/graph-svg.ts'
import { layoutOf, TooLargeError } from '../../src/views/picture/layout.ts'
import { type Picture, pictureOf } from '../../src/views/picture/picture.ts'
import { expectOwnMarkup } from '../support/hostile/markup.ts'
import { projectRoot } from '../support/shared.ts'
import { examples } from '../tools/examples.ts'

/** Edges as `1 CREATE t -> table t`. */
function drawn(text: string): string[] {
  const { nodes, edges }: Picture = pictureOf(analyze(text, { dialect: 'sqlite' }))
  const nameOf = (at: number): string => {
    const { kind, lines } = nodes[at] ?? { kind: '?', lines: [] }
    return kind === 'statement' ? (lines[0] ?? '') : `${kind} ${lines[0]}`
  }
  return edges
    .map(({ from, to, kind }) => `${nameOf(from)} ${kind === 'data' ? '->' : '..>'} ${nameOf(to)}`)
    .sort()
}

describe('what is drawn', () => {
  test('tables and models stand between those who write and those who read them', () => {
    expect(
      drawn(`CREATE TABLE t (a INT);
INSERT INTO t VALUES (1);
SELECT * FROM t TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror" LABEL a INTO m;
SELECT * FROM u TO PREDICT r.a USING m;`),
    ).toEqual([
      '1 CREATE t -> table t',
      '1 CREATE t ..> 2 INSERT t',
      '2 INSERT t -> table t',
      '3 train m -> model m',
      '4 predict a -> table r',
      'model m -> 4 predict a',
      'table t -> 3 train m',
      'table u -> 4 predict a',
    ])
  })

  test('a table that is written again is another one, and whoever read it comes first', () => {
    expect(
      drawn(
        'CREATE TABLE t AS SELECT 1 AS a; CREATE TABLE u AS SELECT * FROM t; DELETE FROM t; SELECT * FROM t;',
      ),
    ).toEqual([
      '1 CREATE t -> table t',
      '2 CREATE u -> table u',
      '2 CREATE u ..> 3 DELETE t',
      '3 DELETE t -> table t',
      'table t -> 2 CREATE u',
      'table t -> 4 SELECT t',
    ])
  })

  test('what is dropped is not left over', () => {
    expect(drawn('CREATE TABLE t AS SELECT 1 AS a; DROP TABLE t;')).toEqual(['1 CREATE t ..> 2 DROP t'])
  })
})

test('boxes do not lie on one another, and curves begin and end at their boxes', async () => {
  const text = readFileSync(join(projectRoot, 'examples/churn-pipeline/program.sql'), 'utf8')
  const picture = pictureOf(analyze(text))
  const { boxes, curves, width, height } = await layoutOf(picture)
  boxes.forEach((a, at) => {
    expect(a.x - a.width / 2).toBeGreaterThanOrEqual(-1)
    expect(a.x + a.width / 2).toBeLessThanOrEqual(width + 1)
    expect(a.y + a.height / 2).toBeLessThanOrEqual(height + 1)
    for (const b of boxes.slice(at + 1)) {
      const apart =
        Math.abs(a.x - b.x) >= (a.width + b.width) / 2 || Math.abs(a.y - b.y) >= (a.height + b.height) / 2
      expect(apart).toBe(true)
    }
  })
  picture.edges.forEach(({ from, to }, at) => {
    for (const [node, point] of [
      [from, curves[at]?.[0]],
      [to, curves[at]?.at(-1)],
    ] as const) {
      const box = boxes[node]
      if (!box || !point) throw new Error('a curve or a box is missing')
      expect(Math.abs(point.x - box.x)).toBeLessThanOrEqual(box.width / 2 + 2)
      expect(Math.abs(point.y - box.y)).toBeLessThanOrEqual(box.height / 2 + 2)
    }
  })
})

describe('texts of users are texts', () => {
  const payloads = [
    '</script><script>alert(1)</script>',
    '</template><img src=x onerror=alert(1)>',
    '</title></svg><b>',
    '"><g onclick="alert(1)">',
    "' onload='alert(1)",
    ']]><!--',
    '\u0000\u001b[31m\u2028\ufffe\ud800',
    '&lt;b&gt;',
  ]
  const program = (name: string): string => {
    const quoted = `\`${name.replaceAll('`', '')}\``
    return `-- ${name.replace(/\n/g, ' ')}\nCREATE TABLE ${quoted} AS SELECT '${name.replaceAll("'", '')}' AS a;\nSELECT * FROM ${quoted} TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror" LABEL a INTO ${quoted.replace('`', '`m')};`
  }
  test.each(payloads)('%j', async (payload) => {
    const analysis = analyze(program(payload), { path: `${payload.replace(/\//g, '')}.sql` })
    for (const text of [await renderSvg(analysis), await renderHtml(analysis)]) expectOwnMarkup(text)
  })
})

test('no picture shows a password', async () => {
  const analysis = analyze("CREATE USER ann IDENTIFIED BY 'hunter2!';\nSELECT * FROM t;")
  for (const text of [
    await renderSvg(analysis),
    await renderHtml(analysis),
    renderMermaid(analysis),
    renderDot(analysis),
  ]) {
    expect(text).not.toContain('hunter2')
  }
})

test('each example has a page', async () => {
  for (const { program } of examples()) {
    const page = await renderHtml(analyze(program, { path: 'program.sql' }))
    expect(page.match(/<g class="node/g)?.length).toBeGreaterThan(1)
  }
})

test('a chain that is too long for one picture is shown in parts', async () => {
  const analysis = analyze(`CREATE TABLE t (a INT);\n${'UPDATE t SET a = a + 1;\n'.repeat(20_000)}`)
  await expect(renderSvg(analysis)).rejects.toThrow(TooLargeError)
  expect((await renderHtml(analysis)).match(/<template /g)?.length).toBeGreaterThan(100)
})
