using Carousel.Jobs.Statistics;

namespace Carousel.Jobs.Measuring;

/// <summary>A measured figure.</summary>
/// <param name="Name">Snake case, the same in every run.</param>
/// <param name="Value">The value; not a number where it is not known.</param>
/// <param name="Interval">Its 95 % interval, or null where it has none.</param>
/// <param name="IsTiming">Whether it is a time or a speed, which differs from run to run.</param>
internal sealed record MeasuredFigure(
    string Name, double Value, ConfidenceInterval? Interval = null, bool IsTiming = false);
