using Carousel.Jobs.Reading;

namespace Carousel.Survival;

/// <summary>A column of categories whose values are counted.</summary>
/// <param name="Name">The column.</param>
/// <param name="Values">The values that are counted.</param>
/// <param name="IsFixed">Whether a customer has the same value in all its events: then it is 1 in every period, and not
/// a count.</param>
internal sealed record CountedValues(string Name, IReadOnlyList<string> Values, bool IsFixed);

/// <summary>
/// What a model sees of a period: counts of each event, sums and means of numbers, all events together, the time since
/// the last event, and how long the customer is there.
/// </summary>
/// <param name="Events">The events that are counted.</param>
/// <param name="Categories">Further columns whose values are counted.</param>
/// <param name="Numbers">Columns of numbers.</param>
internal sealed record PeriodFeatures(
    IReadOnlyList<string> Events, IReadOnlyList<CountedValues> Categories, IReadOnlyList<string> Numbers)
{
    private const int MostEvents = 40, MostValues = 12;
    private const double LeastRise = 0.95;

    /// <summary>F: how many features there are.</summary>
    public int Count => Counts + (2 * Numbers.Count) + 3;

    /// <summary>How many of them, the first ones, are counts.</summary>
    public int Counts => Events.Count + Categories.Sum(c => c.Values.Count);

    /// <summary>The names of all features.</summary>
    public IReadOnlyList<string> Names =>
    [
        .. Events, .. Categories.SelectMany(c => c.Values.Select(v => $"{c.Name}: {v}")),
        .. Numbers.SelectMany(n => new[] { $"sum of {n}", $"mean of {n}" }), "all events",
        "periods since the last event", "periods since the first event",
    ];

    /// <summary>
    /// The features that suit a log: its most frequent events and values. The events that end a history are not
    /// features.
    /// </summary>
    /// <param name="log">The log.</param>
    /// <param name="rule">What leaving is.</param>
    /// <param name="customers">The customers to look at: those of the training part.</param>
    /// <param name="keepsCounters">Whether the user asked for all columns of numbers.</param>
    /// <returns>The features.</returns>
    public static PeriodFeatures Find(
        EventLog log, LeaveRule rule, IReadOnlyList<int> customers, bool keepsCounters = false)
    {
        string[] events = log.Categories.Count == 0 || LeaveRule.IsMark(log.Categories[0].Name)
            ? []
            : [.. MostFrequent(log, 0, customers, MostEvents).Where(e => e != rule.Event && e != rule.Censor)];
        CountedValues[] categories = [.. Enumerable.Range(1, Math.Max(0, log.Categories.Count - 1))
            .Select(
                c =>
                    new CountedValues(
                        log.Categories[c].Name, MostFrequent(log, c, customers, MostValues),
                        IsFixed(log, c, customers)))];
        return new PeriodFeatures(
            events, categories,
            [.. log.Numbers.Where((_, c) => keepsCounters || !IsCounter(log.AllTimes, log.AllNumbers[c]))]);
    }

    /// <summary>How a feature is brought into reach before it is scaled: log(1 + |x|) with the sign of x.</summary>
    /// <param name="value">A feature.</param>
    /// <returns>The feature as the model is shown it, before scaling.</returns>
    public static float Shrink(float value) => MathF.CopySign((float)Math.Log(1 + (double)MathF.Abs(value)), value);

    // Numbers that count with time over all customers, as those of orders do: their sums depend only on when an event
    // was, and are greater in the future than in all of the training. Each whole number is below that of an event a
    // twentieth of the log later; neighbours may be out of order.
    private static bool IsCounter(DateTime[] times, float[] numbers)
    {
        float[] inTime = [.. numbers];
        Array.Sort([.. times], inTime);
        int later = inTime.Length / 20;
        return later > 1 && Array.TrueForAll(inTime, float.IsInteger)
            && inTime.Zip(inTime.Skip(later), (one, next) => next > one ? 1.0 : 0).Average() >= LeastRise;
    }

    private static bool IsFixed(EventLog log, int column, IReadOnlyList<int> customers) =>
        customers.All(c => log[c].Category(column) is var codes && codes.IndexOfAnyExcept(codes[0]) < 0);

    private static string[] MostFrequent(EventLog log, int column, IReadOnlyList<int> customers, int most)
    {
        var counts = new long[log.Categories[column].Values.Count];
        foreach (int customer in customers)
        {
            foreach (int code in log[customer].Category(column))
            {
                counts[code]++;
            }
        }

        return [.. Enumerable.Range(0, counts.Length).Where(c => counts[c] > 0).OrderByDescending(c => counts[c])
            .Take(most).Order()
            .Select(c => log.Categories[column].Values[c])];
    }
}
