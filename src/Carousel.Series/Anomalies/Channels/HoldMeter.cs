namespace Carousel.Anomalies;

/// <summary>How long a channel stays the same, or away, when all is usual. Kept in the model file.</summary>
/// <param name="Longest">Rows of the longest run of one value.</param>
/// <param name="Held">The values that were held longest, such as the 0 of a machine that stands still.</param>
/// <param name="LongestOther">Rows of the longest run of another value.</param>
/// <param name="LongestAway">Rows of the longest run without a value.</param>
internal sealed record HoldUsual(int Longest, IReadOnlyList<float> Held, int LongestOther, int LongestAway)
{
    private const int MostHeld = 8;
    private const int FewestRuns = 100;

    // Of a count nearly all values are held ones. That the few others were held for shorter says only that they are
    // rare, until the count rises.
    private const int LeastShareOfRuns = 4;

    // A run of the value that most rows of a count have is too long only if the lengths of such runs show it, because
    // long ones may be frequent. It must be ten times rarer than the incidents that are asked for.
    private const int MostPeaks = 30;
    private const double Rarer = 10;

    // Two equal values, or two gaps, are not an event.
    private const int FewestRows = 3;

    /// <summary>The value of more than half of the rows, if there is one.</summary>
    public float Common { get; init; }

    /// <summary>Half of a run of it that is improbable by the lengths of its runs; 0 without such a value.</summary>
    public int LongestCommon { get; init; }

    /// <summary>Rows of a run without a value from which on it is not usual.</summary>
    public int AwayLimit => Limit(LongestAway);

    /// <summary>Whether the numbers are valid; checks data from a file.</summary>
    public bool IsSound => Longest >= 0 && LongestOther >= 0 && LongestAway >= 0
        && LongestCommon >= 0 && Held is not null;

    /// <summary>From the rows that are learned from.</summary>
    /// <param name="values">Of the channel; NaN is a gap.</param>
    /// <param name="rowsBetween">Rows from one false incident to the next.</param>
    public static HoldUsual Of(IReadOnlyCollection<float> values, double rowsBetween)
    {
        List<(float Value, int Rows)> runs = [];
        (float last, int away, int longestAway) = (float.NaN, 0, 0);
        foreach (float value in values)
        {
            away = float.IsNaN(value) ? away + 1 : 0;
            longestAway = Math.Max(longestAway, away);
            if (value == last)
            {
                runs[^1] = (value, runs[^1].Rows + 1);
            }
            else if (!float.IsNaN(value))
            {
                runs.Add((value, 1));
                last = value;
            }
        }

        var sorted = runs.GroupBy(r => r.Value, r => r.Rows).Select(g => (Value: g.Key, Rows: g.ToArray()))
            .OrderByDescending(v => v.Rows.Max()).ThenBy(v => v.Value).ToArray();
        int others = sorted.Skip(MostHeld).Sum(v => v.Rows.Length);

        // A channel that never changes cannot be held for too long.
        int most = sorted.Length <= 1 ? int.MaxValue : sorted[0].Rows.Max();
        var usual = new HoldUsual(
            most, [.. sorted.Take(MostHeld).Select(v => v.Value)],
            others >= Math.Max(FewestRuns, runs.Count / LeastShareOfRuns) ? sorted[MostHeld].Rows.Max() : most,
            longestAway);
        if (Array.Find(sorted, v => 2 * v.Rows.Sum() > values.Count) is not { Rows: { } common } found)
        {
            return usual;
        }

        var tail = PeakTail.Of([.. common.Select(rows => Math.Log(rows))], 1, MostPeaks);
        double rarest = Math.Log(Rarer * rowsBetween * common.Length / values.Count);
        return usual with
        {
            Common = found.Value,
            LongestCommon = (int)Math.Min(Math.Exp(tail.ValueOf(rarest)) / 2, int.MaxValue),
        };
    }

    /// <summary>Whether no other value was learned from.</summary>
    public bool IsOnly(float value) => Longest == int.MaxValue && Held.Contains(value);

    /// <summary>Rows of a run of a value from which on it is not usual.</summary>
    public int LimitOf(float value) => Limit(Math.Max(
        Held.Contains(value) ? Longest : LongestOther, value == Common ? LongestCommon : 0));

    private static int Limit(int longest) => (int)Math.Min(Math.Max(2L * longest, FewestRows), int.MaxValue);
}

/// <summary>Counts for how long a channel has been the same, or away.</summary>
internal sealed class HoldMeter
{
    private float _last = float.NaN;
    private int _run;
    private int _away;

    /// <summary>Takes a row.</summary>
    /// <param name="value">Of the channel; NaN for a gap.</param>
    /// <param name="usual">What is usual.</param>
    /// <returns>How many times the limit of a run is reached, below 1 for usual ones, and whether the channel is
    /// away.</returns>
    public (double Times, bool IsAway) Take(float value, HoldUsual usual)
    {
        if (float.IsNaN(value))
        {
            _away++;
            return (_away / (double)usual.AwayLimit, true);
        }

        _away = 0;
        _run = value == _last ? _run + 1 : 1;
        _last = value;
        return (_run / (double)usual.LimitOf(value), false);
    }

    /// <summary>Passes where it stands.</summary>
    public void Pass(StatePass state) => state.Of(ref _last).Of(ref _run).Of(ref _away);
}
