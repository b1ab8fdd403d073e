using Carousel.Laboratory.Claims.Training;

namespace Carousel.Laboratory.Claims.Lag;

/// <summary>What came of one training on growing lags.</summary>
/// <param name="Task">The task.</param>
/// <param name="Seed">Of weights and sequences.</param>
/// <param name="Reached">The longest lag at which the validation sequences were good enough; 0 for none.</param>
/// <param name="IsDiverged">Whether it ended with a number that is not finite.</param>
/// <param name="Error">On test sequences of the longest lag, looked at once; not a number where the training did not
/// get there.</param>
/// <param name="Sequences">Training sequences at all lags.</param>
/// <param name="Seconds">How long it took, on one thread.</param>
/// <param name="Curve">The validation error at the lag of the moment, over all training sequences.</param>
internal sealed record LongLagOutcome(
    LongLag Task, ulong Seed, int Reached, bool IsDiverged, double Error, long Sequences, double Seconds,
    IReadOnlyList<CurvePoint> Curve)
{
    /// <summary>Whether the test sequences are at the bar.</summary>
    public bool IsSolved => Error <= Task.Bar;
}
