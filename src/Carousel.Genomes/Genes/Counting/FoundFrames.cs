using Carousel.Jobs.Measuring;

namespace Carousel.Genomes.Genes;

/// <summary>The frames of a sequence that may be genes, with log odds of each and of its starts.</summary>
/// <param name="Frames">The frames.</param>
/// <param name="Genes">[frames]: the log odds of a gene there.</param>
/// <param name="Starts">[frames][starts]: what speaks for each start.</param>
internal sealed record FoundFrames(
    IReadOnlyList<ScoredFrame> Frames, IReadOnlyList<double> Genes, IReadOnlyList<double[]> Starts)
{
    private const double LeastAlone = -8;
    private const int MostStarts = 6;

    // What a network says is too sure of itself by far: its odds are sums over hundreds of bases that are alike.
    private const double GeneScale = 10, MostOfGene = 2, StartScale = 4;

    /// <summary>Weighs the frames of a sequence.</summary>
    /// <param name="frames">The frames.</param>
    /// <param name="weights">What weighs them.</param>
    /// <param name="links">How far apart genes lie.</param>
    public static FoundFrames Of(IEnumerable<ScoredFrame> frames, GeneWeights weights, LinkCounts links)
    {
        (ScoredFrame Frame, GeneCandidate Alone)[] all =
        [
            .. frames.Select(f => (f, weights.Alone(f))).Where(f => f.Item2.Score >= LeastAlone),
        ];
        var near = new Neighborhood(GenePath.Best(all.Select(f => f.Alone)), links);
        var genes = new LogisticRegression(weights.NearGenes);
        return new FoundFrames(
            [.. all.Select(f => f.Frame)], [.. all.Select(f => genes.LogOdds(GeneWeights.Row(near.Of(f.Alone))))],
            [
                .. all.Select(f => near.OfStarts(f.Frame)
                    .Select(s => GeneWeights.Sum(weights.NearStarts, s)).ToArray()),
            ]);
    }

    /// <summary>Genes that may be: of each frame those with the likeliest starts.</summary>
    public IEnumerable<GeneCandidate> Candidates() => Enumerable.Range(0, Frames.Count).SelectMany(k =>
    {
        ScoredFrame frame = Frames[k];
        double best = Starts[k].Max();
        return frame.Starts.Zip(Starts[k])
            .Select(s => new GeneCandidate(frame.From(s.First), frame.IsReverse, Genes[k] + s.Second - best))
            .OrderByDescending(c => c.Score).Take(MostStarts);
    });

    /// <summary>Adds a share of a network's log odds.</summary>
    /// <param name="network">Its log odds.</param>
    /// <param name="least">The threshold of a gene's score by the network.</param>
    /// <param name="share">The share that is added.</param>
    public FoundFrames With(NetworkOdds network, double least, double share)
    {
        double[][] starts =
        [
            .. Frames.Zip(Starts, (frame, own) => own.Zip(frame.Starts, (s, start) =>
                s + (share * network.Start(frame.From(start), frame.IsReverse) / StartScale)).ToArray()),
        ];
        double[] genes =
        [
            .. Frames.Select((frame, k) => Genes[k] + (share * Math.Clamp(
                (frame.Starts.Max(s => network.Gene(frame.From(s), frame.IsReverse)) - least) / GeneScale, -MostOfGene,
                MostOfGene))),
        ];
        return new FoundFrames(Frames, genes, starts);
    }
}
