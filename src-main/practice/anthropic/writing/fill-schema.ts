import type { JsonSchema } from '../messages-request.ts'

/**
 * A value that satisfies the schema. `known` supplies what is known by name; every other required field is filled
 * by its type, so that a schema may grow without this world having to learn of it.
 */
export type Known = (name: string, schema: JsonSchema) => unknown

export function fillSchema(schema: JsonSchema, known: Known, root: JsonSchema = schema, name = ''): unknown {
  const resolved = resolve(schema, root)
  if (resolved.const !== undefined) return resolved.const
  const value = name === '' ? undefined : known(name, resolved)
  if (value !== undefined && fits(value, resolved, root)) return value
  if (resolved.enum) return resolved.enum[0]
  const alternative =
    resolved.anyOf?.find((choice) => resolve(choice, root).type !== 'null') ?? resolved.anyOf?.[0]
  if (alternative) return fillSchema(alternative, known, root, name)
  switch (typeOf(resolved)) {
    case 'object':
      return Object.fromEntries(
        Object.entries(resolved.properties ?? {}).map(([key, property]) => [
          key,
          fillSchema(property, known, root, key),
        ]),
      )
    case 'array':
      return resolved.items ? [fillSchema(resolved.items, known, root, singular(name))] : []
    case 'integer':
    case 'number':
      return 1
    case 'boolean':
      return false
    case 'null':
      return null
    default:
      return filler(resolved, name)
  }
}

/** Whether the value has the shape that the schema asks for. */
export function fits(value: unknown, schema: JsonSchema, root: JsonSchema = schema): boolean {
  const resolved = resolve(schema, root)
  if (resolved.const !== undefined) return value === resolved.const
  if (resolved.enum) return resolved.enum.includes(value)
  if (resolved.anyOf) return resolved.anyOf.some((choice) => fits(value, choice, root))
  switch (typeOf(resolved)) {
    case 'object':
      return fitsObject(value, resolved, root)
    case 'array':
      return (
        Array.isArray(value) && value.every((item) => !resolved.items || fits(item, resolved.items, root))
      )
    case 'integer':
      return Number.isInteger(value)
    case 'number':
      return typeof value === 'number'
    case 'boolean':
      return typeof value === 'boolean'
    case 'null':
      return value === null
    default:
      return typeof value === 'string'
  }
}

function fitsObject(value: unknown, schema: JsonSchema, root: JsonSchema): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const fields = value as Readonly<Record<string, unknown>>
  return (
    (schema.required ?? []).every((key) => key in fields) &&
    Object.entries(fields).every(([key, field]) => {
      const property = schema.properties?.[key]
      return property !== undefined && fits(field, property, root)
    })
  )
}

function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const name = schema.$ref?.split('/').at(-1)
  const target = name === undefined ? undefined : root.$defs?.[name]
  if (target) return resolve(target, root)
  return schema.allOf?.length === 1 && schema.allOf[0] ? resolve(schema.allOf[0], root) : schema
}

const typeOf = (schema: JsonSchema): string | undefined =>
  Array.isArray(schema.type)
    ? schema.type.find((type) => type !== 'null')
    : (schema.type as string | undefined)

const singular = (name: string): string => name.replace(/ies$/, 'y').replace(/s$/, '')

function filler(schema: JsonSchema, name: string): string {
  switch (schema.format) {
    case 'date':
      return '2026-11-23'
    case 'date-time':
      return '2026-11-23T15:00:00Z'
    case 'email':
      return 'office@example.com'
    case 'uri':
      return 'https://example.com/'
    default:
      return `About ${name.replaceAll('_', ' ') || 'this'}`
  }
}
