using Carousel.Tasks.Fitting;
using Carousel.Tasks.Reading.Events;

namespace Carousel.Tasks.Anomalies.Events;

/// <summary>How events become codes, and the sizes of the network. Kept in the model file.</summary>
/// <param name="Fields">In the order in which they are forecast: each is told those before it.</param>
/// <param name="Cells">The recurrent layers.</param>
/// <param name="Mix">Units between their output and a field's forecast.</param>
/// <param name="IdName">The column of ids.</param>
/// <param name="TimeName">The column of time stamps.</param>
public sealed record EventDesign(IReadOnlyList<EventField> Fields, CellDesign Cells, int Mix, string IdName, string TimeName)
{
    private const int MostLabels = 64;
    private const int MostMix = 65_536;
    private const int MostCodes = 4096;

    // Buckets are cut finer at the ends, where what is rare lies.
    private static readonly double[] _shares =
        [0.002, 0.01, 0.03, 0.08, 0.15, 0.23, 0.31, 0.39, 0.47, 0.54, 0.61, 0.69, 0.77, 0.85, 0.92, 0.97, 0.99, 0.998];

    /// <summary>Inputs of a step: a 0 or 1 for each code of each field, and where in the week the event lies.</summary>
    public int InputSize => Fields.Sum(f => f.Size) + Channels.CalendarPhase.Count;

    /// <summary>Whether the sizes are ones that can be built: of a design that comes from a file.</summary>
    public bool IsInRange => Fields.Count >= 1 && Mix is >= 1 and <= MostMix && Cells.IsInRange && Fields.All(f => Enum.IsDefined(f.Kind) && f.Index >= 0 && f.Size <= MostCodes);

    /// <summary>The log's columns of categories that the fields are made of, in order.</summary>
    public IReadOnlyList<string> CategoryNames => [.. Fields.Where(f => f.Kind == EventFieldKind.Category).OrderBy(f => f.Index).Select(f => f.Name)];

    /// <summary>The log's columns of numbers that the fields are made of, in order.</summary>
    public IReadOnlyList<string> NumberNames => [.. Fields.Where(f => f.Kind == EventFieldKind.Number).OrderBy(f => f.Index).Select(f => f.Name)];

    /// <summary>The design for a log: codes from the events of the learning part.</summary>
    /// <param name="log">The log.</param>
    /// <param name="learningEnd">When the learning part ends; later events are not looked at.</param>
    /// <param name="cells">The recurrent layers.</param>
    /// <returns>The design.</returns>
    public static EventDesign Of(EventLog log, DateTime learningEnd, CellDesign cells)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(cells);
        List<double> gaps = [];
        bool hasClock = false;
        int[][] counts = [.. log.Categories.Select(c => new int[c.Values.Count])];
        List<double>[] numbers = [.. log.Numbers.Select(_ => new List<double>())];
        for (int h = 0; h < log.Count; h++)
        {
            EventSequence history = log[h];
            for (int e = 0; e < history.Length && history.Times[e] < learningEnd; e++)
            {
                hasClock |= history.Times[e].TimeOfDay != TimeSpan.Zero;
                if (e > 0)
                {
                    gaps.Add(Gap(history, e));
                }

                for (int c = 0; c < counts.Length; c++)
                {
                    counts[c][history.Category(c)[e]]++;
                }

                for (int n = 0; n < numbers.Length; n++)
                {
                    numbers[n].Add(history.Number(n)[e]);
                }
            }
        }

        List<EventField> fields = [new EventField("time since the last", EventFieldKind.Gap, 0, [], CutsOf(gaps))];
        if (hasClock)
        {
            fields.Add(new EventField("hour", EventFieldKind.Hour, 0, [], []));
        }

        for (int c = 0; c < counts.Length; c++)
        {
            int[] own = counts[c];
            IReadOnlyList<string> values = log.Categories[c].Values;
            string[] labels = [.. Enumerable.Range(0, own.Length).Where(v => own[v] > 0)
                .OrderByDescending(v => own[v]).ThenBy(v => values[v], StringComparer.Ordinal).Take(MostLabels).Select(v => values[v])];
            fields.Add(new EventField(log.Categories[c].Name, EventFieldKind.Category, c, labels, []));
        }

        for (int n = 0; n < numbers.Length; n++)
        {
            fields.Add(new EventField(log.Numbers[n], EventFieldKind.Number, n, [], CutsOf(numbers[n])));
        }

        return new EventDesign(fields, cells, cells.OutputSize, log.IdName, log.TimeName);
    }

    /// <summary>Seconds from the event before.</summary>
    /// <param name="history">The entity's events.</param>
    /// <param name="at">Which event; not the first.</param>
    /// <returns>0 or more.</returns>
    public static double Gap(EventSequence history, int at) => (history.Times[at] - history.Times[at - 1]).TotalSeconds;

    private static double[] CutsOf(List<double> values)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        return sorted.Length == 0 ? [] : [.. _shares.Select(s => sorted[(int)(s * (sorted.Length - 1))]).Distinct()];
    }
}
