using Carousel.Jobs.Measuring;

namespace Carousel.Genomes.Genes;

/// <summary>How much each thing that was counted says of a frame.</summary>
/// <param name="Starts">[9]: of a start against the frame's others.</param>
/// <param name="Genes">[18 + 1]: of a frame by itself, the constant last.</param>
/// <param name="NearStarts">[9 + 5]: of a start, with the genes around it.</param>
/// <param name="NearGenes">[17 + 1]: of a frame, with the genes around it, the constant last.</param>
/// <param name="Least">What the log odds of a gene have to reach.</param>
internal sealed record GeneWeights(
    double[] Starts, double[] Genes, double[] NearStarts, double[] NearGenes, double Least)
{
    private static readonly int[] _alone = [.. Enumerable.Range(0, FrameFeatures.Count)],
        _near = [.. Enumerable.Range(0, Neighborhood.GeneFeatures)];

    /// <summary>
    /// What the genes of E. coli K-12 (NC_000913.3) taught, for genomes of which no gene is known: what codons and
    /// starts say differs little between genomes, which codons and starts there are does.
    /// </summary>
    public static GeneWeights Usual { get; } = new(
        [-2.355, -3.664, 1.007, 0.231, 0.407, -2.626, -1.388, -1.712, 0.283],
        [
            -0.693, -1.054, -1.266, 1.728, 0.913, 0.718, 1.606, 0.632, 2.321, -0.252, 0.575, -1.530, -2.654, 0.663,
            0.272, 0.481, 0.060, -0.238, -0.648,
        ],
        [
            -2.339, -3.703, 1.002, 0.229, 0.373, -2.567, -1.258, -1.724, 0.323, 0.939, 0.107, -0.057, 0.321, -0.697,
        ],
        [
            0.224, 1.501, 1.991, -2.447, -0.536, -1.802, 0.023, 0.277, 0.286, 0.512, 0.502, -0.326, 0.337, 0.398,
            -0.273, -0.143, -0.397, 0.816,
        ], -0.7);

    private const double Most = 1e6;

    /// <summary>Whether there are as many as there have to be.</summary>
    public bool IsInRange => Starts.Length == FrameScan.StartFeatures && Genes.Length == FrameFeatures.Count + 1
        && NearStarts.Length == FrameScan.StartFeatures + Neighborhood.StartFeatures
        && NearGenes.Length == Neighborhood.GeneFeatures + 1
        && Starts.Concat(Genes).Concat(NearStarts).Concat(NearGenes).Append(Least).All(w => Math.Abs(w) < Most);

    /// <summary>What speaks for a start, by itself.</summary>
    public double Of(ScoredStart start) => Sum(Starts, start.Features);

    /// <summary>The start that most speaks for, by itself.</summary>
    public ScoredStart Best(ScoredFrame frame) => frame.Starts.MaxBy(Of);

    /// <summary>The gene that a frame would be by itself, with its log odds.</summary>
    public GeneCandidate Alone(ScoredFrame frame)
    {
        ScoredStart best = Best(frame);
        return new GeneCandidate(
            frame.From(best), frame.IsReverse,
            new LogisticRegression(Genes).LogOdds(Row(FrameFeatures.Of(frame, best))));
    }

    /// <summary>A row of features: all rows share the places.</summary>
    public static LogisticRow Row(double[] features) =>
        new(features.Length == FrameFeatures.Count ? _alone : _near, features);

    /// <summary>The sum of products.</summary>
    public static double Sum(double[] weights, double[] features)
    {
        double sum = 0;
        for (int k = 0; k < weights.Length; k++)
        {
            sum += weights[k] * features[k];
        }

        return sum;
    }
}
