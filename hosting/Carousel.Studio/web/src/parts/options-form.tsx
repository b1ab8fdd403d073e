import { useId, useMemo, useRef, useState } from "preact/hooks";
import type { OptionProperty, Options, OptionSchema, OptionValue, Refusal } from "../api-types";
import { RefusalNote, useAction } from "./small";
import { useDraft } from "./use-draft";

/** How an empty text is written in a list, as on the command line. */
const emptyText = "''";

/** What is written where nothing is chosen. */
function defaultText(property: OptionProperty): string {
  if (property.defaultRule !== undefined) {
    return property.defaultRule;
  }

  const value = property.default;
  return value === undefined ? "" : Array.isArray(value) ? value.join(", ") : String(value);
}

/** A value from what was typed; undefined for the default. What does not fit goes as it is: the refusal says what is wrong. */
export function valueOf(property: OptionProperty, text: string): OptionValue | undefined {
  if (text.trim() === "") {
    return undefined;
  }

  const number = (part: string): string | number => (Number.isFinite(Number(part)) ? Number(part) : part);
  switch (property.type) {
    case "integer":
    case "number": return number(text);
    case "array": {
      const parts = text.split(",").map(part => part.trim()).filter(part => part !== "").map(part => (part === emptyText ? "" : part));
      const isNumbers = property.items?.type === "integer" || property.items?.type === "number";
      return (isNumbers ? parts.map(number) : parts) as OptionValue;
    }
    default: return text;
  }
}

export const textOf = (value: OptionValue | undefined): string =>
  value === undefined ? "" : Array.isArray(value) ? value.map(part => (part === "" ? emptyText : part)).join(", ") : String(value);

/** Hands a file that an option names to the studio, and gives what the option names it by. */
export type Choose = (file: File) => Promise<string>;

/** A button that chooses the file of an option: the studio reads no other files of the machine. */
function FileButton({ name, choose, change }: { name: string; choose: Choose; change: (value: OptionValue) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const action = useAction();
  return (
    <>
      <button type="button" disabled={action.busy} onClick={() => input.current?.click()}>Choose a file</button>
      <input ref={input} type="file" hidden aria-label={`File for ${name}`} onChange={event => {
        const [file] = event.currentTarget.files ?? [];
        event.currentTarget.value = "";
        if (file !== undefined) {
          action.run(async () => change(await choose(file)));
        }
      }} />
      <RefusalNote refusal={action.refusal} />
    </>
  );
}

/** One option with its help. */
function OptionField({ name, property, value, change, refusal, choose }: {
  name: string; property: OptionProperty; value: OptionValue | undefined; change: (value: OptionValue | undefined) => void; refusal: Refusal | undefined; choose: Choose;
}) {
  const id = useId();
  const shown = defaultText(property);
  const described = `${id}-help${refusal === undefined ? "" : ` ${id}-refusal`}`;
  const shared = { id, "aria-describedby": described, "aria-invalid": refusal !== undefined };
  const typed = useDraft(textOf(value), text => change(valueOf(property, text)));
  return (
    <div class={`field${property.type === "boolean" ? " switch" : ""}`}>
      <label for={id}>{name.replaceAll("-", " ")}</label>
      {property.type === "boolean"
        ? <input {...shared} type="checkbox" checked={(value ?? property.default ?? false) === true}
            onChange={event => change(event.currentTarget.checked === (property.default ?? false) ? undefined : event.currentTarget.checked)} />
        : property.enum !== undefined
          ? (
            <select {...shared} value={textOf(value)} onChange={event => change(valueOf(property, event.currentTarget.value))}>
              <option value="">{shown === "" ? "default" : `default: ${shown}`}</option>
              {property.enum.map(one => <option value={one} key={one}>{one}</option>)}
            </select>)
          : <input {...shared} type="text" inputMode={property.type === "integer" ? "numeric" : property.type === "number" ? "decimal" : "text"}
              placeholder={shown} {...typed} autocomplete="off" spellcheck={false} />}
      {property.format === "file" ? <FileButton name={name} choose={choose} change={change} /> : null}
      <p class="help" id={`${id}-help`}>{property.description}{rangeText(property)}</p>
      <RefusalNote refusal={refusal} id={`${id}-refusal`} />
    </div>
  );
}

function rangeText(property: OptionProperty): string {
  const { minimum, maximum } = property;
  return minimum !== undefined && maximum !== undefined ? ` From ${minimum} to ${maximum}.` : minimum !== undefined ? ` At least ${minimum}.` : "";
}

/** All options of a job under their headings, made from its schema. */
export function OptionsForm({ schema, options, change, refusal, without, choose }: {
  schema: OptionSchema; options: Options; change: (name: string, value: OptionValue | undefined) => void; refusal: Refusal | undefined; without: ReadonlySet<string>;
  choose: Choose;
}) {
  const [sought, seek] = useState("");
  const id = useId();
  const groups = useMemo(() => {
    const found = new Map<string, [string, OptionProperty][]>();
    for (const [name, property] of Object.entries(schema.properties)) {
      if (!without.has(name) && `${name} ${property.description} ${property.group}`.toLowerCase().includes(sought.toLowerCase())) {
        found.set(property.group, [...(found.get(property.group) ?? []), [name, property]]);
      }
    }

    return [...found];
  }, [schema, sought, without]);
  return (
    <div class="options">
      <div class="field">
        <label for={id}>Find an option</label>
        <input id={id} type="search" value={sought} onInput={event => seek(event.currentTarget.value)} />
      </div>
      {groups.map(([group, properties]) => (
        <fieldset key={group}>
          <legend>{group}</legend>
          {properties.map(([name, property]) => (
            <OptionField key={name} name={name} property={property} value={options[name]} change={value => change(name, value)}
              refusal={refusal?.option === name ? refusal : undefined} choose={choose} />
          ))}
        </fieldset>
      ))}
      {groups.length === 0 ? <p class="quiet" role="status">No option has these letters.</p> : null}
    </div>
  );
}
