namespace Carousel.Anomalies;

/// <summary>Why a row is suspicious.</summary>
public enum RowReason
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>The last rows were forecast worse than usual.</summary>
    Surprise,

    /// <summary>A value is outside the range of recent values.</summary>
    Range,

    /// <summary>The last rows have a shape that earlier rows do not have.</summary>
    Shape,
}

/// <summary>What the on-line detector says to a row.</summary>
/// <param name="Score">−log₁₀ of the probability of such a surprise; NaN while learning.</param>
/// <param name="IsAnomalous">Whether the score reaches the threshold.</param>
/// <param name="IsAlarm">Whether it does so as news, and for the first time after a quiet time.</param>
/// <param name="Reason">Why.</param>
/// <param name="Channel">The channel that contributes most.</param>
/// <param name="Expected">What was forecast of that channel, in its own units.</param>
public readonly record struct RowVerdict(
    double Score, bool IsAnomalous, bool IsAlarm, RowReason Reason, int Channel, double Expected)
{
    /// <summary>The score of the highest recent surprise; 0 if there was a higher one.</summary>
    internal double Surprise { get; init; }

    /// <summary>The score of a value outside the recent range; 0 for other values.</summary>
    internal double Extreme { get; init; }

    /// <summary>The score of a new shape; 0 if recent rows had a stranger one.</summary>
    internal double Shape { get; init; }
}
