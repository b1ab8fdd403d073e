using Carousel.Genomes.Labeling;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Statistics;
using Carousel.Report;

namespace Carousel.Genomes.Genes;

/// <summary>A gene finder and the longest open reading frames on the same sequences.</summary>
internal sealed record GeneMeasurement : AnnotationMeasurement
{
    private const int ShownGenes = 25;

    private static readonly (JobMetric Metric, Func<GeneScores, double> Value)[] _metrics =
    [
        (Share("coding_f1", "coding bases F1", "coding F1"), s => s.Coding.F1),
        (Share("stops_f1", "exact stops F1", "stops F1"), s => s.Stops.F1),
        (Share("stops_recall", "stops recall", "recall"), s => s.Stops.Recall),
        (Share("stops_precision", "stops precision", "precision"), s => s.Stops.Precision),
        (Share("whole_f1", "whole genes F1", "whole F1"), s => s.Whole.F1),
    ];

    private readonly int _frameLength;
    private readonly GeneScores _model;
    private readonly GeneScores _frames;

    /// <param name="parts">The parts.</param>
    /// <param name="found">The genes found in each.</param>
    /// <param name="frameLength">The baseline's shortest frame.</param>
    public GeneMeasurement(IReadOnlyList<GenomePart> parts, IReadOnlyList<GenomeAnnotation> found, int frameLength)
        : base(parts, found)
    {
        _frameLength = frameLength;
        _model = GeneScores.Of(Known, [.. found.Select(f => f.Genes)]);
        _frames = GeneScores.Of(Known, [.. parts.Select(p => LongestFrames.Find(p.Bases, frameLength))]);
    }

    /// <summary>The genes that the counting inside finds without the network; null without one.</summary>
    public IReadOnlyList<IReadOnlyList<CodingGene>>? Counting { get; init; }

    /// <summary>The genes found without the counting; null if that is the answer.</summary>
    public IReadOnlyList<IReadOnlyList<CodingGene>>? Network { get; init; }

    /// <summary>How much of the network is added to the counting.</summary>
    public double Alpha { get; init; }

    private GenomeAnnotation[] Known => [.. Parts.Select(p => p.Annotation)];

    /// <inheritdoc/>
    public override JobResult ToResult()
    {
        (FoundCounts stops, FoundCounts whole) = (_model.Stops, _model.Whole);
        string verdict = stops.True == 0
            ? " The test set contains no whole gene: nothing is measured. Pass a test genome."
            : stops.F1 > _frames.Stops.F1 ? "" : " Open reading frames do as well or better.";
        IReadOnlyList<CodingGene>[] found = [.. Found.Select(f => f.Genes)];
        var intervals = new GeneIntervals(Known);
        return new JobResult(
            [.. _metrics.Select(m => m.Metric)],
            [
                new JobScore("carousel", "carousel", Metrics(_model)),
                .. Row("network", "network alone", Network),
                .. Row("counting", "counting alone", Counting),
                new JobScore(
                    "longest_frames", $"open reading frames from {FigureText.Count(_frameLength)} bases",
                    Metrics(_frames)),
            ],
            $"{FigureText.Count(stops.Right)} of {FigureText.Count(stops.True)} genes are found with the right stop "
            + $"codon, {FigureText.Count(stops.Found - stops.Right)} more are wrong (F1 "
            + $"{FigureText.Percent(stops.F1)}, open reading frames {FigureText.Percent(_frames.Stops.F1)}); coding "
            + $"bases have F1 {FigureText.Percent(_model.Coding.F1)} against "
            + $"{FigureText.Percent(_frames.Coding.F1)}.{verdict}")
        {
            Details =
            [
                $"stops: {FigureText.Count(stops.True)} true, {FigureText.Count(stops.Found)} "
                + $"found, {FigureText.Count(stops.Right)} right; whole genes: {FigureText.Count(whole.Right)} "
                + $"of {FigureText.Count(whole.True)} right in every base",
                .. Interval("exact stops F1", intervals.Of(found, g => g.Stop)),
                .. Interval("whole genes F1", intervals.Of(found, GeneScores.WholeOf)),
            ],
            Baseline = Counting is null ? null : intervals.Effect(found, Counting, Alpha),
        };
    }

    /// <inheritdoc/>
    public override JobPage ToPage(string name)
    {
        var (missed, wrong) = (new List<string[]>(), new List<string[]>());
        foreach ((GenomePart part, GenomeAnnotation own) in Parts.Zip(Found))
        {
            IReadOnlyList<CodingGene> known = part.Annotation.Genes;
            missed.AddRange(Rows(part, known, own.Genes));
            wrong.AddRange(Rows(part, GeneScores.Counted(part.Annotation, own.Genes), known));
        }

        return new JobPage(
            $"Genes of {name}",
            "A coding base is right if its strand is also right. A stop is right if the last base of its codon and the "
            + "strand are right; genes that share a stop count once. A whole gene is right in every base.",
            [
                new Section(
                    "Missed genes and false genes",
                    [Shown(missed, "missed"), Shown(wrong, "found that are not annotated")]),
            ]);
    }

    private IEnumerable<JobScore> Row(
        string name, string title, IReadOnlyList<IReadOnlyList<CodingGene>>? genes) =>
        genes is null ? [] : [new JobScore(name, title, Metrics(GeneScores.Of(Known, genes)))];

    private static IEnumerable<string> Interval(string title, ConfidenceInterval? interval) =>
        interval is not { } own ? []
        : [$"{title}: 95 % interval {FigureText.Percent(own.Low)} to {FigureText.Percent(own.High)}"];

    private static Table Shown(List<string[]> rows, string what) =>
        Table.Of(["sequence", "gene", "from", "to", "strand", "bases", "score"], rows.Take(ShownGenes)) with
        {
            Caption =
                $"{FigureText.Count(rows.Count)} {what}"
                + $"{(rows.Count > ShownGenes ? $"; the first {ShownGenes} are shown" : "")}.",
        };

    // Genes whose stop none of the others has.
    private static IEnumerable<string[]> Rows(
        GenomePart part, IReadOnlyList<CodingGene> genes, IReadOnlyList<CodingGene> others) =>
        genes.Where(g => others.All(o => o.Stop != g.Stop)).Select(g => (string[])
        [
            part.Name, g.Name, FigureText.Count(g.Start + 1), FigureText.Count(g.End), g.IsReverse
                ? "reverse"
                : "forward",
            FigureText.Count(g.CodingLength), FigureText.Number(g.Score, 1),
        ]);

    private static Dictionary<string, double> Metrics(GeneScores scores) =>
        _metrics.ToDictionary(m => m.Metric.Key, m => m.Value(scores));

    private static JobMetric Share(string key, string title, string abbreviation) =>
        JobMetric.Share(key, title) with { Abbreviation = abbreviation, Decimals = 1 };
}
