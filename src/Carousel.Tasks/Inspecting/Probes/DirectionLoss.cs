using Carousel.Inspection.Statistics;

namespace Carousel.Tasks.Inspecting.Probes;

/// <summary>What the model loses when what a probe reads is taken out of its state.</summary>
/// <param name="Name">What the loss is, such as <c>nats a character</c>.</param>
/// <param name="Whole">The model's own loss over the steps looked at.</param>
/// <param name="Rise">How much it rises without the probe's reading.</param>
/// <param name="Interval">The 95 % interval of the rise.</param>
/// <param name="RandomRise">How much it rises without what goes with as many random numbers, on average over the draws.</param>
/// <param name="Draws">How many draws.</param>
/// <param name="PValue">(1 + how many draws raise it as much) / (1 + draws).</param>
/// <param name="Directions">How many directions.</param>
/// <param name="Steps">How many steps were run.</param>
/// <param name="IsRecurrent">Whether it was taken out of what is carried from step to step too.</param>
internal sealed record DirectionLoss(
    string Name, double Whole, double Rise, ConfidenceInterval? Interval, double RandomRise, int Draws, double PValue, int Directions, int Steps, bool IsRecurrent)
{
    /// <summary>Whether the model does worse without it than without random ones.</summary>
    public bool IsUsed => PValue <= 0.05 && Interval is { Low: > 0 };
}
