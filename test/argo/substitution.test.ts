// Proves that the replay in support/argo-substitution.ts is real: it does to naive text what Argo and Kubernetes do
// to it, and leaves alone the one encoding that is safe.

import { describe, expect, test } from 'vitest'
import { podsOf, scriptPath } from '../support/argo-substitution.ts'
import { replaceTags } from '../support/argo-template.ts'
import { marshal, quoted } from '../support/go-text.ts'
import { expand } from '../support/kubernetes-expansion.ts'

/** A workflow that hands `data` to its only step as a raw artifact and `text` as a parameter that becomes an argument. */
function workflow({ data = '', text = '' }: { readonly data?: string; readonly text?: string }) {
  const step = {
    name: 'step',
    inputs: { parameters: [{ name: 'text' }], artifacts: [{ name: 'spec', path: '/spec.json' }] },
    container: {
      image: 'python:3.12',
      command: ['python3', '-c'],
      args: ['{{inputs.parameters.text}}'],
      env: [
        { name: 'HOME', value: '/root' },
        { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'store', key: 'password' } } },
      ],
    },
  }
  const task = {
    name: 's001-step',
    template: 'step',
    arguments: { parameters: [{ name: 'text', value: text }], artifacts: [{ name: 'spec', raw: { data } }] },
  }
  return {
    kind: 'Workflow',
    metadata: { name: 'demo' },
    spec: { entrypoint: 'main', templates: [{ name: 'main', dag: { tasks: [task] } }, step] },
  }
}

const onlyPod = (manifest: unknown) => {
  const [pod, ...others] = podsOf(manifest)
  if (!pod || others.length > 0) throw new Error('expected one pod')
  return pod
}

const fileOf = (data: string) => onlyPod(workflow({ data })).files.get('/spec.json')

const argumentOf = (text: string) => onlyPod(workflow({ text })).args[0]

/** The encoding under test: JSON in ASCII without the characters that any of the readers on the way gives a meaning. */
const guarded = (value: unknown): string => {
  const hex = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(value).replace(/"(?:[^"\\]|\\.)*"/g, (literal) =>
    literal.replace(/[{}$\u007f-\uffff]/g, hex),
  )
}

const nasty = [
  '{{workflow.name}}',
  '{{=1+1}}',
  "{{='{{'}}",
  '{{',
  '}}',
  '{{tasks.nowhere.outputs.result}}',
  '{{inputs.parameters.text}}',
  '$$ $(HOME) $(KUBERNETES_SERVICE_HOST)',
  'a\u0007b\u007f\u0000\n\t\\ " \\u007b',
  '模型 é \u2028 😀 \u{e0001} <&>',
]

describe('naive text is damaged', () => {
  test.each([
    ['a global', 'name: {{workflow.name}}', 'name: demo'],
    ['spaces in a tag', '{{ workflow.name }}', 'demo'],
    ['an expression', '{{=1+1}} {{=2*(3-1)}}', '2 4'],
    ['a tag made by an expression', "{{='{'}}{workflow.name}}", 'demo'],
    ['a tag in a tag', '{{workflow.{{workflow.name}}}}', '{{workflow.demo}}'],
    ['a doubled dollar', 'cost: $$5', 'cost: $5'],
    ['a variable that every pod has', '$(KUBERNETES_SERVICE_PORT)', '443'],
  ])('in a raw artifact: %s', (_, data, expected) => {
    expect(fileOf(data)).toBe(expected)
  })

  test.each([
    ['a global', '{{workflow.name}}', 'demo'],
    ['a variable', 'cd $(HOME)', 'cd /root'],
    ['a secret', 'echo $(PASSWORD)', 'echo <from elsewhere>'],
    ['a doubled dollar', '$$(HOME)', '$(HOME)'],
  ])('in an argument: %s', (_, text, expected) => {
    expect(argumentOf(text)).toBe(expected)
  })

  test('in the source of a script', () => {
    const script = { image: 'bash', command: ['bash'], source: 'echo {{workflow.name}} $$' }
    const pod = onlyPod({
      kind: 'Workflow',
      metadata: { name: 'demo' },
      spec: { entrypoint: 'main', templates: [{ name: 'main', script }] },
    })
    expect(pod.files.get(scriptPath)).toBe('echo demo $')
    expect(pod.args).toEqual([scriptPath])
  })

  test('an unclosed tag swallows a real one', () => {
    const values = new Map([['workflow.name', 'demo']])
    expect(replaceTags('{{ {{workflow.name}}', values)).toBe('{{ demo')
    expect(replaceTags('{{ {{ workflow.name }}', values)).toBe('{{ {{ workflow.name }}')
    expect(() => replaceTags('{{workflow.name', values)).toThrow('Cannot find end tag')
  })

  test('a reference to a task that is not there waits for ever', () => {
    expect(() => fileOf('{{tasks.nowhere.outputs.result}}')).toThrow('failed to resolve')
  })

  test.each(['\u0007', '\v', '\u0001', '\u007f', '\u{e0001}', '\u{f0000}'])(
    '%j in a parameter breaks the pod',
    (char) => {
      expect(() => argumentOf(`a${char}b`)).toThrow('invalid JSON')
    },
  )
})

test('a long template is not expanded, because it travels in a ConfigMap', () => {
  expect(fileOf(`$$${' '.repeat(131_072)}`)).toMatch(/^\$\$ /)
})

