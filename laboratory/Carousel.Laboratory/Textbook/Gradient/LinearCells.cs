using Carousel.Inspection;
using Carousel.Inspection.Equations;

namespace Carousel.Laboratory.Textbook.Gradient;

/// <summary>
/// The two closed forms, measured on cells that are linear: an Elman unit at rest, and an LSTM cell without weights.
/// </summary>
internal static class LinearCells
{
    /// <summary>ρ of the Elman unit.</summary>
    public const double Radius = 0.9;

    /// <summary>f of the LSTM cell.</summary>
    public const double Forget = 0.99;

    /// <summary>
    /// The share of an error at the last of some steps that an Elman unit with R = ρ hands to the first: ρ^(L−1).
    /// </summary>
    /// <param name="steps">L.</param>
    public static double Elman(int steps) =>
        GradientFlow.InDouble(
            new ElmanEquations(new(1, [0], [Radius], [0])), StatePart.OfElman(1, Radius), Silence(steps),
            [0]).Parts[0].Gain[steps - 1];

    /// <summary>
    /// The share of an error at the last of some steps that an LSTM cell with a forget gate of f hands to the first:
    /// f^(L−1).
    /// </summary>
    /// <param name="steps">L.</param>
    public static double Lstm(int steps)
    {
        var equations = new LstmEquations(
            new(1, new double[4], new double[4], [0, Math.Log(Forget / (1 - Forget)), 0, 0]));
        return GradientFlow.InDouble(equations, StatePart.OfLstm(1), Silence(steps), [0, 0.5]).Parts[1].Gain[steps - 1];
    }

    private static double[][] Silence(int steps) => [.. Enumerable.Range(0, steps).Select(_ => new double[1])];
}
