using System.Globalization;

namespace Carousel.Interchange.Onnx.Verifying;

/// <summary>When two tensors count as equal: the tolerances of the standard's own tests (onnx.backend.test).</summary>
internal static class OnnxTolerance
{
    /// <summary>Of the expected value.</summary>
    public const double Relative = 1e-3;

    /// <summary>On top of it.</summary>
    public const double Absolute = 1e-7;

    /// <summary>Compares types, sizes and values; what is no number is equal to what is no number.</summary>
    /// <param name="found">What was computed.</param>
    /// <param name="expected">What it should be.</param>
    /// <returns>How they differ, or null where they are equal within the tolerances.</returns>
    public static string? Difference(OnnxTensor found, OnnxTensor expected)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(expected);
        if (found.Type != expected.Type || !found.Dims.SequenceEqual(expected.Dims))
        {
            return $"is {found}, but should be {expected}.";
        }

        double[] values = found.ToDoubles(), wanted = expected.ToDoubles();
        int worst = -1;
        double most = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double excess = values[i] == wanted[i] || (double.IsNaN(values[i]) && double.IsNaN(wanted[i]))
                ? 0
                : Math.Abs(values[i] - wanted[i]) - (Absolute + (Relative * Math.Abs(wanted[i])));
            if (!(excess <= most))
            {
                (worst, most) = (i, double.IsNaN(excess) ? double.PositiveInfinity : excess);
            }
        }

        return worst < 0
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"is {values[worst]:R} at value {worst} of {found}, but should be {wanted[worst]:R}.");
    }
}
