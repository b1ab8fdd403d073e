namespace Carousel.Tasks.Anomalies.Events;

/// <summary>How events become codes, and the sizes of the network. Kept in the model file.</summary>
/// <param name="Fields">In the order in which they are forecast: each is told those before it.</param>
/// <param name="Hidden">Cells of the LSTM.</param>
/// <param name="Mix">Units between the LSTM's output and a field's forecast.</param>
public sealed record EventDesign(IReadOnlyList<EventField> Fields, int Hidden, int Mix)
{
    private const int MostLabels = 64;

    // Buckets are cut finer at the ends, where what is rare lies.
    private static readonly double[] _shares =
        [0.002, 0.01, 0.03, 0.08, 0.15, 0.23, 0.31, 0.39, 0.47, 0.54, 0.61, 0.69, 0.77, 0.85, 0.92, 0.97, 0.99, 0.998];

    /// <summary>Inputs of a step: a 0 or 1 for each code of each field, and where in the week the event lies.</summary>
    public int InputSize => Fields.Sum(f => f.Size) + Channels.CalendarPhase.Count;

    /// <summary>The design for a log: codes from the events of the learning part.</summary>
    /// <param name="log">The log.</param>
    /// <param name="isLearning">Which of its events may be looked at.</param>
    /// <param name="hidden">Cells of the LSTM.</param>
    /// <returns>The design.</returns>
    public static EventDesign Of(EventLogData log, Func<LoggedEvent, bool> isLearning, int hidden)
    {
        ArgumentNullException.ThrowIfNull(log);
        List<double> gaps = [];
        List<LoggedEvent> events = [];
        foreach (EventHistory history in log.Histories)
        {
            for (int e = 0; e < history.Events.Count && isLearning(history.Events[e]); e++)
            {
                events.Add(history.Events[e]);
                if (e > 0)
                {
                    gaps.Add(history.Events[e].Time - history.Events[e - 1].Time);
                }
            }
        }

        List<EventField> fields = [new EventField("time since the last", EventFieldKind.Gap, 0, [], CutsOf(gaps))];
        if (events.Exists(e => e.Stamp is { } stamp && stamp.TimeOfDay != TimeSpan.Zero))
        {
            fields.Add(new EventField("hour", EventFieldKind.Hour, 0, [], []));
        }

        for (int c = 0; c < log.Categories.Count; c++)
        {
            int own = c;
            string[] labels = [.. events.GroupBy(e => e.Categories[own], StringComparer.Ordinal)
                .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Take(MostLabels).Select(g => g.Key)];
            fields.Add(new EventField(log.Categories[c], EventFieldKind.Category, c, labels, []));
        }

        for (int n = 0; n < log.Numbers.Count; n++)
        {
            int own = n;
            fields.Add(new EventField(log.Numbers[n], EventFieldKind.Number, n, [], CutsOf([.. events.Select(e => (double)e.Numbers[own])])));
        }

        return new EventDesign(fields, hidden, hidden);
    }

    /// <summary>The codes of an event.</summary>
    /// <param name="one">The event.</param>
    /// <param name="before">The entity's event before, or null.</param>
    /// <param name="codes">[fields], overwritten.</param>
    public void Encode(LoggedEvent one, LoggedEvent? before, Span<int> codes)
    {
        for (int f = 0; f < Fields.Count; f++)
        {
            EventField field = Fields[f];
            codes[f] = field.Kind switch
            {
                EventFieldKind.Gap => field.CodeOf(before is null ? double.NaN : one.Time - before.Time),
                EventFieldKind.Hour => one.Stamp?.Hour ?? 0,
                EventFieldKind.Number => field.CodeOf(one.Numbers[field.Index]),
                _ => LabelCode(field, one.Categories[field.Index]),
            };
        }
    }

    private static int LabelCode(EventField field, string label)
    {
        for (int l = 0; l < field.Labels.Count; l++)
        {
            if (field.Labels[l] == label)
            {
                return l + 1;
            }
        }

        return 0;
    }

    private static double[] CutsOf(List<double> values)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        return sorted.Length == 0 ? [] : [.. _shares.Select(s => sorted[(int)(s * (sorted.Length - 1))]).Distinct()];
    }
}
