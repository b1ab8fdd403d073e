using Carousel.Jobs.Statistics;

namespace Carousel.Inspection.Looks;

/// <summary>What the model loses when all that goes linearly with a property is taken out of its state.</summary>
/// <param name="Name">What the loss is, such as <c>nats a character</c>.</param>
/// <param name="Whole">The model's loss over the inspected steps.</param>
/// <param name="Rise">How much it rises without what goes with the property.</param>
/// <param name="Interval">The 95 % interval of the rise.</param>
/// <param name="ExchangedRise">How much it rises without what goes with the property exchanged between sequences or
/// parts, on average over the draws.</param>
/// <param name="Draws">How many draws.</param>
/// <param name="PValue">(1 + how many draws raise it as much) / (1 + draws).</param>
/// <param name="Directions">How many directions.</param>
/// <param name="Steps">How many steps were run.</param>
/// <param name="IsRecurrent">Whether it was also removed from the state that is carried from step to step.</param>
internal sealed record DirectionLoss(
    string Name, double Whole, double Rise, ConfidenceInterval? Interval, double ExchangedRise, int Draws,
    double PValue, int Directions, int Steps, bool IsRecurrent)
{
    /// <summary>Whether the model does worse without it than without what goes with exchanged tracks of it.</summary>
    public bool IsUsed => PValue <= 0.05 && Interval is { Low: > 0 };
}
