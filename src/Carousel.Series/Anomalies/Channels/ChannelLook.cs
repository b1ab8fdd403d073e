namespace Carousel.Anomalies;

/// <summary>What a network expects of a channel's row, as it sees values.</summary>
/// <param name="Location">The value that it expects.</param>
/// <param name="Scale">How far off it expects to be.</param>
internal readonly record struct ChannelLook(double Location, double Scale)
{
    /// <summary>How far off it was, in the scales that it expected.</summary>
    /// <param name="z">The value as the network sees it; NaN for a gap.</param>
    public double ErrorOf(double z) => (z - Location) / Scale;

    /// <summary>The value at an error.</summary>
    /// <param name="error">In scales.</param>
    public double At(double error) => Location + (error * Scale);
}
