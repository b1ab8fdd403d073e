using Carousel.Networks;

namespace Carousel.Inspection.Comparison;

/// <summary>A statistic of a gate or state over the steps of a session.</summary>
internal enum GateStatistic
{
    /// <summary>The mean over the steps.</summary>
    Mean,

    /// <summary>The share of steps under 0.1 or over 0.9: of gates.</summary>
    Saturation,

    /// <summary>
    /// The natural logarithm of the time constant in steps, ln(−1 / ln f) of the mean f of the gate that keeps.
    /// </summary>
    TimeConstant,
}

/// <summary>One measure of a layer: every unit has it.</summary>
/// <param name="Layer">The layer's place in its network.</param>
/// <param name="Quantity">Which gate or state.</param>
/// <param name="Statistic">Which statistic.</param>
/// <param name="Units">How many units have it.</param>
internal sealed record GateMeasure(string Layer, TraceQuantity Quantity, GateStatistic Statistic, int Units);
