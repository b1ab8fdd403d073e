using System.Text.Json.Serialization;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Anomalies;

/// <summary>How events become codes, and the sizes of the network. Kept in the model file.</summary>
/// <param name="Fields">In the order in which they are forecast: each forecast reads the fields before it.</param>
/// <param name="Cells">The recurrent layers.</param>
/// <param name="Mix">Units between their output and a field's forecast.</param>
/// <param name="IdName">The column of ids.</param>
/// <param name="TimeName">The column of time stamps.</param>
internal sealed record EventDesign(
    IReadOnlyList<EventField> Fields, CellDesign Cells, int Mix, string IdName, string TimeName)
{
    /// <summary>The clock of the time stamps; null where they name none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Clock { get; init; }

    private const int MostLabels = 64, MostMix = 65_536, MostCodes = 4096;

    // In a shorter time there are hours that no event was seen in.
    private static readonly TimeSpan _known = TimeSpan.FromDays(1.5);

    // Buckets are cut finer at the ends, where what is rare lies.
    private static readonly double[] _shares =
        [0.002, 0.01, 0.03, 0.08, 0.15, 0.23, 0.31, 0.39, 0.47, 0.54, 0.61, 0.69, 0.77, 0.85, 0.92, 0.97, 0.99, 0.998];

    /// <summary>Inputs of a step: a 0 or 1 for each code of each field, and where in the week the event lies.</summary>
    public int InputSize => CodeCount + CalendarPhase.Count;

    /// <summary>Σ K: codes of all fields.</summary>
    internal int CodeCount => Fields.Sum(f => f.Size);

    /// <summary>Whether the sizes are ones that can be built: of a design that comes from a file.</summary>
    public bool IsInRange =>
        Fields.Count >= 1 && Mix is >= 1 and <= MostMix && Cells.IsInRange
            && Fields.All(f => Enum.IsDefined(f.Kind) && f.Index >= 0 && f.Size <= MostCodes);

    /// <summary>The log's columns of categories that the fields are made of, in order.</summary>
    public IReadOnlyList<string> CategoryNames => [.. FieldsOf(EventFieldKind.Category).Select(f => f.Name)];

    /// <summary>The log's columns of numbers that the fields are made of, in order.</summary>
    public IReadOnlyList<string> NumberNames => [.. FieldsOf(EventFieldKind.Number).Select(f => f.Name)];

    /// <summary>The design for a log: codes from the events of the learning part.</summary>
    /// <param name="log">The log.</param>
    /// <param name="learningEnd">When the learning part ends; later events are not looked at.</param>
    /// <param name="cells">The recurrent layers.</param>
    /// <returns>The design.</returns>
    public static EventDesign Of(EventLog log, DateTime learningEnd, CellDesign cells)
    {
        int[] learned = log.PlacesWhere(t => t < learningEnd);
        IEnumerable<double> gaps = learned.Select(log.Find).Where(e => e.At > 0).Select(e => Gap(e.Events, e.At));
        List<EventField> fields = [new("time since the last", EventFieldKind.Gap, 0, [], CutsOf(gaps))];
        DateTime[] times = [.. learned.Select(i => log.AllTimes[i])];
        if (times.Any(t => t.TimeOfDay != TimeSpan.Zero) && times.Max() - times.Min() >= _known)
        {
            fields.Add(new("hour", EventFieldKind.Hour, 0, [], []));
        }

        fields.AddRange(log.Categories.Select((category, c) => new EventField(
            category.Name, EventFieldKind.Category, c,
            [
                .. learned.GroupBy(
                    i => log.AllCodes[c][i], (code, places) => (Value: category.Values[code], Count: places.Count()))
                    .OrderByDescending(v => v.Count).ThenBy(v => v.Value, StringComparer.Ordinal).Take(MostLabels)
                    .Select(v => v.Value),
            ], [])));
        fields.AddRange(log.Numbers.Select((name, n) => new EventField(
            name, EventFieldKind.Number, n, [], CutsOf(learned.Select(i => (double)log.AllNumbers[n][i])))));
        return new EventDesign(fields, cells, cells.OutputSize, log.IdName, log.TimeName)
        {
            Clock = log.Clock?.ToString(),
        };
    }

    /// <summary>Seconds from the event before.</summary>
    /// <param name="history">The entity's events.</param>
    /// <param name="at">Which event; not the first.</param>
    /// <returns>0 or more.</returns>
    public static double Gap(EventSequence history, int at) => (history.Times[at] - history.Times[at - 1]).TotalSeconds;

    /// <summary>The fields of a kind, in the order of the log's columns.</summary>
    internal IEnumerable<EventField> FieldsOf(EventFieldKind kind) =>
        Fields.Where(f => f.Kind == kind).OrderBy(f => f.Index);

    private static double[] CutsOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        return sorted.Length == 0 ? [] : [.. _shares.Select(s => sorted[(int)(s * (sorted.Length - 1))]).Distinct()];
    }
}