describe('guarded JSON arrives unchanged', () => {
  test.each(nasty.map((text) => [JSON.stringify(text), text]))('%s', (_, text) => {
    const data = guarded({ sql: text, [`key ${text}`]: [text] })
    expect(data).toMatch(/^[ -~]*$/)
    expect(fileOf(data)).toBe(data)
    expect(JSON.parse(data)).toEqual({ sql: text, [`key ${text}`]: [text] })
    expect(argumentOf(guarded(text))).toBe(guarded(text))
  })

  test('with structural braces that close together', () => {
    // Braces outside strings stay as they are: }} alone opens no tag, and {{ does not occur in JSON.
    expect(fileOf(guarded({ a: { b: {} } }))).toBe('{"a":{"b":{}}}')
  })
})

describe('the way through a workflow', () => {
  const leaf = {
    name: 'leaf',
    inputs: { parameters: [{ name: 'x', default: 'd' }] },
    container: { image: 'i', args: ['{{inputs.parameters.x}}'] },
  }
  const call = (name: string, template: string, x?: string) => ({
    name,
    template,
    ...(x === undefined ? {} : { arguments: { parameters: [{ name: 'x', value: x }] } }),
  })
  const dag = (name: string, ...tasks: object[]) => ({ name, dag: { tasks } })

  test('nested DAGs give one pod for each task, with its path', () => {
    const templates = [
      dag('main', call('a-1', 'inner'), call('a-2', 'leaf', 'y')),
      dag('inner', call('b-1', 'leaf')),
      leaf,
    ]
    const pods = podsOf({
      kind: 'WorkflowTemplate',
      metadata: { name: 'w' },
      spec: { entrypoint: 'main', templates },
    })
    expect(pods.map(({ task, args }) => [task, ...args])).toEqual([
      ['a-1/b-1', 'd'],
      ['a-2', 'y'],
    ])
  })

  test('templateRef looks into the other templates, whose own names hold there', () => {
    const other = {
      kind: 'WorkflowTemplate',
      metadata: { name: 'part' },
      spec: { templates: [dag('main', call('b-1', 'leaf')), leaf] },
    }
    const task = { name: 'a-1', templateRef: { name: 'part', template: 'main' } }
    const workflowSpec = { entrypoint: 'main', templates: [dag('main', task)] }
    const cron = {
      kind: 'CronWorkflow',
      metadata: { name: 'w' },
      spec: { schedules: ['@daily'], workflowSpec },
    }
    expect(podsOf(cron, { workflowTemplates: [other] }).map(({ task }) => task)).toEqual(['a-1/b-1'])
    expect(() => podsOf(cron)).toThrow("couldn't find workflow template 'part'")
  })

  test('defaults of templates reach the container', () => {
    const templateDefaults = {
      container: { image: 'base', command: ['run', '{{workflow.name}}'], env: [{ name: 'A', value: '1' }] },
    }
    const container = { image: 'own', env: [{ name: 'B', value: '2' }] }
    const spec = {
      entrypoint: 'main',
      templateDefaults,
      templates: [dag('main', call('a-1', 'c')), { name: 'c', container }],
    }
    const pod = onlyPod({ kind: 'Workflow', metadata: { generateName: 'w-' }, spec })
    expect([pod.image, ...pod.command, pod.env.get('A'), pod.env.get('B')]).toEqual([
      'own',
      'run',
      'w-x7k2p',
      '1',
      '2',
    ])
  })

  test.each([
    ['an unknown template', [dag('main', call('a-1', 'gone'))], "template name 'gone' undefined"],
    [
      'a missing parameter',
      [dag('main', call('a-1', 'p')), { name: 'p', inputs: { parameters: [{ name: 'q' }] } }],
      'inputs.parameters.q was not supplied',
    ],
    [
      'a missing artifact',
      [dag('main', call('a-1', 'p')), { name: 'p', inputs: { artifacts: [{ name: 'q' }] } }],
      'inputs.artifacts.q was not supplied',
    ],
    ['endless recursion', [dag('main', call('a-1', 'main'))], 'without end'],
    ['a loop', [dag('main', { ...call('a-1', 'leaf'), withItems: [1] }), leaf], 'withItems is not modelled'],
  ])('%s is refused', (_, templates, message) => {
    expect(() =>
      podsOf({ kind: 'Workflow', metadata: { name: 'w' }, spec: { entrypoint: 'main', templates } }),
    ).toThrow(message)
  })
})

// The expected texts below were printed by Go itself.
describe('Go writes text its own way', () => {
  test('strconv.Quote', () => {
    expect(quoted('"\\\u0007\b\f\n\r\t\v\u0000\u007f\u0085\u00a0\u2028é中😀\u{e0001}')).toBe(
      '\\"\\\\\\a\\b\\f\\n\\r\\t\\v\\x00\\x7f\\u0085\\u00a0\\u2028é中😀\\U000e0001',
    )
  })

  test('encoding/json', () => {
    expect(marshal('<a&b>\u2028\u0000\u007f\ud800é')).toBe(
      '"\\u003ca\\u0026b\\u003e\\u2028\\u0000\u007f\ufffdé"',
    )
  })
})

test.each([
  ['$(A)', 'a'],
  ['$$(A)', '$(A)'],
  ['$$$(A)', '$a'],
  ['$(B) $A $', '$(B) $A $'],
  ['$($$', '$($'],
])('Kubernetes turns %s into %s', (text, expected) => {
  expect(expand(text, new Map([['A', 'a']]))).toBe(expected)
})
