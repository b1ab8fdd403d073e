using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Claims.Training;

namespace Carousel.Laboratory.Claims.Clipping;

/// <summary>What came out, in words.</summary>
internal static class ClippingSentence
{
    private const int Unclipped = 0, ByValue = 1, ByNorm = 2, Gentle = 3;

    /// <summary>The sentence.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="figures">Its figures.</param>
    /// <param name="byArm">[arms][seeds].</param>
    /// <param name="steps">Training steps.</param>
    public static string Of(Claim claim, IReadOnlyList<MeasuredFigure> figures, ClippedOutcome[][] byArm, int steps)
    {
        double F(string name) => figures.First(f => f.Name == name).Value;
        bool byValueFails = F("value_diverged") > 0.2 && F("norm_diverged") <= 0.2;
        string verdict = ClaimResult.Judge(claim, figures) == true ? "The claim came out"
            : byValueFails && F("none_diverged") >= 0.8 && F("gentle_diverged") <= 0.2
                ? "The claim came out for the norm, not for values"
                : "The claim did not come out as expected";
        long parameters = byArm[0][0].Parameters;
        return $"{verdict}: {string.Join("; ", byArm.Select(Arm))}; {ClaimNumbers.Count(steps)} "
            + $"steps. {Norms(byArm, F("gentle_gradient_growth"))}"
            + (byValueFails
                ? $" A limit of 5 for each of the network's {ClaimNumbers.Count(parameters)} values lets steps through "
                    + $"that are {ClaimNumbers.Short(ClippedTraining.ValueLimit * Math.Sqrt(parameters))} long: it "
                    + $"does not keep the training alive."
                : "");
    }

    private static string Arm(ClippedOutcome[] outcomes, int place)
    {
        double error = SeedStatistics.Median(outcomes.Select(o => o.Test));
        ClippedOutcome[] broken = [.. outcomes.Where(o => o.IsBrokenOff)];
        string ended = broken.Length > 0
            ? $", {broken.Length} of them with numbers that were not finite "
                + $"after {ClaimNumbers.Count(SeedStatistics.Median(broken.Select(o => (double)o.Losses.Count)))} "
                + $"steps (median)"
            : "";
        return $"{ClippingArm.All[place].Name}: {outcomes.Count(o => o.IsDiverged)} of {outcomes.Length} runs "
            + $"diverged{ended}"
            + $"{(double.IsFinite(error) ? $", squared error at the end {ClaimNumbers.Short(error)} (median)" : "")}";
    }

    private static string Norms(ClippedOutcome[][] byArm, double gentleGrowth)
    {
        string Of(int arm) =>
            $"{ClaimNumbers.Short(SeedStatistics.Median(byArm[arm].Select(o => o.MedianNorm)))} "
            + $"and {ClaimNumbers.Short(byArm[arm].Max(o => o.LargestNorm))}";
        string cause = gentleGrowth > 1
            ? $"At a fifth of the rate, too, the norm grew during training ({ClaimNumbers.Short(gentleGrowth)} times "
                + $"from the first tenth of the steps to the last)."
            : $"At a fifth of the rate the norm did not grow during training (last tenth of the steps over the "
                + $"first: {ClaimNumbers.Short(gentleGrowth)}): here it is steps that are too long that make gradients "
                + $"grow, and the gates do not stop it.";
        return $"Norm of the gradient before clipping, median and largest: without clipping {Of(Unclipped)}, cut by "
            + $"value {Of(ByValue)}, by norm {Of(ByNorm)}, at a fifth of the rate {Of(Gentle)}. {cause}";
    }
}
