using System.Globalization;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Measuring;

namespace Carousel.Tasks.Genomes.Labelling;

/// <summary>A model of labels and the commonest label on the same bases.</summary>
/// <param name="Classes">The labels.</param>
/// <param name="Known">The classes of each sequence.</param>
/// <param name="Found">Those that the model gave.</param>
/// <param name="Gates">Whether forget gates fall at boundaries.</param>
internal sealed record LabelMeasurement(IReadOnlyList<string> Classes, IReadOnlyList<byte[]> Known, IReadOnlyList<byte[]> Found, IReadOnlyList<ForgetGates> Gates)
{
    private static readonly JobMetric[] _metrics =
    [
        new("accuracy", "accuracy") { HigherIsBetter = true, IsShare = true, Decimals = 2 },
        new("macro_f1", "macro F1 of bases") { Abbreviation = "macro F1", HigherIsBetter = true, IsShare = true, Decimals = 2 },
    ];

    /// <summary>The bases of each class.</summary>
    public IReadOnlyList<FoundCounts> Counts => CountsOf(Found);

    public JobResult ToResult()
    {
        byte commonest = (byte)Enumerable.Range(0, Classes.Count).MaxBy(c => Counts[c].True);
        IReadOnlyList<byte[]> same = [.. Known.Select(k => Enumerable.Repeat(commonest, k.Length).ToArray())];
        return new JobResult(
            _metrics,
            [new JobScore("carousel", "carousel", Metrics(Found)), new JobScore("commonest", $"always '{Classes[commonest]}'", Metrics(same))],
            Sentence(Accuracy(same)))
        {
            Details =
            [
                .. Classes.Select((c, k) => $"{c}: precision {FigureText.Percent(Counts[k].Precision)}, recall {FigureText.Percent(Counts[k].Recall)}, F1 {FigureText.Percent(Counts[k].F1)} of {FigureText.Count(Counts[k].True)} bases"),
                .. Gates.Select(Describe),
            ],
        };
    }

    public string Sentence() => ToResult().Sentence;

    /// <summary>A layer's gates in one line.</summary>
    public static string Describe(ForgetGates gates) => string.Create(
        CultureInfo.InvariantCulture,
        $"forget gates of {gates.Layer}: {gates.AtBoundaries:0.000} at {gates.Boundaries} boundaries, {gates.Elsewhere:0.000} over all steps; a shift of the boundaries gives {gates.Chance:0.000} (p that it is as low: {gates.PValue:0.000}, 999 shifts)");

    private string Sentence(double commonest)
    {
        double own = Accuracy(Found);
        return $"{FigureText.Percent(own, 2)} of {FigureText.Count(Counts.Sum(c => c.True))} bases get the right label, against {FigureText.Percent(commonest, 2)} by the commonest.{(own > commonest ? "" : " No better than that.")}";
    }

    private Dictionary<string, double> Metrics(IReadOnlyList<byte[]> found) => new() { ["accuracy"] = Accuracy(found), ["macro_f1"] = CountsOf(found).Where(c => c.True > 0).Average(c => c.F1) };

    private double Accuracy(IReadOnlyList<byte[]> found) => (double)CountsOf(found).Sum(c => c.Right) / Math.Max(1, Counts.Sum(c => c.True));

    private FoundCounts[] CountsOf(IReadOnlyList<byte[]> found)
    {
        var counts = new FoundCounts[Classes.Count];
        for (int s = 0; s < Known.Count; s++)
        {
            for (int t = 0; t < Known[s].Length; t++)
            {
                if (Known[s][t] != BaseTracks.Unknown)
                {
                    counts[Known[s][t]] += new FoundCounts(1, 0, Known[s][t] == found[s][t] ? 1 : 0);
                    counts[found[s][t]] += new FoundCounts(0, 1, 0);
                }
            }
        }

        return counts;
    }
}
