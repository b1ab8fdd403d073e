namespace Carousel.Networks;

/// <summary>How often a gate is shut or open, unit by unit.</summary>
/// <param name="Low">[H], the share of steps at which the gate is under <see cref="Shut"/>.</param>
/// <param name="High">[H], the share of steps at which it is over <see cref="Open"/>.</param>
/// <param name="Mean">[H], its mean over all steps.</param>
internal sealed record GateShares(IReadOnlyList<double> Low, IReadOnlyList<double> High, IReadOnlyList<double> Mean)
{
    /// <summary>Under this a gate is saturated at its lower end.</summary>
    public const float Shut = 0.1f;

    /// <summary>Over this a gate is saturated at its upper end.</summary>
    public const float Open = 0.9f;
}

/// <summary>How often the gates of a layer were shut or open, over units and steps together.</summary>
/// <param name="Layer">The layer's path in its model.</param>
/// <param name="Gate">Which gate.</param>
/// <param name="Low">Values under <see cref="GateShares.Shut"/>.</param>
/// <param name="High">Values over <see cref="GateShares.Open"/>.</param>
/// <param name="Values">All values.</param>
internal sealed record GateTotal(string Layer, TraceQuantity Gate, long Low, long High, long Values);

/// <summary>Sums up <see cref="GateShares"/>. Steps come in rows, one call after the other.</summary>
internal sealed class GateCounts(int units)
{
    private readonly long[] _low = new long[units];
    private readonly long[] _high = new long[units];
    private readonly double[] _sums = new double[units];
    private long _rows;

    /// <summary>Adds steps.</summary>
    /// <param name="gate">[n, H].</param>
    public void Add(ReadOnlySpan<float> gate)
    {
        for (int first = 0; first < gate.Length; first += units)
        {
            ReadOnlySpan<float> row = gate.Slice(first, units);
            for (int u = 0; u < row.Length; u++)
            {
                float value = row[u];
                _low[u] += value < GateShares.Shut ? 1 : 0;
                _high[u] += value > GateShares.Open ? 1 : 0;
                _sums[u] += value;
            }

            _rows++;
        }
    }

    /// <summary>The shares so far.</summary>
    public GateShares Shares() =>
        new([.. _low.Select(Share)], [.. _high.Select(Share)], [.. _sums.Select(sum => sum / _rows)]);

    /// <summary>The counts so far, over all units.</summary>
    public (long Low, long High, long Values) Totals() => (_low.Sum(), _high.Sum(), _rows * units);

    private double Share(long count) => count / (double)_rows;
}
