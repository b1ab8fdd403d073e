using Carousel.Jobs.Measuring;
using Carousel.Jobs.Reading;

namespace Carousel.Anomalies;

/// <summary>
/// The baseline of event logs: logistic regression on counts, learned from the labels of the earlier part. It sees
/// labels that the unsupervised score never sees.
/// </summary>
/// <remarks>
/// Features of an event: how many events the entity had in the last hour, day and week, how many of each category's
/// value in the last day and week,
/// the event's values as 0 or 1, its hour in eight parts of the day, its numbers as logarithms, and their sums of
/// the last day.
/// Counts enter as log(1 + count), everything is standardised, and rare positives are not weighted. Fitted with a ridge
/// of 1.
/// </remarks>
internal sealed class EventLogistic
{
    private const double Ridge = 1;
    private const int DayParts = 8;
    private static readonly TimeSpan[] _spans = [TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(7)];

    private readonly EventEncoder _encoder;
    private readonly EventField[] _categories;
    private readonly int _firstNumber;
    private readonly int _size;

    private EventLogistic(EventEncoder encoder)
    {
        (_encoder, _categories) = (encoder, [.. encoder.Design.FieldsOf(EventFieldKind.Category)]);
        _firstNumber = _spans.Length + (_categories.Sum(c => c.Size) * 3) + DayParts;
        _size = _firstNumber + (2 * encoder.Log.Numbers.Count);
    }

    /// <summary>
    /// Fits to the labels of the learning part, where events without a label count as ordinary, and scores all events.
    /// </summary>
    /// <param name="log">A log with labels.</param>
    /// <param name="design">Says which values of categories are known.</param>
    /// <param name="learningEnd">When the learning part ends.</param>
    /// <returns>The log-odds of each event in the order of the log; null if the training part has no labelled
    /// anomaly.</returns>
    public static double[]? Score(EventLog log, EventDesign design, DateTime learningEnd)
    {
        int[] learned = log.PlacesWhere(t => t < learningEnd);
        bool[] labels = [.. learned.Select(i => log.AllLabels?[i] == 1)];
        if (!labels.Contains(true))
        {
            return null;
        }

        var features = new EventLogistic(new EventEncoder(design, log));
        double[][] known = [.. learned.Select(i => features.Of(log.Find(i)))];
        (double[] mean, double[] scale) = features.Standard(known);
        int[] places = [.. Enumerable.Range(0, features._size)];
        LogisticRow Row(double[] own) => new(places, [.. own.Select((value, k) => (value - mean[k]) / scale[k])]);
        var start = new LogisticRegression(
            [.. new double[features._size], Math.Log((labels.Count(l => l) + 0.5) / labels.Length)]);
        var fit = LogisticRegression.Fit(start, [.. known.Select(Row)], labels, Ridge);
        return [.. Enumerable.Range(0, log.EventCount).Select(i => fit.LogOdds(Row(features.Of(log.Find(i)))))];
    }

    private double[] Of((EventSequence History, int At) one)
    {
        (EventSequence history, int at) = one;
        var row = new double[_size];
        DateTime now = history.Times[at];
        for (int e = at; e >= 0 && now - history.Times[e] <= _spans[^1]; e--)
        {
            TimeSpan ago = now - history.Times[e];
            for (int s = 0; s < _spans.Length; s++)
            {
                row[s] += ago <= _spans[s] ? 1 : 0;
            }

            int first = _spans.Length;
            foreach (EventField category in _categories)
            {
                int code = first + _encoder.Label(category, history, e);
                row[code] += ago <= _spans[1] ? 1 : 0;
                row[code + category.Size]++;
                row[code + (2 * category.Size)] += e == at ? 1 : 0;
                first += 3 * category.Size;
            }

            for (int k = _firstNumber; k < _size && ago <= _spans[1]; k += 2)
            {
                double value = history.Number((k - _firstNumber) / 2)[e];
                if (!double.IsNaN(value))
                {
                    row[k] = e == at ? value : row[k];
                    row[k + 1] += value;
                }
            }
        }

        for (int k = 0; k < _size; k++)
        {
            row[k] = Math.Sign(row[k]) * Math.Log(1 + Math.Abs(row[k]));
        }

        row[_firstNumber - DayParts + (now.Hour * DayParts / 24)] = 1;
        return row;
    }

    private (double[] Mean, double[] Scale) Standard(double[][] rows)
    {
        (double[] mean, double[] scale) = (new double[_size], new double[_size]);
        for (int k = 0; k < _size; k++)
        {
            mean[k] = rows.Sum(row => row[k] / rows.Length);
            double variance = rows.Sum(row => (row[k] - mean[k]) * (row[k] - mean[k]) / rows.Length);
            scale[k] = variance > 1e-12 ? Math.Sqrt(variance) : 1;
        }

        return (mean, scale);
    }
}
