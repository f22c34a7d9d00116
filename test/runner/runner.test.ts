/** The parts of a run that know no processes: order, going on from an earlier run, what is shown. */
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Step } from '../../src/plan/plan.ts'
import { liveDisplay } from '../../src/runner/display.ts'
import { needsOf } from '../../src/runner/needs.ts'
import { canShowPictures, inlinePicture } from '../../src/runner/pictures.ts'
import { type RunRecord, readRecord, type StepRecord, substance } from '../../src/runner/record.ts'
import { resultSetText, textResult } from '../../src/runner/results.ts'
import { findStep, resume, type StepDigest } from '../../src/runner/resume.ts'
import { type Schedulable, type StepStatus, schedule } from '../../src/runner/scheduler.ts'
import { duration, isRunName, quoted, runName } from '../../src/runner/words.ts'

interface Fake extends Schedulable {
  readonly fails?: boolean
}

/** Processes that end when the test says so. */
class Bench {
  readonly log: string[] = []
  readonly running = new Map<string, (isDone: boolean) => void>()
  readonly status = new Map<string, StepStatus>()
  most = 0

  run(steps: readonly Fake[], { jobs = 2, done = [] as string[] } = {}) {
    return schedule(steps, {
      jobs,
      done: new Set(done),
      start: (step) => {
        const before = step.dependsOn.filter((id) => !done.includes(id) && this.status.get(id) !== 'done')
        expect(before, `${step.id} began before what it depends on was done`).toEqual([])
        const { promise, resolve } = Promise.withResolvers<boolean>()
        this.running.set(step.id, (isDone) => {
          this.running.delete(step.id)
          resolve(isDone)
        })
        this.most = Math.max(this.most, this.running.size)
        return { ended: promise, stop: () => this.running.get(step.id)?.(false) }
      },
      onChange: ({ id }, status, cause) => {
        this.status.set(id, status)
        this.log.push(cause ? `${id} ${status} for ${cause.id}` : `${id} ${status}`)
      },
    })
  }

