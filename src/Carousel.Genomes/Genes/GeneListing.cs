using Carousel.Genomes.Labeling;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Genomes.Genes;

/// <summary>Genes that were found where none is known: there is nothing to compare with.</summary>
internal sealed record GeneListing : AnnotationMeasurement
{
    private static readonly JobMetric[] _metrics =
    [
        new("genes", "genes") { Decimals = 0 },
        JobMetric.Share("coding", "coding bases") with { Decimals = 1 },
        new("length", "mean length") { Decimals = 0 },
    ];

    private readonly int _frameLength;

    /// <param name="parts">The parts.</param>
    /// <param name="found">The genes found in each.</param>
    /// <param name="frameLength">The baseline's shortest frame.</param>
    public GeneListing(IReadOnlyList<GenomePart> parts, IReadOnlyList<GenomeAnnotation> found, int frameLength)
        : base(parts, found) => _frameLength = frameLength;

    /// <inheritdoc/>
    public override JobResult ToResult()
    {
        IReadOnlyList<CodingGene>[] found = [.. Found.Select(f => f.Genes)];
        return new JobResult(
            _metrics,
            [
                new JobScore("carousel", "carousel", Metrics(found)),
                new JobScore(
                    "longest_frames", $"open reading frames from {FigureText.Count(_frameLength)} bases",
                    Metrics([.. Parts.Select(p => LongestFrames.Find(p.Bases, _frameLength))])),
            ],
            $"{FigureText.Counted(found.Sum(f => f.Count), "gene")} found. The data contain no known genes, so the "
            + $"number of correct ones is unknown.");
    }

    /// <inheritdoc/>
    public override JobPage ToPage(string name) => new(
        $"Genes of {name}", "Found without known genes; there are none to compare with.", []);

    private Dictionary<string, double> Metrics(IReadOnlyList<CodingGene>[] genes)
    {
        double coding = Parts.Zip(genes).Sum(
                p => NucleotideSpan.Cover(p.Second.SelectMany(g => g.Parts), p.First.Bases.Length).Count(c => c)),
            all = Parts.Sum(p => (double)p.Bases.Length);
        CodingGene[] flat = [.. genes.SelectMany(g => g)];
        return new Dictionary<string, double>
        {
            ["genes"] = flat.Length,
            ["coding"] = coding / all,
            ["length"] = flat.Select(g => (double)g.CodingLength).DefaultIfEmpty(0).Average(),
        };
    }
}
