using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;

namespace Carousel.Genomes.Genes;

/// <summary>
/// Learns how much each thing that is counted says, from frames whose genes were left out of the counts.
/// </summary>
/// <remarks>
/// A genome is cut into blocks, and these dealt to five folds: the frames of a fold are scored by the counts of the
/// other four. Starts are scored by a conditional logit (McFadden 1974), genes by logistic regression; both twice,
/// the second time with the genes around them.
/// </remarks>
internal sealed class GeneLearning
{
    private const int Folds = 5, MostBlocks = 20, ShortestBlock = 5_000, Rounds = 200;
    private const double Tolerance = 1e-6, Penalty = 1;

    private static readonly double[] _least = [-1, -0.7, -0.5, -0.3, 0, 0.3, 0.5];

    private readonly List<Block> _blocks = [];
    private readonly GeneStatistics _statistics;

    private GeneLearning(IReadOnlyList<GenomePart> parts)
    {
        GenomePart[] blocks = [.. parts.SelectMany(Cut)];
        _statistics = GeneStatistics.Of(parts);
        for (int fold = 0; fold < Folds; fold++)
        {
            GenomePart[] others = [.. blocks.Where((_, k) => k % Folds != fold)];
            var scan = new FrameScan(others.Length == 0 ? _statistics : GeneStatistics.Of(others));
            _blocks.AddRange(blocks.Where((_, k) => k % Folds == fold).Select(b => new Block(b, scan.Frames(b.Bases))));
        }
    }

    /// <summary>Learns from a genome.</summary>
    /// <param name="parts">Its parts, with their genes.</param>
    /// <returns>The finder; null where there are too few genes to tell anything.</returns>
    public static GeneCounting? From(IReadOnlyList<GenomePart> parts)
    {
        var learning = new GeneLearning(parts);
        return learning._blocks.Any(b => b.IsGene.Contains(true) && b.IsGene.Contains(false))
            ? new GeneCounting(learning._statistics, learning.Weights())
            : null;
    }

    private GeneWeights Weights()
    {
        double[] starts = Logit(
            FrameScan.StartFeatures, _blocks.SelectMany(b => b.Starts(f => [.. f.Starts.Select(s => s.Features)])));
        var weights = new GeneWeights(starts, new double[FrameFeatures.Count + 1], [], [], 0);
        weights = weights with
        {
            Genes = Logistic(_blocks.SelectMany(
                b => b.Frames.Zip(b.IsGene, (f, gene) => (FrameFeatures.Of(f, weights.Best(f)), gene)))),
        };
        var near = _blocks.Select(b => b.Around(weights, _statistics.Links)).ToList();
        weights = weights with
        {
            NearGenes = Logistic(_blocks.Zip(near).SelectMany(
                b => b.First.Frames.Zip(b.First.IsGene, (f, gene) => (b.Second.Of(weights.Alone(f)), gene)))),
            NearStarts = Logit(
                FrameScan.StartFeatures + Neighborhood.StartFeatures,
                _blocks.Zip(near).SelectMany(b => b.First.Starts(b.Second.OfStarts))),
        };
        return weights with { Least = ChooseLeast(weights) };
    }

    // The best F1 of exact stops in the blocks.
    private double ChooseLeast(GeneWeights weights)
    {
        GenomeAnnotation[] known = [.. _blocks.Select(b => b.Part.Annotation)];
        GeneCandidate[][] candidates =
        [
            .. _blocks.Select(b => FoundFrames.Of(b.Frames, weights, _statistics.Links).Candidates().ToArray()),
        ];
        return _least.MaxBy(
            least => GeneScores.StopsOf(known, [.. candidates.Select(c => GeneDecoder.Genes(c, least))]).F1);
    }

    private static IEnumerable<GenomePart> Cut(GenomePart part)
    {
        int blocks = Math.Clamp(part.Bases.Length / ShortestBlock, 1, MostBlocks);
        return Enumerable.Range(0, blocks).Select(
            k => part.Within(
                new NucleotideSpan(
                    (int)((long)part.Bases.Length * k / blocks), (int)((long)part.Bases.Length * (k + 1) / blocks))));
    }

    private static double[] Logistic(IEnumerable<(double[] Features, bool IsGene)> frames)
    {
        (double[] Features, bool IsGene)[] all = [.. frames];
        return LogisticRegression.Fit(
            LogisticRegression.OfShare(all[0].Features.Length, all.Count(f => f.IsGene), all.Length),
            [.. all.Select(f => GeneWeights.Row(f.Features))], [.. all.Select(f => f.IsGene)], Penalty).Coefficients;
    }

    // −Σ ln p(the true start | the starts of its frame), with p ∝ exp(weights · features).
    private static double[] Logit(int features, IEnumerable<(double[][] Starts, int True)> frames)
    {
        (double[][] Starts, int True)[] all = [.. frames];
        return ConvexDescent.Least(new double[features], (weights, slope) =>
        {
            double loss = 0;
            for (int k = 0; k < weights.Length; k++)
            {
                slope[k] = Penalty * weights[k];
                loss += Penalty * weights[k] * weights[k] / 2;
            }

            foreach ((double[][] starts, int right) in all)
            {
                double[] scores = [.. starts.Select(s => GeneWeights.Sum(weights, s))];
                double top = scores.Max(), sum = scores.Sum(s => Math.Exp(s - top));
                loss += top + Math.Log(sum) - scores[right];
                for (int s = 0; s < starts.Length; s++)
                {
                    double error = (Math.Exp(scores[s] - top) / sum) - (s == right ? 1 : 0);
                    for (int k = 0; k < weights.Length; k++)
                    {
                        slope[k] += error * starts[s][k];
                    }
                }
            }

            return loss;
        }, Rounds, Tolerance);
    }

    /// <summary>A block with its frames, of which those that are mostly doubtful are left out.</summary>
    private sealed class Block
    {
        private readonly KnownPlaces _known;

        public Block(GenomePart part, IEnumerable<ScoredFrame> frames)
        {
            Part = part;
            _known = KnownPlaces.Of(part.Annotation);
            bool[] doubtful = NucleotideSpan.Cover(part.Annotation.Doubtful, part.Bases.Length);
            Frames =
            [
                .. frames.Where(f => _known.Stops.Contains(f.Stop)
                    || f.Span.Of(doubtful).Count(true) * 2 <= f.Span.Length),
            ];
            IsGene = [.. Frames.Select(f => _known.Stops.Contains(f.Stop))];
        }

        public GenomePart Part { get; }

        public IReadOnlyList<ScoredFrame> Frames { get; }

        public IReadOnlyList<bool> IsGene { get; }

        public Neighborhood Around(GeneWeights weights, LinkCounts links) =>
            new(GenePath.Best(Frames.Select(weights.Alone)), links);

        // Frames with a gene and several starts, one of which is known to be true.
        public IEnumerable<(double[][] Starts, int True)> Starts(Func<ScoredFrame, double[][]> features) =>
            Frames.Where((f, k) => IsGene[k] && f.Starts.Count > 1).Select(f => (Frame: f, True: _known.StartOf(f)))
                .Where(f => f.True >= 0).Select(f => (features(f.Frame), f.True));
    }
}
