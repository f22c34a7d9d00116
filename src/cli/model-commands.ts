/** `sqlflowc model …` as the command line has it. */
import type { Command } from 'commander'
import type { Host } from '../host.ts'
import type { ModelCommandOptions } from './commands/model.ts'
import type { PinOptions } from './commands/model-pin.ts'
import { commonOptions } from './options.ts'

export function modelCommands(model: Command, host: Host, done: (code: number) => void): void {
  model.description('Look at the models of a store, and pin those that programs need.')
  commonOptions(model.command('list'))
    .description('List the models of a store.')
    .option('--json', 'with their whole metadata, as JSON')
    .action(async (options: ModelCommandOptions) => {
      const { modelListCommand } = await import('./commands/model.ts')
      done(await modelListCommand(host, options))
    })
  commonOptions(model.command('show').argument('<name>', 'of the model, as programs write it'))
    .description('Show what is known of a model.')
    .option('--json', 'its metadata document')
    .action(async (name: string, options: ModelCommandOptions) => {
      const { modelShowCommand } = await import('./commands/model.ts')
      done(await modelShowCommand(host, name, options))
    })
  commonOptions(model.command('pin').argument('<files...>', 'programs; - is standard input'))
    .description(
      'Write the metadata of models that the programs use, and do not train, into sqlflow.lock.json: with it they compile without a store.',
    )
    .option(
      '--catalog',
      'also the columns of tables that the programs read: the linter checks columns with them',
    )
    .addHelpText('after', '\nExample: sqlflowc model pin jobs/*.sql && git add sqlflow.lock.json')
    .action(async (files: string[], options: PinOptions) => {
      const { modelPinCommand } = await import('./commands/model-pin.ts')
      done(await modelPinCommand(host, files, options))
    })
}
