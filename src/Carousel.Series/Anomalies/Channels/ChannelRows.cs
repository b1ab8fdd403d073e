namespace Carousel.Anomalies;

/// <summary>Rows of channels as a network sees them.</summary>
internal sealed class ChannelRows
{
    private readonly float[] _truth, _filled, _phases, _nothing;

    /// <summary>Maps rows.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="scales">[C].</param>
    public ChannelRows(ChannelData data, IReadOnlyList<RobustScale> scales)
    {
        (Count, Channels) = (data.Count, scales.Count);
        _truth = new float[Count * Channels];
        _filled = new float[Count * Channels];
        _phases = new float[Count * CalendarPhase.Count];
        _nothing = new float[Channels];
        for (int r = 0; r < Count; r++)
        {
            CalendarPhase.Write(data.StampAt(r), _phases.AsSpan(r * CalendarPhase.Count));
            for (int c = 0; c < Channels; c++)
            {
                float z = (float)scales[c].Map(data.Columns[c][r]);
                _truth[(r * Channels) + c] = z;

                // A gap looks as the value before it did.
                _filled[(r * Channels) + c] = float.IsFinite(z) ? z : Filled(r - 1)[c];
            }
        }
    }

    /// <summary>How many rows.</summary>
    public int Count { get; }

    /// <summary>C.</summary>
    public int Channels { get; }

    /// <summary>A row with its gaps.</summary>
    public ReadOnlySpan<float> Truth(int row) => _truth.AsSpan(row * Channels, Channels);

    /// <summary>A row, gaps filled with the value before; zeros before the first.</summary>
    public ReadOnlySpan<float> Filled(int row) => row < 0 ? _nothing : _filled.AsSpan(row * Channels, Channels);

    /// <summary>Where in the day and the week a row lies.</summary>
    public ReadOnlySpan<float> Phase(int row) => _phases.AsSpan(row * CalendarPhase.Count, CalendarPhase.Count);
}
