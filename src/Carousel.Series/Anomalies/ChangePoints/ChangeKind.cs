namespace Carousel.Anomalies;

/// <summary>What changed most, in standard errors, between two segments of a series.</summary>
internal enum ChangeKind
{
    /// <summary>The level; its size is the jump, in the unit of the values.</summary>
    Level,

    /// <summary>The trend; its size is the difference of the slopes, in units per row.</summary>
    Trend,

    /// <summary>The spread; its size is the standard deviation after the change divided by that before.</summary>
    Spread,
}
