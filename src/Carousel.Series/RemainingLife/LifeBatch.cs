using Carousel.Data;

namespace Carousel.RemainingLife;

/// <summary>Units as one batch of sequences for a network, each with what the rival says of its records.</summary>
/// <param name="design">Sizes.</param>
internal sealed class LifeBatch(LifeDesign design)
{
    private float[] _rival = [];

    /// <summary>[N, I].</summary>
    public SequenceBatch Sequences { get; } = new(design.Inputs);

    /// <summary>[N, 1 + Q]: what the rival says, once for each output.</summary>
    public ReadOnlySpan<float> Rival => _rival.AsSpan(0, Sequences.Packing.Rows * LifeDesign.Outputs);

    /// <summary>Fills it.</summary>
    /// <param name="units">The units.</param>
    /// <param name="told">Of each what the rival says of its records; 0 without a rival.</param>
    public void Fill(IReadOnlyList<LifeRecords> units, IReadOnlyList<float[]> told)
    {
        Sequences.Begin([.. units.Select(u => u.Length)]);
        int F = design.Channels, size = Sequences.Packing.Rows * LifeDesign.Outputs;
        _rival = _rival.Length < size ? new float[2 * size] : _rival;
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
                _rival.AsSpan(Sequences.Packing.Row(b, t) * LifeDesign.Outputs, LifeDesign.Outputs).Fill(told[b][t]);
            }
        }
    }
}
