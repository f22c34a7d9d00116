/**
 * How `dist` is made, in two parts. The library leaves its dependencies to who imports it. The command is bundled with what it
 * loads at every start, in few files: finding and reading hundreds of modules took longer than compiling a program.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'tsdown'

/** Bundled with the command. The drivers, Graphviz and the language server's packages are loaded when they are needed. */
const bundled = [/^commander/, /^chevrotain$/, /^@chevrotain\//, /^yaml$/, /^picomatch/]

const both = {
  platform: 'node',
  target: 'node22',
  fixedExtension: false,
  clean: false,
  // Where it is looked at; elsewhere a warning is no reason to be without a command.
  failOnWarn: 'ci-only',
  // How long plugins take depends on what else the machine does.
  inputOptions: { checks: { pluginTimings: false } },
}

export default defineConfig([
  {
    ...both,
    name: 'library',
    clean: ['dist'],
    entry: ['src/index.ts'],
    dts: true,
    copy: [{ from: 'src/schema', to: 'dist' }],
  },
  {
    ...both,
    name: 'command',
    entry: ['src/main.ts'],
    dts: false,
    deps: { alwaysBundle: bundled, onlyBundle: bundled },
    // Of YAML's two builds the one for browsers is made of ES modules, of which only what is used is kept.
    alias: { yaml: fileURLToPath(new URL('node_modules/yaml/browser/index.js', import.meta.url)) },
    treeshake: { moduleSideEffects: [{ test: /node_modules\/(yaml|chevrotain|@chevrotain)\//, sideEffects: false }] },
    plugins: [noExecutables(), builtins(), ascii(), notices()],
    // Names of functions stay, and lines: a stack trace can be read without a source map.
    minify: { compress: true, mangle: { keepNames: true }, codegen: { removeWhitespace: false } },
    outputOptions: {
      comments: { legal: false, jsdoc: false, annotation: false },
      chunkFileNames: 'command/[name]-[hash].js',
      codeSplitting: {
        groups: [
          { name: 'start', test: /src\/(version|cli\/streams)\.ts$/, priority: 3 },
          { name: 'cli', test: /src\/cli\/(cli|node-host)\.ts$/, priority: 2 },
          {
            name: 'compile',
            test: /src\/(compile|cli\/session|config\/load|cli\/commands\/(compile|plan))\.ts$/,
            priority: 1,
          },
          { name: 'lint', test: /src\/(lint\/lint|cli\/commands\/lint)\.ts$/ },
        ],
      },
    },
  },
])

/** Commander can start executables as subcommands. There are none, and what starts processes takes long to load. */
function noExecutables() {
  return {
    name: 'no-executables',
    transform: {
      filter: { id: /node_modules\/commander\// },
      handler: (code) => code.replace("import childProcess from 'node:child_process'", 'const childProcess = {}'),
    },
  }
}

/**
 * An import of a module of Node's reads all that it exports, and so loads parts of Node that nobody asked for: `node:process`
 * alone takes as long as half of a start. What reads and writes files is loaded at the first call; `--help` makes none.
 */
function builtins() {
  const lazy = 'node:fs/promises'
  return {
    name: 'builtins',
    renderChunk: (code) =>
      code.replace(/^import (.*) from "(node:[\w/]+)";$/gm, (_, what, name) => {
        const module = `globalThis.process.getBuiltinModule("${name}")`
        if (name !== lazy) return `const ${what.replace(/^\* as /, '').replaceAll(' as ', ': ')} = ${module};`
        return [...what.matchAll(/(\w+)(?: as ([\w$]+))?/g)]
          .map(([, imported, own = imported]) => `const ${own} = (...args) => ${module}.${imported}(...args);`)
          .join('\n')
      }),
  }
}

/** A file with one character beyond ASCII takes twice the memory, and half as long again to read. */
function ascii() {
  const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  return {
    name: 'ascii',
    generateBundle: (_, files) => {
      for (const file of Object.values(files)) {
        if (file.type === 'chunk') file.code = file.code.replace(/[^\0-\x7f]/g, escaped)
      }
    },
  }
}

/** The licences of what is bundled ask that they go along. */
function notices() {
  return {
    name: 'notices',
    generateBundle(_, files) {
      const found = new Set()
      for (const { moduleIds = [] } of Object.values(files)) {
        for (const id of moduleIds) found.add(/^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id)?.[0])
      }
      found.delete(undefined)
      const packages = new Map()
      for (const folder of [...found].sort()) {
        const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
        const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
        const text = readFileSync(`${folder}/${file}`, 'utf8').trim()
        packages.set(text, [...(packages.get(text) ?? []), `${name} ${version} (${license})`])
      }
      const texts = [...packages].map(([text, names]) => `${names.join('\n')}\n\n${text}`)
      const source = `The files of the folder command hold parts of these packages.\n\n${texts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`
      this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-NOTICES.txt', source })
    },
  }
}
