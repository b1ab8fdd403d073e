using Carousel.Kernels;

namespace Carousel.Training;

/// <summary>
/// The learning rate rises evenly during a warm-up and then falls along half a cosine until the last step.
/// </summary>
/// <remarks>Loshchilov and Hutter 2017, equation 5, without restarts.</remarks>
public sealed record CosineSchedule : Schedule
{
    /// <summary>Steps of the warm-up; the first has the rate 1 / (steps + 1), 0 for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int WarmUpSteps { get; init => field = Settings.AtLeast(0, value); }

    /// <summary>The factor at the end, in [0, 1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in [0, 1).</exception>
    public double FinalFactor { get; init => field = Settings.Share(value); }

    /// <inheritdoc/>
    public override double Factor(long step, long steps)
    {
        if (step < WarmUpSteps)
        {
            return (step + 1.0) / (WarmUpSteps + 1.0);
        }

        double share = Math.Min(1, (step - WarmUpSteps) / (double)Math.Max(1, steps - WarmUpSteps));
        return FinalFactor + ((1 - FinalFactor) * 0.5 * (1 + ScalarMath.CosPi(share)));
    }

    internal override IEnumerable<KeyValuePair<string, string>> ToSettings() =>
    [
        Settings.Of("schedule", "cosine"), Settings.Of("warm_up_steps", WarmUpSteps),
        Settings.Of("final_factor", FinalFactor),
    ];
}
