using Carousel.Kernels;

namespace Carousel.Training;

/// <summary>The learning rate is multiplied by a factor after each epoch.</summary>
public sealed record ExponentialSchedule : Schedule
{
    /// <summary>The factor of one epoch, in (0, 1].</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in (0, 1].</exception>
    public double Decay { get; init => field = Settings.Factor(value); } = 0.95;

    /// <inheritdoc/>
    public override double Factor(in ScheduleMoment moment) => ScalarMath.Power(Decay, moment.Epoch);

    internal override IEnumerable<KeyValuePair<string, string>> ToSettings() =>
        [Settings.Of("schedule", "exponential"), Settings.Of("schedule_decay", Decay)];
}
