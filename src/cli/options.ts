/** Options that several commands have. */
import { type Command, Option } from 'commander'
import { workflowKinds } from '../config/kinds.ts'
import { targetNames, targetWords } from '../config/targets.ts'
import { urlForm, urlWords } from '../config/url.ts'
import { dataSources, schemesWhere, stepsSave } from '../datasources/table.ts'
import { dialectNames } from '../dialects/table.ts'
import { UsageError } from './errors.ts'

/** A program to read, and everything that bears on how it is read. */
export function programOptions(command: Command): Command {
  return commonOptions(command.argument('<file>', 'the program; - is standard input'))
}

/** Where tables and models are, for what is no program any more. */
export function placeOptions(command: Command): Command {
  for (const option of places) command.addOption(option)
  return command
}

/** Where things are, and how problems are shown. */
export function commonOptions(command: Command): Command {
  for (const option of common) command.addOption(option)
  return command
}

export function outputOption(when = '; only when there is no error'): Option {
  return new Option('-o, --output <file>', `write here instead of standard output${when}`)
}

export function kindOption(): Option {
  return new Option('--kind <kind>', 'object to write').choices(workflowKinds)
}

export function formatOption(formats: readonly string[], preset: string): Option {
  return new Option('--format <format>', 'form of the result').choices(formats).default(preset)
}

export function targetOption(): Option {
  return new Option('--target <target>', `what to write: ${targetWords}`).choices(targetNames)
}

/** What is no URL may be a password, so it is not repeated, as Commander's own errors would. */
function url(flag: string): (text: string) => string {
  return (text) => {
    if (urlForm.test(text)) return text
    throw new UsageError(`${flag} must be ${urlWords}`)
  }
}

/** From 0 on. */
export function count(flag: string): (text: string) => string {
  return (text) => {
    if (/^\d{1,9}$/.test(text)) return text
    throw new UsageError(`${flag} must be a whole number, not ${text}`)
  }
}

/** From 1 on. */
export function wholeNumber(flag: string): (text: string) => number {
  return (text) => {
    if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
    throw new UsageError(`${flag} must be a whole number from 1 on, not ${text}`)
  }
}

/** Made once for all commands: half of what `--help` takes is to make options. */
const places = [
  new Option(
    '--datasource <url>',
    'database that the tables live in; its scheme decides the dialect',
  ).argParser(url('--datasource')),
  new Option(
    '--model-store <url>',
    `where models live, when not in the data source: ${[...new Set(schemesWhere(stepsSave).map((scheme) => dataSources[scheme].form))].join(', ')}`,
  ).argParser(url('--model-store')),
  new Option('--config <file>', 'settings, instead of sqlflow.yaml in this folder'),
]
const common = [
  ...places,
  new Option('--dialect <dialect>', 'dialect of the program').choices(dialectNames),
  new Option('--offline', 'ask no store; models trained elsewhere come from sqlflow.lock.json'),
  new Option('--locked', 'models trained elsewhere must be as sqlflow.lock.json has them'),
  new Option('--color <when>', 'colour the problems').choices(['auto', 'always', 'never']).default('auto'),
  new Option('--diagnostics <form>', 'form of the problems on standard error')
    .choices(['pretty', 'json'])
    .default('pretty'),
]
