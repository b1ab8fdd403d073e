import { useId } from "preact/hooks";
import type { Options, OptionValue, Question, Refusal } from "../api-types";
import { RefusalNote } from "./small";
import { useDraft } from "./use-draft";

/** The choices that matter, as plain questions. */
export function Questions({ questions, options, change, refusal }: {
  questions: Question[]; options: Options; change: (name: string, value: OptionValue | undefined) => void; refusal: Refusal | undefined;
}) {
  return (
    <div class="questions">
      {questions.map(question => (
        <QuestionField key={question.option} question={without(question, options)} value={options[question.option]} change={value => change(question.option, value)}
          refusal={refusal?.option === question.option ? refusal : undefined} />
      ))}
    </div>
  );
}

/** What is predicted is not known ahead: a column is offered for one of them, unless it was chosen for both elsewhere. */
function without(question: Question, options: Options): Question {
  const targets = options["target"];
  if (question.option !== "known" || !Array.isArray(targets)) {
    return question;
  }

  const known = options["known"];
  const isChosen = (name: string): boolean => Array.isArray(known) && known.map(String).includes(name);
  return { ...question, choices: (question.choices ?? []).filter(choice => !targets.map(String).includes(choice.value) || isChosen(choice.value)) };
}

function QuestionField({ question, value, change, refusal }: {
  question: Question; value: OptionValue | undefined; change: (value: OptionValue | undefined) => void; refusal: Refusal | undefined;
}) {
  const id = useId();
  const described = `${id}-help${refusal === undefined ? "" : ` ${id}-refusal`}`;
  const help = <p class="help" id={`${id}-help`}>{question.help}</p>;
  const wrong = <RefusalNote refusal={refusal} id={`${id}-refusal`} />;
  const typed = useDraft(value === undefined ? "" : String(value), text => change(text.trim() === "" ? undefined : Number(text)));
  const shared = { id, "aria-describedby": described, "aria-invalid": refusal !== undefined };
  if (question.kind === "columns") {
    const chosen = Array.isArray(value) ? value.map(String) : value === undefined ? [] : [String(value)];
    return (
      <fieldset class="field" aria-describedby={described}>
        <legend>{question.text}</legend>
        {help}
        <div class="ticks">
          {(question.choices ?? []).map(choice => (
            <label key={choice.value}>
              <input type="checkbox" checked={chosen.includes(choice.value)} onChange={event => {
                const next = event.currentTarget.checked ? [...chosen, choice.value] : chosen.filter(one => one !== choice.value);
                change(next.length === 0 ? undefined : next);
              }} />
              <span>{choice.title}</span>
            </label>
          ))}
        </div>
        {wrong}
      </fieldset>
    );
  }

  return (
    <div class={`field${question.kind === "switch" ? " switch" : ""}`}>
      <label for={id}>{question.text}</label>
      {question.kind === "switch"
        ? <input {...shared} type="checkbox" checked={value === true} onChange={event => change(event.currentTarget.checked ? true : undefined)} />
        : question.kind === "number"
          ? <input {...shared} type="number" min={question.least} max={question.most} step="any" {...typed} />
          : (
            <select {...shared} value={value === undefined ? "" : String(value)} onChange={event => change(event.currentTarget.value === "" ? undefined : event.currentTarget.value)}>
              {question.optional || value === undefined ? <option value="">{question.optional ? question.kind === "choice" ? "not chosen" : "none" : "choose …"}</option> : null}
              {(question.choices ?? []).map(choice => <option value={choice.value} key={choice.value}>{choice.title}</option>)}
            </select>)}
      {help}
      {wrong}
    </div>
  );
}
