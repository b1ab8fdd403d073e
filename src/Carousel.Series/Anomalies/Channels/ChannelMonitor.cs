namespace Carousel.Anomalies;

/// <summary>Why a row of a channel is odd.</summary>
internal enum ChannelReason
{
    /// <summary>Its value is far from the expected one.</summary>
    Value,

    /// <summary>The shape of the last rows is one that no rows before them had.</summary>
    Shape,

    /// <summary>It has been the same for too long.</summary>
    Constant,

    /// <summary>It has had no value for too long.</summary>
    Missing,

    /// <summary>No row came for too long.</summary>
    Silence,
}

/// <summary>The judgement of a row.</summary>
/// <param name="Score">Decimal logarithm of the rows from one row as odd as this to the next.</param>
/// <param name="Channel">The oddest channel.</param>
/// <param name="IsAnomalous">Whether the row is an anomaly.</param>
/// <param name="Begins">Whether an incident begins with it.</param>
/// <param name="Scores">[C]: the score of each channel; NaN for a gap.</param>
/// <param name="Expected">[C]: in the units of the channels; NaN if nothing was expected.</param>
/// <param name="Reasons">[C].</param>
/// <param name="Views">[C][3]: the scores of <see cref="ChannelTables.ViewColumns"/>; NaN for a view without one.
/// </param>
internal sealed record RowJudgement(
    double Score, int Channel, bool IsAnomalous, bool Begins, double[] Scores, double[] Expected,
    ChannelReason[] Reasons, double[][] Views)
{
    /// <summary>Whether the level of a channel was known, so that a score of 0 means a usual row.</summary>
    public bool IsSearched { get; init; } = true;

    /// <summary>The score for readers: NaN for a row that was not searched.</summary>
    public double Shown => IsSearched || Score > 0 ? Score : double.NaN;
}

/// <summary>
/// Judges rows one by one: each channel against what was expected of the row, against levels that follow it, against
/// the shapes of the rows before, and against how long it usually stays the same or away.
/// </summary>
/// <param name="design">Channels and their scales.</param>
/// <param name="fitted">What is usual.</param>
/// <param name="heldOut">[C][rows]: what is usual at the times of rows that were learned from, by other rows; their
/// shapes are not judged. Null for all other rows.</param>
internal sealed class ChannelMonitor(ChannelDesign design, ChannelFitted fitted, double[][]? heldOut = null)
{
    private const int CalmRows = 64;

    private readonly LevelMeter[] _rows = [.. fitted.Usual.Select(u => new LevelMeter(u.Row))];

    // [C]: meters of the levels, then of what peers leave.
    private readonly LevelMeter[][] _levels =
        [.. fitted.Usual.Select(u => u.Levels.Concat(u.Rest).Select(l => new LevelMeter(l)).ToArray())];

    private readonly ShapeMeter?[] _shapes =
    [
        .. fitted.Usual.Select(
            u => heldOut is null && u.Shapes is { Count: > 0 } shapes ? new ShapeMeter(shapes, u.Levels[^1]) : null),
    ];
    private readonly HoldMeter[] _holds = [.. fitted.Usual.Select(_ => new HoldMeter())];
    private readonly IncidentTracker _incidents = fitted.NewTracker();
    private readonly int[] _calm = new int[design.Channels.Count];
    private readonly double[] _cycles = new double[design.Channels.Count], _units = new double[design.Channels.Count];
    private DateTime? _last;
    private int _row;

    /// <summary>Whether the level of a channel is known, so that its next value is judged.</summary>
    /// <param name="channel">The channel.</param>
    public bool IsKnown(int channel) => _rows[channel].IsKnown || _levels[channel].Any(m => m.IsKnown);

