using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Language;
using Carousel.Report;
using BinomialInterval = Carousel.Laboratory.Running.BinomialInterval;
using ConfidenceInterval = Carousel.Jobs.Statistics.ConfidenceInterval;

namespace Carousel.Laboratory.Claims.Agreement;

/// <summary>
/// A user's language model on a user's minimal pairs: in how many of them the right sentence is the likelier one.
/// </summary>
/// <remarks>
/// As Marvin and Linzen 2018: both sentences are read whole, each after the end of a line, and the logarithms of the
/// probabilities of their units are added up.
/// </remarks>
internal static class PairScores
{
    /// <summary>Scores.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="run">Its inputs: the model and the pairs.</param>
    /// <exception cref="DataFormatException">There are no pairs, or the model has no word for their
    /// difference.</exception>
    public static ClaimResult Run(Claim claim, ClaimRun run)
    {
        if (run.Inputs.Count < 2)
        {
            throw new DataFormatException(
                "agreement needs a language model and minimal pairs: carousel-lab agreement MODEL PAIRS.tsv");
        }

        (string file, string pairs) = (run.Inputs[0], run.Inputs[1]);
        IReadOnlyList<MinimalPair> all = MinimalPair.Read(pairs);
        using var model = LanguageModel.Load(file, run.Threads);
        var leads = new List<(MinimalPair Pair, double Lead)>();
        for (int k = 0; k < all.Count; k++)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            run.Progress?.Report((pairs, (double)k / all.Count));
            if (Lead(model, all[k], pairs, run.Cancellation) is { } lead)
            {
                leads.Add((all[k], lead));
            }
        }

        run.Progress?.Report((pairs, 1));
        return leads.Count > 0
            ? Describe(claim, file, leads, all.Count - leads.Count)
            : throw new DataFormatException(
                $"{file} cannot distinguish the sentences of {pairs}: it has no units for the words that differ. Pass "
                + "pairs of words from its training text.");
    }

    /// <summary>
    /// ln of how many times as likely the right sentence is; null if the model has the same unit for all
    /// differing words, so that it cannot distinguish the two.
    /// </summary>
    private static double? Lead(
        LanguageModel model, MinimalPair pair, string name, CancellationToken cancellation)
    {
        OpenText right = Of(pair.Right), wrong = Of(pair.Wrong);
        return right.Items.SequenceEqual(wrong.Items) ? null : Surprise(wrong) - Surprise(right);

        OpenText Of(string text) => OpenText.Of(model.Tokenizer, new LanguageText(name, text));
        double Surprise(OpenText text) => text
            .Surprises((units, stop) => model.Surprises(units, stop), model.Learned, cancellation)
            .Sum(nats => (double)nats);
    }

    private static ClaimResult Describe(
        Claim claim, string file, List<(MinimalPair Pair, double Lead)> leads, int left)
    {
        (string Kind, MeasuredFigure Share, int Right, int Count)[] kinds =
        [
            .. leads.GroupBy(l => l.Pair.Kind, StringComparer.Ordinal)
                .Select(g => Share(g.Key, [.. g.Select(l => l.Lead)])),
        ];
        (_, MeasuredFigure all, int right, int count) = Share("", [.. leads.Select(l => l.Lead)]);
        string note = left == 0
            ? ""
            : $" {FigureText.Counted(left, "pair")} left out: the model has the same units for both sentences.";
        return new ClaimResult(
            claim,
            [
                all, new("pairs", count), new("left_out", left),
                .. kinds.Length > 1 ? Named([.. kinds.Select(k => k.Share)]) : [],
            ],
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Path.GetFileName(file)} finds the right sentence likelier in {right:N0} of {count:N0} minimal pairs "
                + $"({ClaimNumbers.PercentTenths(all.Value)}; 95 % interval {Ends(all)}); guessing gives "
                + $"half.{note}"),
            [Table(kinds)])
        {
            Holds = null,
        };
    }

    /// <summary>Figures of classes under different names, also if classes differ only by their signs.</summary>
    private static IEnumerable<MeasuredFigure> Named(MeasuredFigure[] shares) => shares.Select((share, k) =>
        share.Name == "right" ? share with { Name = "right_without_class" }
            : shares[..k].Any(s => s.Name == share.Name)
                ? share with { Name = string.Create(CultureInfo.InvariantCulture, $"{share.Name}_{k + 1}") }
                : share);

    private static (string Kind, MeasuredFigure Share, int Right, int Count) Share(string kind, double[] leads)
    {
        int right = leads.Count(lead => lead > 0);
        var interval = BinomialInterval.Of(right, leads.Length);
        string name = kind.Length == 0
            ? "right"
            : $"right_{string.Concat(kind.Select(c => char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_'))}";
        return (
            kind,
            new MeasuredFigure(
                name, (double)right / leads.Length, new ConfidenceInterval(interval.Low, interval.High)),
            right, leads.Length);
    }

    private static Table Table((string Kind, MeasuredFigure Share, int Right, int Count)[] kinds) => new(
        [new("class", Alignment.Left), new("pairs"), new("right"), new("share"), new("95 % interval")],
        [
            .. kinds.Select(k => TableRow.Of(
            [
                k.Kind.Length == 0 ? "–" : k.Kind, ClaimNumbers.Count(k.Count), ClaimNumbers.Count(k.Right),
                ClaimNumbers.PercentTenths(k.Share.Value), Ends(k.Share),
            ])),
        ])
    {
        Caption = "Minimal pairs of which the right sentence is the likelier one",
        Note = "Exact intervals of Clopper and Pearson; pairs count as independent.",
    };

    private static string Ends(MeasuredFigure share) =>
        $"{ClaimNumbers.PercentTenths(share.Interval!.Value.Low)} … "
        + ClaimNumbers.PercentTenths(share.Interval!.Value.High);
}
