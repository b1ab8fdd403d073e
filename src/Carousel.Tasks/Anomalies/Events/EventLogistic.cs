using Carousel.Inspection.Statistics;
using Carousel.Tasks.Reading.Events;

namespace Carousel.Tasks.Anomalies.Events;

/// <summary>The baseline of event logs: logistic regression on counts, learned from the labels of the earlier part. It sees labels that the unsupervised score never sees.</summary>
/// <remarks>
/// Features of an event: how many events the entity had in the last hour, day and week, how many of each category's value in the last day and week,
/// the event's own values as 0 or 1, its hour in eight parts of the day, its numbers as logarithms, and their sums of the last day.
/// Counts enter as log(1 + count), everything is standardised, and rare positives are not weighted. Fitted by Newton's steps with a ridge of 1.
/// </remarks>
public sealed class EventLogistic
{
    private const double Ridge = 1;
    private const int Iterations = 12;
    private const int DayParts = 8;
    private static readonly TimeSpan[] _spans = [TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(7)];

    private readonly EventLog _log;
    private readonly EventField[] _categories;
    private readonly int _size;
    private readonly double[] _mean;
    private readonly double[] _scale;
    private readonly double[] _weights;

    private EventLogistic(EventLog log, EventDesign design, DateTime learningEnd)
    {
        (_log, _categories) = (log, [.. design.Fields.Where(f => f.Kind == EventFieldKind.Category)]);
        _size = _spans.Length + (_categories.Sum(c => c.Size) * 3) + DayParts + (2 * log.Numbers.Count) + 1;
        (double[][] rows, bool[] labels) = Learning(learningEnd);
        (_mean, _scale) = Standardise(rows);
        _weights = Fit(rows, labels);
    }

    /// <summary>Fits to the labels of the learning part; events without a label count as ordinary.</summary>
    /// <param name="log">A log with labels.</param>
    /// <param name="design">Says which values of categories are known.</param>
    /// <param name="learningEnd">When the learning part ends.</param>
    /// <returns>The model; null where the part has no label, or labels of one kind alone.</returns>
    public static EventLogistic? Of(EventLog log, EventDesign design, DateTime learningEnd)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(design);
        bool positive = false;
        for (int h = 0; h < log.Count; h++)
        {
            EventSequence history = log[h];
            for (int e = 0; e < history.Labels.Length && history.Times[e] < learningEnd; e++)
            {
                positive |= history.Labels[e] == 1;
            }
        }

