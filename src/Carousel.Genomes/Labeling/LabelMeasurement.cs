using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Report;

namespace Carousel.Genomes.Labeling;

/// <summary>A model of labels and the commonest label on the same bases.</summary>
internal sealed record LabelMeasurement : AnnotationMeasurement
{
    private static readonly JobMetric[] _metrics =
    [
        JobMetric.Share("accuracy", "accuracy"),
        JobMetric.Share("macro_f1", "macro F1 of bases") with { Abbreviation = "macro F1" },
    ];

    private readonly IReadOnlyList<string> _classes;
    private readonly (byte Known, byte Found)[] _bases;
    private readonly FoundCounts[] _counts;

    /// <param name="parts">The parts.</param>
    /// <param name="found">What was found in each.</param>
    /// <param name="head">The labels.</param>
    public LabelMeasurement(
        IReadOnlyList<GenomePart> parts, IReadOnlyList<GenomeAnnotation> found, NucleotideHead head)
        : base(parts, found)
    {
        _classes = head.Classes;
        _bases =
        [
            .. parts.Zip(found).SelectMany(p => LabelTracks.Labels(p.First.Bases.Length, p.First.Annotation.Runs, head)
                .Zip(LabelTracks.Labels(p.First.Bases.Length, p.Second.Runs, head)))
                .Where(b => b.First != NucleotideTracks.Unknown),
        ];
        _counts = CountsOf(_bases);
    }

    /// <inheritdoc/>
    public override JobResult ToResult()
    {
        byte commonest = (byte)Enumerable.Range(0, _classes.Count).MaxBy(c => _counts[c].True);
        FoundCounts[] always = CountsOf([.. _bases.Select(b => (b.Known, commonest))]);
        double own = Accuracy(_counts), same = Accuracy(always);
        return new JobResult(
            _metrics,
            [
                new JobScore("carousel", "carousel", Metrics(_counts)),
                new JobScore("commonest", $"always '{_classes[commonest]}'", Metrics(always)),
            ],
            $"{FigureText.Percent(own, 2)} of {FigureText.Count(_bases.Length)} bases get the right label, against "
            + $"{FigureText.Percent(same, 2)} by the most frequent label.{(own > same ? "" : " No better than that.")} "
            + $"{FigureText.Counted(Found.Sum(f => f.Runs.Count), "run")} found, "
            + $"{FigureText.Count(Parts.Sum(p => p.Annotation.Runs.Count))} known.")
        {
            Details =
            [
                .. Rows.Select(r => $"{r[0]}: precision {r[2]}, recall {r[3]}, F1 {r[4]} of {r[1]} bases"),
            ],
        };
    }

    /// <inheritdoc/>
    public override JobPage ToPage(string name) => new(
        $"Labels of {name}", "", [])
    {
        Below = [Table.Of(["label", "bases", "precision", "recall", "F1"], Rows)],
    };

    private IEnumerable<string[]> Rows => _classes.Zip(_counts, (c, n) => (string[])
        [
            c, FigureText.Count(n.True), FigureText.Percent(n.Precision), FigureText.Percent(n.Recall),
            FigureText.Percent(n.F1),
        ]);

    private FoundCounts[] CountsOf((byte Known, byte Found)[] bases)
    {
        var counts = new FoundCounts[_classes.Count];
        foreach ((byte known, byte found) in bases)
        {
            counts[known] += new FoundCounts(1, 0, known == found ? 1 : 0);
            counts[found] += new FoundCounts(0, 1, 0);
        }

        return counts;
    }

    private static Dictionary<string, double> Metrics(FoundCounts[] counts) =>
        new() { ["accuracy"] = Accuracy(counts), ["macro_f1"] = counts.Where(c => c.True > 0).Average(c => c.F1) };

    private static double Accuracy(FoundCounts[] counts) =>
        (double)counts.Sum(c => c.Right) / Math.Max(1, counts.Sum(c => c.True));
}
