using System.Globalization;
using Carousel.Tasks.Jobs;

namespace Carousel.Tasks.Music;

/// <summary>How pieces were foretold, as the table that every job has.</summary>
internal static class MusicScores
{
    private static readonly JobMetric[] _metrics =
    [
        new("nats", "nats a step") { Decimals = 3 }, new("nats_with_first", "with first steps") { Decimals = 3 }, new("accuracy", "accuracy of keys") { HigherIsBetter = true, IsShare = true },
    ];

    /// <summary>The model beside simple guesses.</summary>
    public static JobResult Of(MusicScore model, IReadOnlyList<(IStepBaseline Baseline, MusicScore Score)> baselines)
    {
        JobScore[] scores = [Row("carousel", "carousel", model), .. baselines.Select(b => Row(b.Baseline.Name, b.Baseline.Title, b.Score))];
        return new JobResult(_metrics, scores, Sentence(model, baselines));
    }

    private static JobScore Row(string name, string title, MusicScore score) =>
        new(name, title, new Dictionary<string, double> { ["nats"] = score.Nats, ["nats_with_first"] = score.NatsWithFirst, ["accuracy"] = score.Accuracy });

    private static string Sentence(MusicScore model, IReadOnlyList<(IStepBaseline Baseline, MusicScore Score)> baselines)
    {
        string plain = string.Create(CultureInfo.InvariantCulture, $"A step costs {model.Nats:0.00} nats over {model.Steps:N0} steps that have one before them");
        if (baselines.Count == 0)
        {
            return $"{plain}.";
        }

        (IStepBaseline best, MusicScore score) = baselines.MinBy(b => b.Score.Nats);
        return model.Nats < score.Nats
            ? string.Create(CultureInfo.InvariantCulture, $"{plain}; the best simple guess, {best.Title}, costs {score.Nats:0.00}.")
            : string.Create(CultureInfo.InvariantCulture, $"{plain}; the simple guess {best.Title} is better with {score.Nats:0.00}: more pieces or less dropout may help.");
    }
}
