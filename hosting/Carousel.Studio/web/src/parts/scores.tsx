import type { Metric, Result } from "../api-types";
import { metricText } from "./texts";

/** The model beside the simple methods; the best number of each column is marked. */
export function Scores({ result }: { result: Result }) {
  const metrics = result.metrics.filter(metric => !metric.is_detail && result.scores.some(score => score.metrics[metric.key] != null));
  return (
    <div class="table">
      <div class="scroller" role="region" tabIndex={0} aria-label="The model beside simple methods">
        <table>
          <thead><tr><th scope="col" class="left">method</th>{metrics.map(metric => <th scope="col" key={metric.key}>{metric.title}</th>)}</tr></thead>
          <tbody>
            {result.scores.map((score, index) => (
              <tr key={score.name} class={index === 0 ? "emphasised" : ""}>
                <th scope="row" class="left">{score.title}</th>
                {metrics.map(metric => {
                  const isBest = bestOf(result, metric) === score.metrics[metric.key];
                  const text = metricText(metric, score.metrics[metric.key]);
                  return <td key={metric.key} class={isBest ? "best" : ""}>{isBest ? <strong>{text}</strong> : text}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function bestOf(result: Result, metric: Metric): number | undefined {
  const values = result.scores.map(score => score.metrics[metric.key]).filter(value => value != null);
  return values.length < 2 ? undefined : metric.higher_is_better ? Math.max(...values) : Math.min(...values);
}
