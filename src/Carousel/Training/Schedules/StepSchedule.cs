using Carousel.Kernels;

namespace Carousel.Training;

/// <summary>The learning rate is multiplied by a factor every few epochs.</summary>
public sealed record StepSchedule : Schedule
{
    /// <summary>Epochs between changes, 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int EveryEpochs { get; init => field = Settings.AtLeast(1, value); } = 10;

    /// <summary>The factor of each change, in (0, 1].</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in (0, 1].</exception>
    public double Decay { get; init => field = Settings.Factor(value); } = 0.5;

    /// <inheritdoc/>
    public override double Factor(in ScheduleMoment moment) => ScalarMath.Power(Decay, moment.Epoch / EveryEpochs);

    internal override IEnumerable<KeyValuePair<string, string>> ToSettings() =>
        [
            Settings.Of("schedule", "step"), Settings.Of("schedule_epochs", EveryEpochs),
            Settings.Of("schedule_decay", Decay),
        ];
}
