using Carousel.Inspection;
using Carousel.Inspection.Equations;

namespace Carousel.Laboratory.Claims.Gradient;

/// <summary>Holds measured error flow against finite differences of the state, in double precision.</summary>
internal static class StateDifferences
{
    private const double Spacing = 4e-3;

    /// <summary>
    /// Less than this share of an error is not resolved: the differences' own rounding is some 10⁻¹³ of the state.
    /// </summary>
    public const double Least = 1e-5;

    /// <summary>
    /// The largest difference between the gains of the flow in double precision and those of finite differences, as a
    /// share of them.
    /// </summary>
    /// <param name="equations">The layer's equations.</param>
    /// <param name="parts">The parts of the state.</param>
    /// <param name="input">[T], each [I].</param>
    /// <param name="lags">The lags looked at.</param>
    public static DifferenceCheck Check(
        CellEquations equations, IReadOnlyList<StatePart> parts, double[][] input, IReadOnlyList<int> lags)
    {
        double[] zero = new double[equations.StateSize];
        GradientFlow flow = GradientFlow.InDouble(equations, parts, input, zero);
        CellStep[] steps = GradientFlow.Run(equations, input, zero);
        double largest = 0;
        int comparisons = 0;
        foreach (int lag in lags.Where(lag => lag < input.Length))
        {
            for (int p = 0; p < parts.Count; p++)
            {
                double gain = flow.Parts[p].Gain[lag];
                if (!(gain < Least))
                {
                    double difference = Gain(equations, parts[p], steps[^lag].Before, input[^lag..]);
                    comparisons++;
                    largest = Math.Max(largest, Math.Abs(difference - gain) / gain);
                }
            }
        }

        return new DifferenceCheck(comparisons > 0 ? largest : double.NaN, comparisons);
    }

    // ‖A‖_F/√n by central differences at s, s/2 and s/4, joined so that the terms of s² and s⁴ cancel.
    private static double Gain(CellEquations equations, StatePart part, double[] start, double[][] input)
    {
        double squares = 0;
        for (int k = part.First; k < part.First + part.Size; k++)
        {
            double[] coarse = Central(k, Spacing), middle = Central(k, Spacing / 2), fine = Central(k, Spacing / 4);
            for (int j = part.First; j < part.First + part.Size; j++)
            {
                double first = ((4 * middle[j]) - coarse[j]) / 3, second = ((4 * fine[j]) - middle[j]) / 3;
                double derivative = ((16 * second) - first) / 15;
                squares += derivative * derivative;
            }
        }

        return Math.Sqrt(squares / part.Size);

        double[] Central(int k, double spacing) =>
            [.. Moved(k, spacing).Zip(Moved(k, -spacing), (above, below) => (above - below) / (2 * spacing))];

        double[] Moved(int k, double by)
        {
            double[] moved = [.. start];
            moved[k] += by;
            return GradientFlow.Run(equations, input, moved)[^1].After;
        }
    }
}