        return positive ? new EventLogistic(log, design, learningEnd) : null;
    }

    /// <summary>The log-odds of each event of an entity of the same log.</summary>
    /// <param name="history">The entity's events.</param>
    /// <returns>In their order.</returns>
    public double[] Score(EventSequence history)
    {
        var encoder = new LabelCodes(this);
        var row = new double[_size];
        var scores = new double[history.Length];
        for (int e = 0; e < scores.Length; e++)
        {
            Features(encoder, history, e, row);
            double sum = _weights[^1];
            for (int k = 0; k < _size - 1; k++)
            {
                sum += _weights[k] * (row[k] - _mean[k]) / _scale[k];
            }

            scores[e] = sum;
        }

        return scores;
    }

    private (double[][] Rows, bool[] Labels) Learning(DateTime end)
    {
        var encoder = new LabelCodes(this);
        List<double[]> rows = [];
        List<bool> labels = [];
        for (int h = 0; h < _log.Count; h++)
        {
            EventSequence history = _log[h];
            for (int e = 0; e < history.Length && history.Times[e] < end; e++)
            {
                var row = new double[_size];
                Features(encoder, history, e, row);
                rows.Add(row);
                labels.Add(history.Labels[e] == 1);
            }
        }

        return ([.. rows], [.. labels]);
    }

    private void Features(LabelCodes codes, EventSequence history, int at, double[] row)
    {
        Array.Clear(row);
        DateTime now = history.Times[at];
        int place = _spans.Length;
        int numbers = _size - 1 - (2 * _log.Numbers.Count);
        for (int e = at; e >= 0 && now - history.Times[e] <= _spans[^1]; e--)
        {
            TimeSpan ago = now - history.Times[e];
            for (int s = 0; s < _spans.Length; s++)
            {
                row[s] += ago <= _spans[s] ? 1 : 0;
            }

            int first = place;
            for (int c = 0; c < _categories.Length; c++)
            {
                int code = codes.Of(c, history, e);
                row[first + code] += ago <= _spans[1] ? 1 : 0;
                row[first + _categories[c].Size + code]++;
                row[first + (2 * _categories[c].Size) + code] += e == at ? 1 : 0;
                first += 3 * _categories[c].Size;
            }

            for (int n = 0; n < _log.Numbers.Count && ago <= _spans[1]; n++)
            {
                double value = history.Number(n)[e];
                row[numbers + (2 * n) + 1] += double.IsNaN(value) ? 0 : value;
                row[numbers + (2 * n)] = e == at && !double.IsNaN(value) ? value : row[numbers + (2 * n)];
            }
        }

        for (int k = 0; k < numbers - DayParts; k++)
        {
            row[k] = Math.Log(1 + row[k]);
        }

        row[numbers - DayParts + (now.Hour * DayParts / 24)] = 1;
        for (int k = numbers; k < _size - 1; k++)
        {
            row[k] = Math.Sign(row[k]) * Math.Log(1 + Math.Abs(row[k]));
        }

        row[_size - 1] = 1;
    }

    private (double[] Mean, double[] Scale) Standardise(double[][] rows)
    {
        var mean = new double[_size];
        var scale = new double[_size];
        foreach (double[] row in rows)
        {
            for (int k = 0; k < _size; k++)
            {
                mean[k] += row[k] / rows.Length;
            }
        }

        foreach (double[] row in rows)
        {
            for (int k = 0; k < _size; k++)
            {
                scale[k] += (row[k] - mean[k]) * (row[k] - mean[k]) / rows.Length;
            }
        }

        (mean[^1], scale[^1]) = (0, 1);
        for (int k = 0; k < _size; k++)
        {
            scale[k] = scale[k] > 1e-12 ? Math.Sqrt(scale[k]) : 1;
        }

        return (mean, scale);
    }

    /// <summary>Newton's steps: each solves (XᵀSX + ridge)·δ = Xᵀ(y − p) − ridge·w by Cholesky.</summary>
    private double[] Fit(double[][] rows, bool[] labels)
    {
        var weights = new double[_size];
        weights[^1] = Math.Log((labels.Count(l => l) + 0.5) / labels.Length);
        var x = new double[_size];
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            var hessian = new double[_size, _size];
            var gradient = new double[_size];
            for (int r = 0; r < rows.Length; r++)
            {
                double sum = 0;
                for (int k = 0; k < _size; k++)
                {
                    x[k] = (rows[r][k] - _mean[k]) / _scale[k];
                    sum += weights[k] * x[k];
                }

                double p = 1 / (1 + Math.Exp(-sum));
                double spread = Math.Max(p * (1 - p), 1e-9);
                for (int k = 0; k < _size; k++)
                {
                    gradient[k] += ((labels[r] ? 1 : 0) - p) * x[k];
                    double weighted = spread * x[k];
                    for (int j = 0; j <= k; j++)
                    {
                        hessian[k, j] += weighted * x[j];
                    }
                }
            }

            for (int k = 0; k < _size; k++)
            {
                double ridge = k < _size - 1 ? Ridge : 1e-6;
                hessian[k, k] += ridge;
                gradient[k] -= ridge * weights[k];
            }

            double[] step = CholeskyFactors.OfSemidefinite(hessian).Solve(gradient);
            double longest = step.Max(Math.Abs);
            for (int k = 0; k < _size; k++)
            {
                weights[k] += step[k] * Math.Min(1, 4 / longest);
            }

            if (longest < 1e-6)
            {
                break;
            }
        }

        return weights;
    }

    /// <summary>Codes of categories by the design's order.</summary>
    private sealed class LabelCodes
    {
        private readonly int[][] _codes;
        private readonly int[] _columns;

        public LabelCodes(EventLogistic model)
        {
            _columns = [.. model._categories.Select(c => c.Index)];
            _codes = [.. model._categories.Select(c => model._log.Categories[c.Index].Values.Select(v => c.Labels.ToList().IndexOf(v) + 1).ToArray())];
        }

        public int Of(int category, EventSequence history, int at) => _codes[category][history.Category(_columns[category])[at]];
    }
}
