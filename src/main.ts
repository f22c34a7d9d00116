#!/usr/bin/env node
/**
 * The executable. An old Node must get as far as the message below: nothing is imported before it, and
 * the syntax is what such a Node reads (no `await` outside of a function).
 */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 13)) {
  process.stderr.write(
    `sqlflowc needs Node.js 22.13 or newer, and this is ${process.versions.node}.\nInstall a newer one, or run it with one: npx node@24 ${process.argv[1]}\n`,
  )
  process.exitCode = 3
} else start(process.argv.slice(2))

async function start(args: readonly string[]): Promise<void> {
  // Node keeps what it compiles in its folder below that for temporary files, or nowhere with NODE_DISABLE_COMPILE_CACHE=1.
  process.getBuiltinModule('node:module').enableCompileCache()
  const [{ output }, { version }] = await Promise.all([import('./cli/streams.ts'), import('./version.ts')])
  // Editors and scripts ask for it all the time, and it needs no command line.
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
    output.write(`${version}\n`)
    return
  }
  const [{ run }, { nodeHost }] = await Promise.all([import('./cli/cli.ts'), import('./cli/node-host.ts')])
  process.exitCode = await run(args, nodeHost())
}
