/**
 * Nearest names and lists of what was possible. A name is near when it differs in case only, in its
 * prefix only (`epoch`, `train.epoch`), or by about a third of its letters; a swap of two
 * neighbours counts once.
 */

/** Longer words are no slips of the pen, and cost time. */
const longestWord = 80;

interface Scored {
	readonly name: string;
	readonly score: number;
}

/** The names nearest to `word`, best first, at most `limit`; nothing when none is near. */
export function nearest(
	word: string,
	candidates: Iterable<string>,
	limit = 1,
): string[] {
	const wanted = word.toLowerCase();
	if (wanted === "" || wanted.length > longestWord) return [];
	const wantedTail = lastPart(wanted);
	const scored: Scored[] = [];
	for (const name of new Set(candidates)) {
		const score = scoreOf(wanted, wantedTail, name.toLowerCase());
		if (score !== undefined) scored.push({ name, score });
	}
	return scored
		.sort(
			(a, b) =>
				a.score - b.score ||
				a.name.length - b.name.length ||
				(a.name < b.name ? -1 : 1),
		)
		.slice(0, limit)
		.map(({ name }) => name);
}

/** "perhaps `x` was meant", when a name is near. */
export function meant(
	word: string,
	candidates: Iterable<string>,
): string | undefined {
	const [first, second] = nearest(word, candidates, 2);
	if (first === undefined) return undefined;
	// Two names that fit equally well are both said; a name that is only farther away is not.
	const both = second !== undefined && lastPart(first) === lastPart(second);
	return both
		? `perhaps \`${first}\` or \`${second}\` was meant`
		: `perhaps \`${first}\` was meant`;
}

/** "`a`, `b` or `c`"; a long list ends in a count. */
export function oneOf(names: readonly string[], most = 24): string {
	const quoted = names.map((name) => `\`${name}\``);
	if (quoted.length > most)
		return `${quoted.slice(0, most).join(", ")} and ${quoted.length - most} more`;
	const last = quoted.at(-1) ?? "";
	return quoted.length < 2
		? last
		: `${quoted.slice(0, -1).join(", ")} or ${last}`;
}

/** Smaller is nearer. A name that differs in its prefix only beats one that is spelt differently. */
function scoreOf(
	wanted: string,
	wantedTail: string,
	name: string,
): number | undefined {
	if (name === wanted) return 0;
	const tail = lastPart(name);
	const dotted = tail !== name || wantedTail !== wanted;
	if (dotted && tail === wantedTail) return 0.5;
	const whole = distance(wanted, name, allowed(wanted));
	const part = dotted
		? distance(wantedTail, tail, allowed(wantedTail))
		: undefined;
	if (whole === undefined) return part === undefined ? undefined : part + 0.5;
	return part === undefined ? whole : Math.min(whole, part + 0.5);
}

function allowed(word: string): number {
	return Math.floor(word.length / 3);
}

function lastPart(name: string): string {
	return name.slice(name.lastIndexOf(".") + 1);
}

/** Letters to insert, drop, change or swap with their neighbour; nothing when more than `most`. */
function distance(a: string, b: string, most: number): number | undefined {
	if (Math.abs(a.length - b.length) > most) return undefined;
	let beforeLast: number[] = [];
	let last = Array.from({ length: b.length + 1 }, (_, column) => column);
	for (let row = 1; row <= a.length; row++) {
		const current = [row];
		let least = row;
		for (let column = 1; column <= b.length; column++) {
			const same = a[row - 1] === b[column - 1];
			let cost = Math.min(
				(last[column] ?? 0) + 1,
				(current[column - 1] ?? 0) + 1,
				(last[column - 1] ?? 0) + (same ? 0 : 1),
			);
			const swapped =
				a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
			if (row > 1 && column > 1 && swapped)
				cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
			current.push(cost);
			least = Math.min(least, cost);
		}
		if (least > most) return undefined;
		beforeLast = last;
		last = current;
	}
	const total = last[b.length] ?? 0;
	return total <= most ? total : undefined;
}
