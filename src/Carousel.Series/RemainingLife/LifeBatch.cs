using Carousel.Data;

namespace Carousel.RemainingLife;

/// <summary>Units as one batch of sequences for a network, each with what the baseline says of its records.</summary>
/// <param name="design">Sizes.</param>
internal sealed class LifeBatch(LifeDesign design)
{
    private float[] _baseline = [];

    /// <summary>[N, I].</summary>
    public SequenceBatch Sequences { get; } = new(design.Inputs);

    /// <summary>[N, 1 + Q]: what the baseline says, once for each output.</summary>
    public ReadOnlySpan<float> Baseline => _baseline.AsSpan(0, Sequences.Packing.Rows * LifeDesign.Outputs);

    /// <summary>Fills it.</summary>
    /// <param name="units">The units.</param>
    /// <param name="told">Of each what the baseline says of its records; 0 without a baseline.</param>
    public void Fill(IReadOnlyList<LifeRecords> units, IReadOnlyList<float[]> told)
    {
        Sequences.Begin([.. units.Select(u => u.Length)]);
        int F = design.Channels, size = Sequences.Packing.Rows * LifeDesign.Outputs;
        _baseline = _baseline.Length < size ? new float[2 * size] : _baseline;
        for (int b = 0; b < units.Count; b++)
        {
            for (int t = 0; t < units[b].Length; t++)
            {
                Span<float> row = Sequences.Step(b, t);
                ReadOnlySpan<float> statistics = units[b].StatisticsAt(t);
                units[b].Scaled.AsSpan(t * F, F).CopyTo(row);
                for (int f = 0; f < F; f++)
                {
                    row[F + f] = statistics[WindowStatistics.PlaceOfMean(f)];
                }

                row[2 * F] = statistics[0];
                row[(2 * F) + 1] = told[b][t];
                _baseline.AsSpan(Sequences.Packing.Row(b, t) * LifeDesign.Outputs, LifeDesign.Outputs).Fill(told[b][t]);
            }
        }
    }
}
