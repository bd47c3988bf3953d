/** What the reference says there is: by entry, then by name. */
export type Reference = ReadonlyMap<string, ReadonlyMap<string, Documented>>;

/** What the reference says of one name; null where it lists nothing to compare. */
interface Documented {
  /** Rows of the table of a component. */
  props: readonly Prop[];
  /** What a hook gives. */
  gives: readonly string[] | null;
}

interface Prop {
  name: string;
  required: boolean;
}

const ENTRY = /^## `([^`]+)`\n([\s\S]*?)(?=^## |$(?![\s\S]))/gm;
const SECTION = /^### (.*)\n([\s\S]*?)(?=^### |$(?![\s\S]))/gm;
const ROW = /^\| (?:`(\w+)`|\[identit[yé]\]\(#[a-z-]+\)) \| (×?) ?\|/gm;
/** Lines that list names: what a hook gives, and what another entry exports, too. */
const GIVES = /^(?:Gives|Rend) (`.*)$/m;
const ALSO = /^(?:Also here:|Aussi ici :) (.*)$/m;

const namesIn = (text: string): string[] => [...text.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);

/** Reads a reference: an entry is a chapter, names are headings in it. */
export function referenceIn(markdown: string): Reference {
  const [, alone = ''] = /^### (?:Standing alone|Sans fournisseur)\n([\s\S]*?)(?=^### )/m.exec(markdown) ?? [];
  const identity = rowsOf(alone, []);
  return new Map(
    [...markdown.matchAll(ENTRY)].map(([, entry = '', chapter = '']) => {
      const names = new Map<string, Documented>();
      for (const name of namesIn(ALSO.exec(chapter)?.[1] ?? '')) names.set(name, { props: [], gives: null });
      for (const [, heading = '', text = ''] of chapter.matchAll(SECTION)) {
        const gives = GIVES.exec(text)?.[1];
        const said = { props: rowsOf(text, identity), gives: gives === undefined ? null : namesIn(gives) };
        for (const name of namesIn(heading)) names.set(name, said);
      }
      return [entry, names];
    }),
  );
}

function rowsOf(text: string, identity: readonly Prop[]): Prop[] {
  return [...text.matchAll(ROW)].flatMap(([, name, mark]) =>
    name === undefined ? identity : [{ name, required: mark === '×' }],
  );
}

/**
 * A program that compiles only while a reference says exactly what there is: each entry exports the names of its chapter and no other,
 * each component takes the props of its table and no other, with what is required marked, and each hook gives what is listed.
 */
export function proofOf(reference: Reference): string {
  const lines = [PRELUDE];
  const told = new Set<string>();
  for (const [entry, names] of reference) {
    const module = `entry${lines.length}`;
    lines.push(`import * as ${module} from '${entry}';`, exactly(`keyof typeof ${module}`, [...names.keys()]));
    for (const [name, { props, gives }] of names) {
      if (told.has(name)) continue;
      told.add(name);
      if (/^[A-Z]/.test(name)) {
        lines.push(
          exactly(
            `Keys<PropsOf<typeof ${module}.${name}>>`,
            props.map((prop) => prop.name),
          ),
        );
        const required = props.filter((prop) => prop.required).map((prop) => prop.name);
        lines.push(exactly(`RequiredKeys<PropsOf<typeof ${module}.${name}>>`, required));
      }
      if (gives !== null) lines.push(exactly(`keyof ReturnType<typeof ${module}.${name}>`, gives));
    }
  }
  return lines.join('\n');
}

/** One line, so that what the compiler says of it names what is wrong. */
function exactly(keys: string, names: readonly string[]): string {
  return `same<${keys}>()({ ${names.map((name) => `${name}: true`).join(', ')} });`;
}

/** What a component takes is its first parameter, or that of what `memo` wraps. A key is required when every way to call it requires it. */
const PRELUDE = `
import type { ComponentProps, ComponentType, NamedExoticComponent } from 'react';
type Keys<T> = T extends unknown ? keyof T : never;
type PropsOf<C> = C extends { Provider: unknown } ? {}
  : C extends NamedExoticComponent<infer P> ? P
  : C extends () => unknown ? {}
  : C extends ComponentType<any> ? ComponentProps<C> : {};
type IsRequired<T, K> = T extends unknown ? K extends keyof T ? {} extends Pick<T, K> ? false : true : false : never;
type RequiredKeys<T, K = keyof T> = K extends keyof T ? [IsRequired<T, K>] extends [true] ? K : never : never;
const same = <K extends PropertyKey>() => (_documented: Record<K, true>): void => undefined;
`;
