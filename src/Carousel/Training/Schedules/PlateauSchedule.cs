using Carousel.Kernels;

namespace Carousel.Training;

/// <summary>The learning rate is multiplied by a factor whenever the score has not improved for some epochs.</summary>
public sealed record PlateauSchedule : Schedule
{
    /// <summary>Epochs without improvement before the rate is reduced, and between reductions.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Patience { get; init => field = Settings.AtLeast(1, value); } = 5;

    /// <summary>The factor of each reduction, in (0, 1].</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in (0, 1].</exception>
    public double Decay { get; init => field = Settings.Factor(value); } = 0.5;

    /// <summary>The smallest factor, in (0, 1].</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in (0, 1].</exception>
    public double LeastFactor { get; init => field = Settings.Factor(value); } = 0.001;

    /// <inheritdoc/>
    public override double Factor(in ScheduleMoment moment) =>
        Math.Max(LeastFactor, ScalarMath.Power(Decay, moment.Plateaus));

    internal override IEnumerable<KeyValuePair<string, string>> ToSettings() =>
    [
        Settings.Of("schedule", "plateau"), Settings.Of("schedule_patience", Patience),
        Settings.Of("schedule_decay", Decay), Settings.Of("schedule_least", LeastFactor),
    ];
}