  async end(id: string, isDone = true): Promise<void> {
    this.running.get(id)?.(isDone)
    await settled()
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const step = (id: string, ...dependsOn: string[]): Fake => ({ id, dependsOn })

describe('the scheduler', () => {
  test('starts in order what can run, and no more than there is room for', async () => {
    const bench = new Bench()
    const { ended } = bench.run([step('a'), step('b'), step('c'), step('d', 'a', 'b')])
    expect([...bench.running.keys()]).toEqual(['a', 'b'])
    await bench.end('b')
    expect([...bench.running.keys()]).toEqual(['a', 'c'])
    await bench.end('a')
    expect([...bench.running.keys()]).toEqual(['c', 'd'])
    await bench.end('c')
    await bench.end('d')
    expect([...(await ended).values()]).toEqual(['done', 'done', 'done', 'done'])
  })

  test('after a failure what depends on it is skipped, and the others go on', async () => {
    const bench = new Bench()
    const { ended } = bench.run([step('a'), step('b', 'a'), step('c', 'b'), step('d'), step('e', 'c', 'd')], {
      jobs: 1,
    })
    await bench.end('a', false)
    expect(bench.log).toEqual([
      'a running',
      'a failed',
      'b skipped for a',
      'c skipped for a',
      'e skipped for a',
      'd running',
    ])
    await bench.end('d')
    expect(Object.fromEntries(await ended)).toEqual({
      a: 'failed',
      b: 'skipped',
      c: 'skipped',
      d: 'done',
      e: 'skipped',
    })
  })

  test('a stop starts nothing more and stops what runs', async () => {
    const bench = new Bench()
    const { ended, stop } = bench.run([step('a'), step('b', 'a'), step('c')])
    stop(false)
    expect(Object.fromEntries(await ended)).toEqual({ a: 'stopped', b: 'waiting', c: 'stopped' })
  })

  test('what was done before is not run', async () => {
    const bench = new Bench()
    const { ended } = bench.run([step('a'), step('b', 'a'), step('c', 'b')], { done: ['a', 'b'] })
    expect([...bench.running.keys()]).toEqual(['c'])
    await bench.end('c')
    await ended
    expect(await new Bench().run([], {}).ended).toEqual(new Map())
    expect(await new Bench().run([step('a')], { done: ['a'] }).ended).toEqual(new Map([['a', 'done']]))
  })

  test('a step that can’t say how it ended ends the others', async () => {
    let stopped = ''
    const { ended } = schedule([step('a'), step('b')], {
      jobs: 2,
      done: new Set(),
      start: ({ id }) =>
        id === 'a'
          ? { ended: Promise.reject(new Error('lost')), stop: () => undefined }
          : {
              ended: new Promise(() => undefined),
              stop: () => {
                stopped = id
              },
            },
    })
    await expect(ended).rejects.toThrow('lost')
    expect(stopped).toBe('b')
  })

  test('any graph, any order of ends: dependencies first, never too many, and every step accounted for', async () => {
    const graph = fc.array(fc.record({ before: fc.array(fc.nat(), { maxLength: 3 }), fails: fc.boolean() }), {
      maxLength: 14,
    })
    await fc.assert(
      fc.asyncProperty(
        graph,
        fc.integer({ min: 1, max: 4 }),
        fc.infiniteStream(fc.nat()),
        fc.nat({ max: 30 }),
        async (nodes, jobs, choices, stopAfter) => {
          const steps = nodes.map(({ before, fails }, at) => ({
            id: `s${at}`,
            dependsOn: at === 0 ? [] : [...new Set(before.map((to) => `s${to % at}`))],
            fails: fails && at % 3 === 0,
          }))
          const bench = new Bench()
          const { ended, stop } = bench.run(steps, { jobs })
          for (let ends = 0; bench.running.size > 0; ends++) {
            if (ends === stopAfter) stop(false)
            const ids = [...bench.running.keys()]
            const id = ids[(choices.next().value ?? 0) % Math.max(1, ids.length)]
            if (id !== undefined) await bench.end(id, !steps.find((each) => each.id === id)?.fails)
            await settled()
          }
          const status = await ended
          expect(bench.most).toBeLessThanOrEqual(jobs)
          const wasStopped = [...status.values()].some((each) => each === 'stopped' || each === 'waiting')
          for (const { id, dependsOn, fails } of steps) {
            expect(bench.log.filter((line) => line === `${id} running`).length).toBeLessThanOrEqual(1)
            const isCut = dependsOn.some((other) => /failed|skipped/.test(status.get(other) ?? ''))
            if (isCut) expect(status.get(id)).toBe('skipped')
            else if (!wasStopped) expect(status.get(id)).toBe(fails ? 'failed' : 'done')
          }
        },
      ),
      { numRuns: 150 },
    )
  })

  test('ten thousand steps take no time, and a chain of them no stack', async () => {
    const chain = Array.from({ length: 10_000 }, (_, at) =>
      step(`s${at}`, ...(at === 0 ? [] : [`s${at - 1}`])),
    )
    const { ended } = schedule(chain, {
      jobs: 4,
      done: new Set(),
      start: () => ({ ended: Promise.resolve(false), stop: () => undefined }),
    })
    expect([...(await ended).values()].filter((status) => status === 'skipped')).toHaveLength(9999)
  })
})

function planned(number: number, digest: string, ...dependsOn: string[]): StepDigest {
  const id = `s${String(number).padStart(3, '0')}-x`
  const made: Step = {
    id,
    kind: 'sql',
    statements: [number - 1],
    settings: [],
    image: 'i',
    dependsOn,
    headline: '',
    line: number,
    lines: [],
    repeatable: false,
    program: 'sql',
    spec: {},
  }
  return { step: made, digest }
}

function recorded(...steps: [string, string, StepStatus][]): Pick<RunRecord, 'steps'> {
  const entries = steps.map(([id, digest, status], at): [string, StepRecord] => [
    id,
    { digest, status, line: at + 1 },
  ])
  return { steps: Object.fromEntries(entries) }
}

describe('going on from an earlier run', () => {
  const program = [planned(1, 'A'), planned(2, 'B', 's001-x'), planned(3, 'C', 's002-x'), planned(4, 'D')]
  const record = recorded(
    ['s001-x', 'A', 'done'],
    ['s002-x', 'B', 'failed'],
    ['s003-x', 'C', 'skipped'],
    ['s004-x', 'D', 'done'],
  )
  const ask = (steps: readonly StepDigest[], from?: number, force = false) => {
    const at = from === undefined ? undefined : steps[from - 1]?.step
    const { done, refusal } = resume(steps, record, { force, ...(at ? { from: at } : {}) })
    return refusal ?? [...(done ?? [])].sort().join(' ')
  }

  test('without a step all that was not done runs', () => {
    expect(ask(program)).toBe('s001-x s004-x')
  })

  test('from a step: what stands before it is done, what depends on it runs again', () => {
    expect(ask(program, 2)).toBe('s001-x s004-x')
    expect(ask(program, 1)).toBe('s004-x')
    expect(ask(program, 4, true)).toBe('s001-x s002-x s003-x')
    expect(ask(program, 4)).toMatch(
      /^s002-x \(line 2\) failed in the last run, and --from s004-x would count/,
    )
  })

  test('the failed statement may be mended, and one put before it', () => {
    const mended = [planned(1, 'A'), planned(2, 'B2', 's001-x'), planned(3, 'C', 's002-x'), planned(4, 'D')]
    expect(ask(mended)).toBe('s001-x s004-x')
    const longer = [
      planned(1, 'A'),
      planned(2, 'new'),
      planned(3, 'B', 's001-x', 's002-x'),
      planned(4, 'C', 's003-x'),
      planned(5, 'D'),
    ]
    expect(ask(longer)).toBe('s001-x s005-x')
    expect(ask(longer, 2)).toBe('s001-x s005-x')
  })

  test('a statement that was done may not have changed, nor be gone, nor come after what is new', () => {
    const changed = [planned(1, 'A2'), ...program.slice(1)]
    const words =
      /^the statement at line 1 \(s001-x\) has changed since it was done; start again with --from s001-x/
    expect(ask(changed)).toMatch(words)
    expect(ask(changed, 2)).toMatch(words)
    expect(ask(changed, 2, true)).toBe('s001-x s004-x')
    expect(ask(program.slice(0, 3))).toMatch(
      /^the statement that stood at line 4 \(s004-x\) was done, and is not/,
    )
    expect(ask([planned(1, 'A'), planned(2, 'new'), planned(3, 'D', 's002-x')])).toMatch(
      /^s003-x was done, and now comes after s002-x/,
    )
  })

  test('two statements that are alike are two', () => {
    const twice = [planned(1, 'A'), planned(2, 'A')]
    const once = recorded(['s001-x', 'A', 'done'], ['s002-x', 'A', 'failed'])
    expect(resume(twice, once, { force: false })).toEqual({ done: new Set(['s001-x']) })
  })

  test('steps are found by id, number, or a statement that they hold', () => {
    const steps = program.map((each) => each.step)
    for (const name of ['s002-x', 'S002-X', 's002', '2']) expect(findStep(steps, name)).toBe(steps[1])
    expect(findStep(steps, 's003-y')).toEqual({
      unknown: 'the program has no step `s003-y`; perhaps `s003-x` or `s001-x` was meant',
    })
    expect(findStep(steps, '77')).toEqual({
      unknown: 'the program has no step `77`; it has s001-x to s004-x',
    })
    expect(findStep(steps, '__proto__')).toHaveProperty('unknown')
  })

  test('lines, numbers, releases and models of elsewhere make no other step; SQL does', () => {
    const spec = {
      step: 's001',
      line: 3,
      compiler: 'a',
      metadata: { x: 1 },
      statements: [{ sql: 'S', line: 4 }],
    }
    const of = (changes: object): unknown =>
      substance({ ...planned(1, '').step, spec: { ...spec, ...changes } })
    expect(
      of({ step: 's002', line: 9, compiler: 'b', metadata: {}, statements: [{ sql: 'S', line: 5 }] }),
    ).toEqual(of({}))
    expect(of({ statements: [{ sql: 'T', line: 4 }] })).not.toEqual(of({}))
  })

  test('a record that is none is not read', () => {
    for (const text of ['', '{', 'null', '[]', '{"version":2}', '{"version":1,"steps":{"a":1}}']) {
      expect(readRecord(text)).toBeUndefined()
    }
  })
})

test('needs: nothing for ordinary SQL on SQLite, else lists and the modules that show that they are there', () => {
  expect(needsOf(['sql', 'show-train'], ['sqlite', ''])).toEqual({ lists: [], modules: [] })
  expect(needsOf(['sql'], ['mysql', ''])).toEqual({ lists: ['base'], modules: ['pymysql'] })
  expect(needsOf(['xgboost.train'], ['sqlite', ''])).toEqual({
    lists: ['base', 'xgboost'],
    modules: ['xgboost', 'numpy'],
  })
  expect(needsOf(['optimize'], ['sqlite', 'oss']).lists).toEqual(['base', 'optimize', 'oss'])
})

describe('results', () => {
  test('a result set: every kind of cell, wide characters, exact numbers, nothing that a terminal obeys', () => {
    const text = `{"columns": ["a\\u001b[2J", "字"], "rows": [[9007199254740993, null], [1.50, {"base64": "AQL/"}], [true, "x\\ny ${'z'.repeat(60)}"], ["漢字", -0.1e-7]], "count": 4}`
    expect(resultSetText(text, 'f')).toBe(
      `${[
        'a\\x1b[2J          字',
        '----------------  ----------------------------------------',
        '9007199254740993  NULL',
        '1.50              0x0102ff',
        `true              x\\x0ay ${'z'.repeat(32)}…`,
        '漢字              -0.1e-7',
        '(4 rows)',
      ].join('\n')}\n`,
    )
  })

  test('many rows, no rows, no result set', () => {
    const rows = JSON.stringify(Array.from({ length: 25 }, (_, at) => [at]))
    const many = (count: number): string =>
      resultSetText(`{"columns":["n"],"rows":${rows},"count":${count}}`, 'p.json')
    expect(many(25)).toContain('\n19\n(25 rows; the first 20 are shown, p.json has all)\n')
    expect(many(900)).toContain('(900 rows; the first 20 are shown, p.json has 25)\n')
    expect(resultSetText('{"columns":["n"],"rows":[],"count":0}', 'p')).toBe('n\n-\n(0 rows)\n')
    for (const text of ['', '[]', '{"columns":1}', '{"columns":[],"rows":{}}']) {
      expect(resultSetText(text, 'p')).toBe('p is no result set\n')
    }
  })

  test('a text keeps its lines', () => {
    expect(textResult('SELECT 1\r\n\tTO\u001b[31m\n')).toBe('SELECT 1\n    TO\\x1b[31m\n')
  })

  test('pictures in terminals that show them', () => {
    const png = Uint8Array.from({ length: 20_000 }, (_, at) => at % 256)
    const base64 = Buffer.from(png).toString('base64')
    const iterm = inlinePicture(png, { TERM_PROGRAM: 'iTerm.app' })
    expect(iterm).toBe(`\u001b]1337;File=inline=1;size=20000:${base64}\u0007\n`)
    const kitty = inlinePicture(png, { KITTY_WINDOW_ID: '1' })
    const pieces = kitty.split('\u001b').filter((piece) => piece.startsWith('_G'))
    expect(pieces.map((piece) => piece.slice(2).split(';', 2)[1]).join('')).toBe(base64)
    expect(pieces[0]).toMatch(/^_Gf=100,a=T,m=1;/)
    expect(pieces.at(-1)).toMatch(/^_Gm=0;/)
    expect(inlinePicture(png, { TERM: 'xterm-256color' })).toBe('')
    expect(canShowPictures({ TERM_PROGRAM: 'iTerm.app', TMUX: '/tmp/x' })).toBe(false)
  })
})

describe('the block on a terminal', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  /** What a terminal shows in the end. */
  function shown(text: string): string[] {
    const lines = ['']
    for (const piece of text.split('\r')) {
      const [, up, rest = piece] = /^\[(\d+)A\[J([\s\S]*)$/.exec(piece.replaceAll('\u001b', '')) ?? []
      if (up !== undefined) lines.splice(-1 - Number(up), Number(up) + 1, '')
      const [first = '', ...more] = rest.split('\n')
      lines[lines.length - 1] += first
      lines.push(...more)
    }
    return lines.slice(0, -1)
  }

  function terminal(columns = 40, rows = 10) {
    const written = { text: '' }
    const write = (text: string): void => {
      written.text += text
    }
    const screen = { columns, rows }
    return { written, screen, out: write, err: write, now: Date.now }
  }

  test('is drawn below what stays, and is gone in the end', async () => {
    vi.useFakeTimers({ now: 0 })
    const screen = terminal()
    const display = liveDisplay(screen)
    display.begin('s001-train', async () => `round 7: \u001b[1m${'é'.repeat(50)}`)
    display.progress('0 of 2 done')
    display.event('is not drawn')
    await vi.advanceTimersByTimeAsync(2_450)
    expect(shown(screen.written.text)).toEqual([`⠼ s001-train  2.4 s  round 7: \\x1b[1mé…`, '  0 of 2 done'])
    display.say('s000  done')
    display.show('a result\n')
    expect(shown(screen.written.text).slice(0, 2)).toEqual(['s000  done', 'a result'])
    expect(shown(screen.written.text)).toHaveLength(4)
    display.end('s001-train')
    display.close()
    expect(shown(screen.written.text)).toEqual(['s000  done', 'a result'])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('is never higher than the screen', () => {
    const screen = terminal(40, 6)
    const display = liveDisplay(screen)
    for (let at = 0; at < 30; at++) display.begin(`s${at}`, async () => '')
    display.progress('0 of 30 done')
    expect(shown(screen.written.text).map((line) => line.slice(2, 8).trim())).toEqual([
      's0  0.',
      's1  0.',
      'and 28',
      '0 of 3',
    ])
    display.close()
  })

  test('lines that a narrower terminal has broken are taken away too', () => {
    const screen = terminal(40)
    const display = liveDisplay(screen)
    display.begin('s'.repeat(30), async () => '')
    screen.screen.columns = 20
    screen.written.text = ''
    display.progress('x')
    expect(screen.written.text.startsWith('\r\u001b[2A\u001b[J')).toBe(true)
    display.close()
  })
})

test('words', () => {
  expect([0, 0.049, 0.994, 0.999, 5, 9.94, 9.96, 59.4, 185, 7620].map(duration)).toEqual([
    '0.00 s',
    '0.05 s',
    '0.99 s',
    '1.0 s',
    '5.0 s',
    '9.9 s',
    '10 s',
    '59 s',
    '3 min 05 s',
    '2 h 07 min',
  ])
  const now = Date.UTC(2026, 10, 23, 3, 45, 12)
  const names = [
    'jobs/Daily Iris.v2.sql',
    '../../etc/passwd',
    '-',
    '.sql',
    'a\n$(x).sql',
    `${'x'.repeat(90)}.sql`,
  ]
  expect(names.map((name) => runName(now, name).slice(15))).toEqual([
    '-daily-iris-v2',
    '-passwd',
    '',
    '-sql',
    '-a-x',
    `-${'x'.repeat(40)}`,
  ])
  for (const name of names) expect(isRunName(runName(now, name))).toBe(true)
  for (const name of ['notes', '20261123', '20261123-034512-a/b']) expect(isRunName(name)).toBe(false)
  expect(['a/b.sql', "it's.sql", 'a b', '-x'].map(quoted)).toEqual([
    'a/b.sql',
    "'it'\\''s.sql'",
    "'a b'",
    './-x',
  ])
})
