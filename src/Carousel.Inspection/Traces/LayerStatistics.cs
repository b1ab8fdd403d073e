using Carousel.Networks;

namespace Carousel.Inspection.Traces;

/// <summary>What the units of a recurrent layer do over all steps that were looked at.</summary>
public sealed class LayerStatistics
{
    /// <summary>Units that move by less than this over all steps are called dead.</summary>
    public const double DeadRange = 0.01;

    /// <summary>Units with a correlation of at least this, or at most its negative, are called duplicates.</summary>
    public const double DuplicateCorrelation = 0.99;

    private readonly double[] _correlations;
    private IReadOnlyList<int>? _order;

    internal LayerStatistics(string layer, TraceQuantity state, StateMoments moments)
    {
        (Layer, State, Steps, Units) = (layer, state, moments.Steps, moments.Mean.Length);
        (Mean, Deviation) = ([.. moments.Mean], moments.Deviations());
        (Least, Greatest) = ([.. moments.Least], [.. moments.Greatest]);
        _correlations = moments.Correlations();
    }

    /// <summary>The layer's path in its model.</summary>
    public string Layer { get; }

    /// <summary>
    /// What is meant by a unit's state: the hidden state, or the cell state of an LSTM that projects it.
    /// </summary>
    public TraceQuantity State { get; }

    /// <summary>How many steps, over all sequences.</summary>
    public long Steps { get; }

    /// <summary>H.</summary>
    public int Units { get; }

    /// <summary>[H], of the state.</summary>
    public IReadOnlyList<double> Mean { get; }

    /// <summary>[H], the standard deviation of the state.</summary>
    public IReadOnlyList<double> Deviation { get; }

    /// <summary>[H], the smallest value of the state.</summary>
    public IReadOnlyList<float> Least { get; }

    /// <summary>[H], the largest value of the state.</summary>
    public IReadOnlyList<float> Greatest { get; }

    /// <summary>[H, H], Pearson's correlations of the states; 0 for a unit that never moves.</summary>
    public IReadOnlyList<double> Correlations => _correlations;

    /// <summary>The gates with their shares of steps at which they are shut or open; none for an Elman layer.</summary>
    internal IReadOnlyDictionary<TraceQuantity, GateShares> Gates { get; init; } =
        new Dictionary<TraceQuantity, GateShares>();

    /// <summary>
    /// [H], in steps, of the gate that keeps the state; empty for a layer without.
    /// </summary>
    public IReadOnlyList<double> TimeConstants { get; internal init; } = [];

    /// <summary>
    /// Units whose input gate opens rarely, which <see cref="GateSpikes"/> uses; empty if no unit does.
    /// </summary>
    public IReadOnlyList<int> SpikeUnits { get; internal init; } = [];

    /// <summary>Units in the order of their likeness: neighbours do alike.</summary>
    public IReadOnlyList<int> Order => _order ??= UnitOrder.Of(_correlations, Units);

    /// <summary>Units whose state hardly moves.</summary>
    /// <param name="range">What counts as hardly.</param>
    /// <returns>Those whose largest and smallest value differ by less, rising.</returns>
    public IReadOnlyList<int> Dead(double range = DeadRange) =>
        [.. Enumerable.Range(0, Units).Where(u => Greatest[u] - Least[u] < range)];

    /// <summary>Units that do what a lower one does, or its opposite. Dead units are left out.</summary>
    /// <param name="least">The size of the correlation from which on they count.</param>
    /// <param name="range">What counts as dead.</param>
    /// <returns>Rising.</returns>
    internal IReadOnlyList<DuplicateUnit> Duplicates(double least = DuplicateCorrelation, double range = DeadRange)
    {
        HashSet<int> dead = [.. Dead(range)];
        var found = new List<DuplicateUnit>();
        for (int u = 1; u < Units; u++)
        {
            for (int of = 0; of < u && !dead.Contains(u); of++)
            {
                double r = _correlations[(u * Units) + of];
                if (Math.Abs(r) >= least && !dead.Contains(of))
                {
                    found.Add(new DuplicateUnit(u, of, r));
                    break;
                }
            }
        }

        return found;
    }
}
