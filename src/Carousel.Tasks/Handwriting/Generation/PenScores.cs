using System.Globalization;
using Carousel.Tasks.Jobs;

namespace Carousel.Tasks.Handwriting.Generation;

/// <summary>How the next point was foretold, as the table that every job has.</summary>
internal static class PenScores
{
    private static readonly JobMetric[] _metrics =
    [
        new("nats", "nats a point") { Decimals = 3 }, new("offset_nats", "of the offset") { Decimals = 3 }, new("lift_nats", "of the lift") { Decimals = 3 },
    ];

    /// <summary>The model beside simple guesses.</summary>
    /// <param name="drawings">What was foretold.</param>
    /// <param name="model">What each drawing cost the model.</param>
    /// <param name="origin">The guesses.</param>
    public static JobResult Of(IReadOnlyList<PenOffsets> drawings, IReadOnlyList<(double Offset, double Lift)> model, PenOrigin origin)
    {
        long points = drawings.Sum(d => (long)d.Count);
        JobScore[] scores =
        [
            Row("carousel", "carousel", model, points),
            .. origin.Mixture is { } mixture ? [Row(LastOffsetMixture.Name, mixture.Title, [.. drawings.Select(mixture.Nats)], points)] : Array.Empty<JobScore>(),
            .. origin.Baselines.Select(b => Row(b.Name, b.Title, [.. drawings.Select(b.Nats)], points)),
        ];
        double own = scores[0].Metrics["nats"];
        JobScore best = scores.Skip(1).MinBy(s => s.Metrics["nats"])!;
        string said = string.Create(CultureInfo.InvariantCulture, $"A point costs {own:0.00} nats over {points:N0} points");
        string sentence = own < best.Metrics["nats"]
            ? string.Create(CultureInfo.InvariantCulture, $"{said}; the best simple guess ({best.Title}) needs {best.Metrics["nats"]:0.00}.")
            : string.Create(CultureInfo.InvariantCulture, $"{said}; the simple guess ({best.Title}) is better with {best.Metrics["nats"]:0.00}: more drawings or epochs may help.");
        return new JobResult(_metrics, scores, sentence)
        {
            Notes = origin.Mixture is null ? ["The mixture on the last offset is missing: the model's file is older than it. carousel write makes it when it trains."] : [],
        };
    }

    private static JobScore Row(string name, string title, IReadOnlyList<(double Offset, double Lift)> nats, long points)
    {
        double offset = nats.Sum(n => n.Offset) / points, lift = nats.Sum(n => n.Lift) / points;
        return new JobScore(name, title, new Dictionary<string, double> { ["nats"] = offset + lift, ["offset_nats"] = offset, ["lift_nats"] = lift });
    }
}
