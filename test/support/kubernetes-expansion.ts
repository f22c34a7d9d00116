// What the kubelet does to a container's command, arguments and environment before it starts: $(NAME) becomes the
// value of a variable of that container, $$ becomes $. A name it does not know stays as it is.

export type Environment = ReadonlyMap<string, string>

export interface EnvironmentVariable {
  readonly name: string
  readonly value: string
}

/** Every pod has these, whatever its manifest says. */
const serviceEnvironment: Environment = new Map([
  ['KUBERNETES_SERVICE_HOST', '10.96.0.1'],
  ['KUBERNETES_SERVICE_PORT', '443'],
  ['KUBERNETES_PORT', 'tcp://10.96.0.1:443'],
])

export function expand(text: string, environment: Environment): string {
  return text.replace(/\$(?:(\$)|\(([^)]*)\))/g, (whole, dollar?: string, name?: string) =>
    dollar === undefined ? (environment.get(name ?? '') ?? whole) : '$',
  )
}

/** A value may refer to variables above it. */
export function expandEnvironment(variables: readonly EnvironmentVariable[]): Environment {
  const environment = new Map(serviceEnvironment)
  for (const { name, value } of variables) environment.set(name, expand(value, environment))
  return environment
}
