namespace Carousel.Tests.Training;

/// <summary>A clock of whole seconds that advances only on request.</summary>
internal sealed class SteppingTime : TimeProvider
{
    private long _seconds;

    /// <inheritdoc/>
    public override long TimestampFrequency => 1;

    /// <inheritdoc/>
    public override long GetTimestamp() => _seconds;

    /// <summary>Advances the clock.</summary>
    /// <param name="seconds">By how much.</param>
    public void Pass(long seconds) => _seconds += seconds;
}
