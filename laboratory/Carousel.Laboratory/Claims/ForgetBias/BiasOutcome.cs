using Carousel.Laboratory.Claims.Lag;
using Carousel.Laboratory.Claims.Training;

namespace Carousel.Laboratory.Claims.ForgetBias;

/// <summary>What came of one LSTM.</summary>
/// <param name="Case">Which.</param>
/// <param name="IsSolved">Whether it solved the task within the budget.</param>
/// <param name="IsKept">Whether it did and keeps to it on test sequences that nothing was chosen by.</param>
/// <param name="IsDiverged">Whether it ended with a number that is not finite.</param>
/// <param name="Sequences">Training sequences until then.</param>
/// <param name="Errors">At each look: the validation loss as a share of what one gets without looking at the inputs, at
/// most 1; after the task was solved as it was then.</param>
internal sealed record BiasOutcome(
    BiasCase Case, bool IsSolved, bool IsKept, bool IsDiverged, long Sequences, IReadOnlyList<double> Errors)
{
    /// <summary>
    /// The mean over training: small where the error falls early, 1 where nothing is learned. It is known for failed
    /// runs as well.
    /// </summary>
    public double Area => Errors.Average();

    /// <summary>The learning curve as shares, up to the end of the budget.</summary>
    /// <param name="curve">What was measured.</param>
    /// <param name="task">The task.</param>
    /// <param name="isDiverged">Then the rest counts as nothing learned.</param>
    /// <param name="checks">Looks in a whole run.</param>
    public static IReadOnlyList<double> ShareOf(
        IReadOnlyList<CurvePoint> curve, LagTask task, bool isDiverged, int checks)
    {
        var errors = new double[checks];
        double last = 1;
        for (int k = 0; k < checks; k++)
        {
            last = k < curve.Count ? Math.Min(1, curve[k].Score.Loss / task.TrivialLoss) : isDiverged ? 1 : last;
            errors[k] = double.IsNaN(last) ? 1 : last;
        }

        return errors;
    }
}
