namespace Carousel.Training;

/// <summary>The learning rate does not change.</summary>
public sealed record ConstantSchedule : Schedule
{
    /// <inheritdoc/>
    public override double Factor(long step, long steps) => 1;

    internal override IEnumerable<KeyValuePair<string, string>> ToSettings() => [Settings.Of("schedule", "constant")];
}
