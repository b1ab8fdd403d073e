using System.Globalization;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Inspection.Looks;

/// <summary>What moved a score, in words.</summary>
internal static class AttributionWords
{
    private const int MostInputs = 3;
    private const int MostSteps = 5;

    /// <summary>
    /// The score, its baseline, the inputs and steps that moved it most, and whether the parts add up.
    /// </summary>
    /// <param name="one">What was found.</param>
    /// <param name="model">Of which model.</param>
    public static string Of(AttributedSequence one, IInspectedModel model)
    {
        int decimals = Decimals(one.Score - one.BaselineScore);
        string moved =
            $"{Capital(one.ScoreName)}: {Number(one.Score, decimals)}; "
            + $"with {model.BaselineName} {Number(one.BaselineScore, decimals)}.";
        string inputs = one.Inputs.Count < 2
            ? ""
            : $" Inputs that count most: {Largest(one.ByInput(), i => one.Inputs[i], MostInputs)}.";
        string steps = one.Steps < 2
            ? ""
            : $" {Capital(model.StepName)}s that count "
                + $"most: {Largest(one.ByStep(), s => Place(one, s, model), MostSteps)}.";
        return $"{moved}{inputs}{steps} {Completeness(one)}";
    }

    /// <summary>Whether the parts add up.</summary>
    /// <param name="one">What was found.</param>
    public static string Completeness(AttributedSequence one) => double.IsFinite(one.CompletenessError)
        ? "The parts add up to the difference "
            + $"within {(one.CompletenessError < 1e-4 ? "0.01 %" : FigureText.Percent(one.CompletenessError, 2))} "
            + $"({one.Points} points)."
        : "The score equals that of the baseline, so the difference to divide is zero.";

    /// <summary>A number with its sign.</summary>
    public static string Signed(double value, int decimals) => (value > 0 ? "+" : "") + Number(value, decimals);

    /// <summary>Decimals that leave three digits of a number.</summary>
    public static int Decimals(double value) =>
        value == 0 || !double.IsFinite(value) ? 2 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 9);

    private static string Number(double value, int decimals) => FigureText.Number(value, decimals).Replace('-', '−');

    private static string Largest(double[] values, Func<int, string> name, int most)
    {
        int decimals = Decimals(values.Max(Math.Abs));
        return string.Join(", ", Enumerable.Range(0, values.Length)
            .OrderByDescending(i => Math.Abs(values[i])).Take(most)
            .Select(i => $"{name(i)} ({Signed(values[i], decimals)})"));
    }

    // A word may occur several times.
    private static string Place(AttributedSequence one, int step, IInspectedModel model) =>
        AttributionBlocks.IsText(model) ? $"'{one.NameOf(step)}' at {step + 1}" : one.NameOf(step);

    private static string Capital(string text) =>
        text.Length == 0 ? "" : char.ToUpper(text[0], CultureInfo.InvariantCulture) + text[1..];
}
