/** A key that the schema does not have: what it was perhaps meant to be. */
import type { Report } from "../diagnostics/diagnostic.ts";
import { meant, nearest, oneOf } from "../diagnostics/suggest.ts";
import { optimizeSchema } from "../engines/data/optimize-attributes.ts";
import { synonyms } from "../engines/data/synonyms.ts";
import type { ArgumentFamily, Schema } from "../engines/engine.ts";
import { engines } from "../engines/table.ts";
import type { Attribute } from "../syntax/ast.ts";
import { constantOf } from "./values.ts";

export interface UnknownContext {
	readonly schema: Schema;
	/** The schema with the arguments of chosen classes. */
	readonly expanded: Schema;
	readonly owner: string;
	readonly custom?: boolean;
	readonly instead?: Readonly<Record<string, string>>;
}

export function reportUnknown(
	{ key }: Attribute,
	all: readonly Attribute[],
	context: UnknownContext,
	report: Report,
): void {
	const { schema, expanded, owner, custom } = context;
	const family = schema.families.find(({ prefix }) =>
		key.value.startsWith(prefix),
	);
	const prefix = key.value.slice(0, key.value.indexOf(".") + 1);
	const help = suggestion(key.value, all, context);
	if (custom && prefix !== "" && !prefixesOf(expanded).has(prefix)) {
		report({
			name: "unchecked-attribute",
			message: `\`${key.value}\` is not checked: \`${prefix}\` is no prefix that is known for ${owner}`,
			span: key.span,
			help:
				nearSpelling(key.value, expanded) ??
				"it is handed to the step as it is written",
		});
		return;
	}
	report({
		name: "unknown-attribute",
		message: family
			? `\`${key.value}\` is no argument of ${classOf(family, all)}`
			: `\`${key.value}\` is no attribute of ${owner}`,
		span: key.span,
		...(help === undefined ? {} : { help }),
	});
}

function suggestion(
	key: string,
	all: readonly Attribute[],
	context: UnknownContext,
): string | undefined {
	const { expanded, instead, owner, custom } = context;
	const tail = key.slice(key.lastIndexOf(".") + 1);
	if (instead && Object.hasOwn(instead, tail)) return instead[tail];
	const given = new Set(all.map((attribute) => attribute.key.value));
	const names = candidates(expanded).filter((name) => !given.has(name));
	const elsewhere = verbOf(key);
	if (elsewhere !== undefined && nearest(key, names).length === 0)
		return `it is an attribute of ${elsewhere}`;
	const near = meant(key, names) ?? meantBySynonym(tail, names);
	if (near !== undefined) return near;
	const prefix = key.slice(0, key.indexOf(".") + 1);
	if (custom && prefix === "")
		return `parameters of ${owner} are written with a prefix: \`model.${key}\``;
	const siblings = names.filter(
		(name) => prefix !== "" && name.startsWith(prefix),
	);
	if (siblings.length > 0)
		return `with \`${prefix}\` there are ${oneOf(siblings)}`;
	return names.length > 0 ? `known are ${oneOf(names)}` : undefined;
}

/** Names to offer: of several spellings of a parameter the one without `model.`. */
function candidates({ attributes }: Schema): string[] {
	return Object.entries(attributes)
		.filter(
			([key, { sameAs }]) => sameAs === undefined || !key.startsWith("model."),
		)
		.map(([key]) => key);
}

function meantBySynonym(
	tail: string,
	names: readonly string[],
): string | undefined {
	const others = Object.hasOwn(synonyms, tail.toLowerCase())
		? (synonyms[tail.toLowerCase()] ?? [])
		: [];
	for (const other of others) {
		const found = names.filter(
			(name) => name === other || name.endsWith(`.${other}`),
		);
		if (found.length > 0) return `perhaps ${oneOf(found)} was meant`;
	}
	return undefined;
}

/** Only what differs in its prefix: other likeness means little for a key of another tool. */
function nearSpelling(key: string, schema: Schema): string | undefined {
	const tail = key.slice(key.indexOf(".") + 1);
	const prefix = nearest(
		key.slice(0, key.indexOf(".")),
		[...prefixesOf(schema)].map((one) => one.slice(0, -1)),
	)[0];
	if (prefix !== undefined)
		return `perhaps \`${prefix}.${tail}\` was meant; as it stands it is handed to the step unread`;
	const same = candidates(schema).find(
		(name) => name.slice(name.indexOf(".") + 1) === tail,
	);
	return same === undefined
		? undefined
		: `perhaps \`${same}\` was meant; as it stands it is handed to the step unread`;
}

function prefixesOf({ attributes, open }: Schema): Set<string> {
	const prefixes = Object.keys(attributes).map((key) =>
		key.slice(0, key.indexOf(".") + 1),
	);
	return new Set(
		[...prefixes, ...open.map(({ prefix }) => prefix)].filter(
			(prefix) => prefix !== "",
		),
	);
}

function classOf(
	{ chosenBy, otherwise }: ArgumentFamily,
	all: readonly Attribute[],
): string {
	const chosen = all.find(({ key }) => key.value === chosenBy);
	const constant = chosen && constantOf(chosen.value);
	if (constant?.kind === "string") return constant.value;
	return `${otherwise.join(" or ")}, which \`${chosenBy}\` is when absent`;
}

/** The verb that does take the key. */
function verbOf(key: string): string | undefined {
	for (const { uses } of Object.values(engines)) {
		for (const [verb, schema] of Object.entries(uses)) {
			if (Object.hasOwn(schema.attributes, key))
				return `TO ${verb.toUpperCase()}`;
		}
	}
	return Object.hasOwn(optimizeSchema.attributes, key)
		? "TO MAXIMIZE and TO MINIMIZE"
		: undefined;
}
