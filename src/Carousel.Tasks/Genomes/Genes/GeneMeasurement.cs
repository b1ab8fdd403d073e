using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;

namespace Carousel.Tasks.Genomes.Genes;

/// <summary>A gene finder and the longest open reading frames on the same sequences.</summary>
/// <param name="Known">The genes of each sequence.</param>
/// <param name="Found">Those that the finder gave.</param>
/// <param name="Model">Its scores.</param>
/// <param name="Frames">The baseline's scores.</param>
/// <param name="FrameLength">The baseline's shortest frame.</param>
internal sealed record GeneMeasurement(
    IReadOnlyList<GenomeAnnotation> Known, IReadOnlyList<IReadOnlyList<CodingGene>> Found, GeneScores Model, GeneScores Frames, int FrameLength)
{
    private static readonly JobMetric[] _metrics =
    [
        Share("coding_f1", "coding bases F1", "coding F1"), Share("stops_f1", "exact stops F1", "stops F1"), Share("stops_recall", "stops recall", "recall"),
        Share("stops_precision", "stops precision", "precision"), Share("whole_f1", "whole genes F1", "whole F1"),
    ];

    public JobResult ToResult() => new(
        _metrics,
        [
            new JobScore("carousel", "carousel", Metrics(Model)),
            new JobScore("longest_frames", $"open reading frames from {FigureText.Count(FrameLength)} bases", Metrics(Frames)),
        ],
        Sentence())
    {
        Details =
        [
            $"stops: {FigureText.Count(Model.Stops.True)} true, {FigureText.Count(Model.Stops.Found)} found, {FigureText.Count(Model.Stops.Right)} right; whole genes: {FigureText.Count(Model.Whole.Right)} of {FigureText.Count(Model.Whole.True)} right in every base",
        ],
    };

    public string Sentence()
    {
        string verdict = Model.Stops.F1 > Frames.Stops.F1 ? "" : " Open reading frames alone do as well or better.";
        return $"Of {FigureText.Count(Model.Stops.True)} genes {FigureText.Count(Model.Stops.Right)} are found to their stop codon, {FigureText.Count(Model.Stops.Found - Model.Stops.Right)} more are found wrongly (F1 {Percent(Model.Stops.F1)}, open reading frames {Percent(Frames.Stops.F1)}); coding bases have F1 {Percent(Model.Coding.F1)} against {Percent(Frames.Coding.F1)}.{verdict}";
    }

    private static Dictionary<string, double> Metrics(GeneScores scores) => new()
    {
        ["coding_f1"] = scores.Coding.F1,
        ["stops_f1"] = scores.Stops.F1,
        ["stops_recall"] = scores.Stops.Recall,
        ["stops_precision"] = scores.Stops.Precision,
        ["whole_f1"] = scores.Whole.F1,
    };

    private static JobMetric Share(string key, string title, string abbreviation) => new(key, title) { Abbreviation = abbreviation, HigherIsBetter = true, IsShare = true, Decimals = 1 };

    private static string Percent(double share) => FigureText.Percent(share);
}