    /// <summary>Takes a row.</summary>
    /// <param name="stamp">Its time, if known.</param>
    /// <param name="values">[C]: as they were read; NaN is a gap.</param>
    /// <param name="looks">[C]: what the network expected; null where it is not used.</param>
    /// <param name="far">Scores of values that are gaps here, because they would spoil levels that are not known yet;
    /// NaN for the other channels.</param>
    public RowJudgement Take(
        DateTime? stamp, ReadOnlySpan<float> values, ReadOnlySpan<ChannelForecast> looks, RowJudgement? far = null)
    {
        bool isSearched = false;
        double silence = stamp is { } now && _last is { } last ? (now - last).Ticks / (double)fitted.SilenceTicks : 0;
        _last = stamp;
        (double[] scores, double[] expected) = (new double[values.Length], new double[values.Length]);
        for (int c = 0; c < values.Length; c++)
        {
            isSearched |= IsKnown(c);
            _cycles[c] = heldOut is null ? fitted.Usual[c].Cycle.At(stamp) : heldOut[c][_row];
            _units[c] = design.Scales[c].Units(values[c]) - _cycles[c];
        }

        _row++;
        var reasons = new ChannelReason[values.Length];
        var views = new double[values.Length][];
        (double best, int oddest) = (0, 0);
        for (int c = 0; c < values.Length; c++)
        {
            double shape = (_shapes[c]?.Take(_units[c]) ?? double.NaN) - Math.Log10(values.Length);
            (scores[c], expected[c], double residual, double level) = Level(c, values[c], looks);
            views[c] = [residual, level, shape];
            scores[c] = fitted.Usual[c].Hold.IsOnly(values[c]) ? 0 : scores[c];
            (double times, bool isAway) = _holds[c].Take(values[c], fitted.Usual[c].Hold);
            if (times >= 1)
            {
                scores[c] = Held(scores[c], times);
                (reasons[c], expected[c]) = (isAway ? ChannelReason.Missing : ChannelReason.Constant, double.NaN);
            }

            if (silence >= 1)
            {
                scores[c] = Held(scores[c], silence);
                reasons[c] = ChannelReason.Silence;
            }

            if (!float.IsNaN(values[c]))
            {
                Settle(c, scores[c] > fitted.Least);
            }

            if (shape > scores[c])
            {
                // A value that is far by itself says more than the shape that it makes.
                bool isFar = reasons[c] != ChannelReason.Value || scores[c] > fitted.Threshold;
                reasons[c] = isFar ? reasons[c] : ChannelReason.Shape;
                scores[c] = shape;
            }

            if (far?.Scores[c] > 0)
            {
                (scores[c], expected[c], reasons[c], views[c]) =
                    (far.Scores[c], far.Expected[c], ChannelReason.Value, far.Views[c]);
            }

            if (scores[c] > best)
            {
                (best, oddest) = (scores[c], c);
            }
        }

        (bool isAnomalous, bool begins) = _incidents.Take(best, oddest, reasons[oddest]);
        return new RowJudgement(best, oddest, isAnomalous, begins, scores, expected, reasons, views)
        {
            IsSearched = isSearched,
        };
    }

    private double Held(double score, double times) =>
        Math.Max(double.IsNaN(score) ? 0 : score, fitted.ScoreOfHold(times));

    /// <summary>
    /// Says to all meters of a channel whether it is odd. It is calm only after several rows: means that pass from one
    /// side of a level to the other are near it for a moment.
    /// </summary>
    private void Settle(int channel, bool isOdd)
    {
        _calm[channel] = isOdd ? 0 : Math.Min(_calm[channel] + 1, CalmRows);
        if (isOdd || _calm[channel] == CalmRows)
        {
            _rows[channel].Settle(isOdd);
            Array.ForEach(_levels[channel], m => m.Settle(isOdd));
        }
    }

    /// <summary>Passes where it stands.</summary>
    public void Pass(StatePass state)
    {
        _incidents.Pass(state.Of(ref _last));
        for (int c = 0; c < _rows.Length; c++)
        {
            _rows[c].Pass(state.Of(ref _calm[c]));
            _holds[c].Pass(state);
            _shapes[c]?.Pass(state);
            Array.ForEach(_levels[c], level => level.Pass(state));
        }
    }

    /// <summary>The distance of a channel's value from the expected one and from the levels that follow it.</summary>
    private (double Score, double Expected, double Residual, double Level) Level(
        int channel, float value, ReadOnlySpan<ChannelForecast> looks)
    {
        ChannelUsual usual = fitted.Usual[channel];
        RobustScale scale = design.Scales[channel];
        LevelMeter meter = _rows[channel];
        double units = _units[channel], taken = units, expected = scale.OfUnits(meter.Level + _cycles[channel]);
        if (!looks.IsEmpty)
        {
            taken = looks[channel].ErrorOf((float)scale.Map(value));
            expected = scale.Unmap(looks[channel].At(double.IsNaN(meter.Level) ? 0 : meter.Level));
        }

        double score = fitted.ScoreOf(usual.Row.Tail.LogRowsOf(meter.Take(taken)));
        (double residual, double most) = (score, double.NaN);
        Follow(usual.Levels, 0, 0);
        Follow(usual.Rest, usual.Levels.Count, usual.Peers.Of(_units));

        // While nothing is known yet, no row is odd.
        return (double.IsNaN(units) ? double.NaN : double.IsNaN(score) ? 0 : score, expected, residual, most);

        void Follow(IReadOnlyList<LevelUsual> levels, int first, double others)
        {
            for (int k = 0; k < levels.Count; k++)
            {
                LevelMeter follower = _levels[channel][first + k];
                double level = follower.Level + others;
                double own = fitted.ScoreOf(levels[k].Tail.LogRowsOf(follower.Take(units - others)));
                most = own > most || double.IsNaN(most) ? own : most;
                if (own > score || double.IsNaN(score))
                {
                    // For an anomaly, the level before it is reported.
                    expected = own > fitted.Least
                        ? scale.OfUnits(level + _cycles[channel])
                        : expected;
                    score = own;
                }
            }
        }
    }
}
