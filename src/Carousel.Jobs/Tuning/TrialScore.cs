using System.Text.Json;
using Carousel.Jobs.Fitting;
using Carousel.Training;

namespace Carousel.Jobs.Tuning;

/// <summary>What a trial gives.</summary>
/// <param name="Score">The best validation score, lower is better; null where the training diverged or nothing
/// validated.</param>
/// <param name="BestEpoch">The epoch of that score.</param>
/// <param name="Parameters">How many values were trained.</param>
internal sealed record TrialScore(double? Score, int BestEpoch, long Parameters)
{
    /// <summary>Does a trial.</summary>
    /// <param name="plan">The job with the trial's settings.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The score, and the model's file; null where the training diverged.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<(TrialScore Score, byte[]? Model)> OfAsync(IJobPlan plan, CancellationToken cancellation)
    {
        try
        {
            using IFitted fitted = await plan.FitAsync(new FitRun { IsScored = true }, cancellation)
                .ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            FitSummary summary = fitted.Model.Summary;
            double? score = summary.BestScore is { } best && double.IsFinite(best) ? best : null;
            return (new TrialScore(score, summary.BestEpoch, summary.Parameters), ModelBytes.Of(fitted.Model));
        }
        catch (DivergenceException)
        {
            return (new TrialScore(null, 0, 0), null);
        }
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="JsonException">The text is not a score.</exception>
    public static TrialScore Read(string text) =>
        JsonSerializer.Deserialize(text, TuningJson.Default.TrialScore) ?? throw new JsonException();

    /// <summary>The score as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, TuningJson.Default.TrialScore);
}
