/** `sqlflowc lint` as a process, in folders as they are found: names that mean something elsewhere, links, pipes, patches. */
import { spawnSync } from 'node:child_process'
import { chmodSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { CommandFolder } from '../support/command.ts'

const bad = 'SELECT (;\n'
const warned = '-- sqlflow-ignore SF401: it was once\nSELECT 1;\n'

const folders: CommandFolder[] = []
afterAll(() => {
  for (const folder of folders) folder.remove()
})

function folderWith(files: Readonly<Record<string, string>>): CommandFolder {
  const folder = new CommandFolder(files, 'sqlflowc-lint-')
  folders.push(folder)
  return folder
}

const hostile = [
  'a b.sql',
  'percent%20.sql',
  'colon:comma,.sql',
  '<script>&amp;"\'.sql',
  'line\nbreak\r.sql',
  'escape\u001b[31m.sql',
  '-rf.sql',
  '[1].sql',
  '{a,b}.sql',
  'é中😀.sql',
  'back\\slash.sql',
  '##vso[task] ::error::x.sql',
]

test('every name is linted, and every form holds it', async () => {
  const folder = folderWith(Object.fromEntries(hostile.map((name) => [name, bad])))
  const json = await folder.run(['lint', '--format', 'json'])
  const { diagnostics } = JSON.parse(json.out) as { diagnostics: { path: string }[] }
  expect(diagnostics.map(({ path }) => path)).toEqual([...hostile].sort())
  const sarif = JSON.parse((await folder.run(['lint', '--format', 'sarif'])).out)
  const uris = sarif.runs[0].results.map(
    (result: { locations: [{ physicalLocation: { artifactLocation: { uri: string } } }] }) =>
      result.locations[0].physicalLocation.artifactLocation.uri,
  )
  expect(uris.map(decodeURIComponent)).toEqual([...hostile].sort())
  // As a browser would take it: it leads nowhere else.
  for (const uri of uris) expect(new URL(uri, 'file:///place/').href).toMatch(/^file:\/\/\/place\/[^/?#]+$/)
  for (const format of ['pretty', 'concise', 'github', 'junit', 'gitlab', 'jsonl']) {
    const { code, out } = await folder.run(['lint', '--format', format])
    expect(code).toBe(1)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(out, format).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
  }
  const { out } = await folder.run(['lint', '--format', 'github'])
  expect(out.match(/^::/gm)).toHaveLength(hostile.length)
  expect(out).toContain('file=percent%2520.sql,')
  expect(out).toContain('file=line%0Abreak%0D.sql,')
  expect(out).toContain('file=colon%3Acomma%2C.sql,')
})

test('a name that looks like a glob is a name, when there is such a file', async () => {
  const folder = folderWith({ '[1].sql': bad, '1.sql': bad })
  expect((await folder.run(['lint', '[1].sql', '--format', 'concise'])).out).toMatch(/^\[1\]\.sql:.*\n$/)
})

test('each file once, from the current folder, however it is named', async () => {
  const folder = folderWith({ 'jobs/a.sql': bad })
  const names = [
    'jobs/a.sql',
    './jobs//a.sql',
    join(folder.path, 'jobs/a.sql'),
    `${folder.path}/jobs`,
    '.',
    'j*/*',
  ]
  const { out } = await folder.run(['lint', ...names, '--format', 'concise'])
  expect(out).toMatch(/^jobs\/a\.sql:1:\d+: error SF005 .*\n$/)
})

describe.skipIf(process.platform === 'win32')('what is no file', () => {
  test('links in circles, links to nowhere and pipes are not read', async () => {
    const folder = folderWith({ 'jobs/a.sql': bad, 'jobs/._b.sql': '\u0000', 'node_modules/x.sql': bad })
    symlinkSync('..', join(folder.path, 'jobs/up'))
    symlinkSync('nobody@nowhere', join(folder.path, 'jobs/c.sql'))
    symlinkSync('a.sql', join(folder.path, 'jobs/d.sql'))
    spawnSync('mkfifo', [join(folder.path, 'jobs/pipe.sql')])
    const { code, out, err } = await folder.run(['lint', '--format', 'concise'])
    expect([code, out.split('\n').length - 1, err]).toEqual([1, 1, '1 file: 1 error\n'])
    // One that is named is meant.
    expect((await folder.run(['lint', 'jobs/d.sql', '--format', 'concise'])).out).toContain('jobs/d.sql:1:')
  })

  test('a file that can not be written keeps --fix from no other', async () => {
    const folder = folderWith({ 'locked/a.sql': warned, 'z.sql': warned })
    chmodSync(join(folder.path, 'locked'), 0o555)
    const { code, err } = await folder.run(['lint', '--fix'])
    chmodSync(join(folder.path, 'locked'), 0o755)
    expect(folder.read('z.sql')).toBe('SELECT 1;\n')
    // Root may write everywhere.
    if (process.getuid?.() !== 0) expect([code, err]).toEqual([3, expect.stringContaining('locked/a.sql:')])
  })

  test('--fix keeps the rights of a file', async () => {
    const folder = folderWith({ 'a.sql': warned })
    chmodSync(join(folder.path, 'a.sql'), 0o640)
    await folder.run(['lint', '--fix'])
    expect(statSync(join(folder.path, 'a.sql')).mode & 0o777).toBe(0o640)
  })
})

const tools = [
  ['git', ['apply', '-']],
  ['patch', ['-p1', '--quiet', '--binary']],
] as const

describe.each(tools)('--diff, given to %s', (command, args) => {
  const isThere = spawnSync(command, ['--version']).error === undefined
  test.skipIf(!isThere)(`makes what --fix makes${isThere ? '' : ` (there is no ${command})`}`, async () => {
    const files = {
      'plain.sql': warned,
      'a b/é.sql': `SELECT 1;\n${warned.repeat(3)}SELECT 2;`,
      'crlf.sql': `SELECT 1;\r\n${warned.replaceAll('\n', '\r\n')}SELECT 2;\r\n`,
      'mark.sql': `\ufeff${warned}`,
      'last.sql': 'SELECT 1;\n-- sqlflow-ignore SF401: at the end',
      ...(command === 'git' ? { 'quote"\n.sql': warned } : {}),
    }
    const [patched, fixed] = [folderWith(files), folderWith(files)]
    const { code, out } = await patched.run(['lint', '--diff'])
    expect(code).toBe(1)
    const { status, stderr } = spawnSync(command, args, { cwd: patched.path, input: out, encoding: 'utf8' })
    expect([status, stderr]).toEqual([0, ''])
    expect((await fixed.run(['lint', '--fix'])).err).toContain(`; ${Object.keys(files).length + 2} mended`)
    for (const name of Object.keys(files)) expect(patched.read(name), name).toBe(fixed.read(name))
    expect(fixed.read('mark.sql')).toBe('\ufeffSELECT 1;\n')
    expect(fixed.read('crlf.sql')).toBe('SELECT 1;\r\nSELECT 1;\r\nSELECT 2;\r\n')
    expect((await fixed.run(['lint', '--diff'])).code).toBe(0)
  })
})

test('a difference too large to be found quickly replaces the text', async () => {
  const text = Array.from(
    { length: 8000 },
    (_, at) => `-- sqlflow-ignore SF401: ${at}\nSELECT ${at};\n`,
  ).join('')
  const folder = folderWith({ 'large.sql': text })
  const { out } = await folder.run(['lint', '--diff'])
  const { status, stderr } = spawnSync('git', ['apply', '-'], {
    cwd: folder.path,
    input: out,
    encoding: 'utf8',
  })
  expect([status, stderr]).toEqual([0, ''])
  expect(folder.read('large.sql')).toBe(text.replace(/^--.*\n/gm, ''))
})
