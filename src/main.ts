#!/usr/bin/env node
/** The executable. An old Node must get as far as the message below, so nothing is imported before it. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 13)) {
  process.stderr.write(
    `sqlflowc needs Node.js 22.13 or newer, and this is ${process.versions.node}.\nInstall a newer one, or run it with: npx --package node@24 --package sqlflowc sqlflowc\n`,
  )
  process.exitCode = 3
} else {
  const [{ run }, { nodeHost }] = await Promise.all([import('./cli/cli.ts'), import('./cli/node-host.ts')])
  // A reader that has seen enough (`| head`) is no fault.
  process.stdout.on('error', (error) => {
    if ('code' in error && error.code === 'EPIPE') process.exit(0)
    throw error
  })
  process.exitCode = await run(process.argv.slice(2), nodeHost())
}
