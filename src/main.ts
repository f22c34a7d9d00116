#!/usr/bin/env node
/**
 * The executable. An old Node must get as far as the message below: nothing is imported before it, and
 * the syntax is what such a Node reads (no `await` outside of a function).
 */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 13)) {
  process.stderr.write(
    `sqlflowc needs Node.js 22.13 or newer, and this is ${process.versions.node}.\nInstall a newer one, or run it with: npx --package node@24 --package sqlflowc sqlflowc\n`,
  )
  process.exitCode = 3
} else {
  Promise.all([import('./cli/cli.ts'), import('./cli/node-host.ts')]).then(
    async ([{ run }, { nodeHost, watchStreams }]) => {
      watchStreams()
      process.exitCode = await run(process.argv.slice(2), nodeHost())
    },
  )
}
