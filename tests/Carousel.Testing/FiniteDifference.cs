using System.Globalization;

namespace Carousel.Testing;

/// <summary>Holds handwritten gradients against differences of the loss, in double precision.</summary>
public static class FiniteDifference
{
    /// <summary>
    /// Two central differences at s and s/2, joined so that the s² term cancels. The error left is about s⁴·|f⁽⁵⁾|/480
    /// ≈ 1e-13
    /// from the cut series and ε·|f|/s ≈ 1e-13 from rounding: far under the tolerance of 1e-7 for losses of size 1.
    /// </summary>
    private const double Spacing = 1e-3;

    /// <summary>∂loss/∂value by differences; the value is put back.</summary>
    /// <param name="loss">Computes the loss again from the present values.</param>
    /// <param name="value">The place that is moved.</param>
    public static double Derivative(Func<double> loss, ref double value)
    {
        double center = value;
        double coarse = Central(loss, ref value, center, Spacing);
        double fine = Central(loss, ref value, center, Spacing / 2);
        value = center;
        return ((4 * fine) - coarse) / 3;
    }

    /// <summary>
    /// The largest |difference − gradient| over all values, as a share of the largest gradient of the tensor.
    /// </summary>
    /// <param name="loss">Computes the loss again from the present values.</param>
    /// <param name="values">A double[], double[,] or double[,,]; every value is moved and put back.</param>
    /// <param name="gradient">The handwritten gradient, of the same shape.</param>
    public static double LargestError(Func<double> loss, Array values, Array gradient)
    {
        Span<double> value = Near.Flat(values);
        ReadOnlySpan<double> written = Near.Flat(gradient);
        if (value.Length != written.Length)
        {
            throw new NotNearException($"The gradient has {written.Length} values for {value.Length}.");
        }

        double largest = 0;
        double error = 0;
        for (int k = 0; k < value.Length; k++)
        {
            double found = Derivative(loss, ref value[k]);
            largest = Math.Max(largest, Math.Max(Math.Abs(found), Math.Abs(written[k])));
            error = double.IsNaN(found - written[k]) ? double.NaN : Math.Max(error, Math.Abs(found - written[k]));
        }

        return largest == 0 ? error : error / largest;
    }

    /// <summary>
    /// Throws unless <see cref="LargestError"/> is at most <see cref="Near.Gradient"/>, or if the gradient is zero
    /// throughout.
    /// </summary>
    /// <param name="name">What the values are, for the message.</param>
    /// <param name="loss">Computes the loss again from the present values.</param>
    /// <param name="values">A double[], double[,] or double[,,].</param>
    /// <param name="gradient">The handwritten gradient, of the same shape.</param>
    public static void Check(string name, Func<double> loss, Array values, Array gradient)
    {
        double error = LargestError(loss, values, gradient);
        if (!(error <= Near.Gradient))
        {
            throw new NotNearException(string.Create(
                CultureInfo.InvariantCulture, $"{name}: the gradient is off by {error:E2} of its largest value."));
        }

        // A gradient of nothing but zeros would agree with a loss that does not see the values: such a test cannot
        // fail.
        if (values.Length > 0 && Near.Flat(gradient).IndexOfAnyExcept(0.0) < 0)
        {
            throw new NotNearException($"{name}: the gradient is zero throughout, so this check shows nothing.");
        }
    }

    private static double Central(Func<double> loss, ref double value, double center, double spacing)
    {
        value = center + spacing;
        double above = loss();
        value = center - spacing;
        double below = loss();
        return (above - below) / (2 * spacing);
    }
}
