using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Carousel.Testing;

/// <summary>Two results that should agree do not.</summary>
public sealed class NotNearException(string message) : Exception(message);

/// <summary>The only place for tolerances, each with its reason.</summary>
public static class Near
{
    /// <summary>Half the distance from 1 to the next float: the largest relative error of one rounding.</summary>
    public const double Rounding = 1.0 / (1 << 24);

    /// <summary>
    /// Twins against finite differences, as a share of the largest gradient; see FiniteDifference for the error of the
    /// differences.
    /// </summary>
    public const double Gradient = 1e-7;

    /// <summary>
    /// Outputs and gradients against PyTorch in double precision, as a share of the tensor's largest value.
    /// </summary>
    public const double Parity = 1e-5;

    /// <summary>What gates that are held above 1e-30 leave of values of size 1, where the equations leave 0.</summary>
    public const double Held = 1e-29;

    /// <summary>
    /// Losses and parameters of 100 steps of training against PyTorch in double precision; PyTorch in single precision
    /// stays within 1e-6.
    /// </summary>
    public const double TrainingParity = 1e-4;

    /// <summary>Values of size 1 after some updates by an optimiser: ten roundings a step.</summary>
    public static double Updates(int steps) => steps * 10 * Rounding;

    /// <summary>
    /// Bound on the error of a sum of <paramref name="terms"/> products in single precision: n·ε·Σ|terms|, with
    /// Σ|terms| given.
    /// </summary>
    public static double Sum(int terms, double sumOfMagnitudes) => (terms + 1) * Rounding * sumOfMagnitudes;

    /// <summary>
    /// Share of the largest value by which a recurrent kernel may differ from its twin: each of T steps is a product
    /// over K inputs
    /// (K roundings, of which about √K add up) and some twenty roundings of activations, and steps hand their errors
    /// on.
    /// </summary>
    public static double Recurrent(int steps, int inputs) =>
        4 * (Math.Sqrt(inputs) + 20) * Math.Max(steps, 1) * Rounding;

    /// <summary>
    /// Throws unless each |actual − expected| ≤ share · the largest |expected| (and at least 1e-30, so that all zeros
    /// equal all zeros).
    /// </summary>
    /// <param name="actual">What the kernel gave.</param>
    /// <param name="expected">What the twin gave: double[], double[,] or double[,,].</param>
    /// <param name="share">The tolerance.</param>
    /// <param name="name">Filled by the compiler, for the message.</param>
    public static void Largest(
        ReadOnlySpan<float> actual, Array expected, double share,
        [CallerArgumentExpression(nameof(actual))] string name = "")
    {
        ReadOnlySpan<double> twin = Flat(expected);
        RequireLength(actual.Length, twin.Length, name);
        double largest = 1e-30;
        foreach (double value in twin)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        Within(actual, expected, share * largest, name);
    }

    /// <summary>Throws unless each |actual − expected| ≤ tolerance. NaN is near nothing.</summary>
    /// <param name="actual">What the kernel gave.</param>
    /// <param name="expected">What the twin gave: double[], double[,] or double[,,].</param>
    /// <param name="tolerance">The largest difference allowed.</param>
    /// <param name="name">Filled by the compiler, for the message.</param>
    public static void Within(
        ReadOnlySpan<float> actual, Array expected, double tolerance,
        [CallerArgumentExpression(nameof(actual))] string name = "")
    {
        ReadOnlySpan<double> twin = Flat(expected);
        RequireLength(actual.Length, twin.Length, name);
        for (int k = 0; k < twin.Length; k++)
        {
            if (!(Math.Abs(actual[k] - twin[k]) <= tolerance))
            {
                throw new NotNearException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}: value {k} is {actual[k]:G9}, expected {twin[k]:G9}; the "
                    + $"difference {Math.Abs(actual[k] - twin[k]):E2} is above {tolerance:E2}."));
            }
        }
    }

    /// <summary>Throws unless both hold the same bits: −0 differs from +0, NaN equals the same NaN.</summary>
    /// <param name="actual">The one result.</param>
    /// <param name="expected">The other.</param>
    /// <param name="name">Filled by the compiler, for the message.</param>
    public static void SameBits(
        ReadOnlySpan<float> actual, ReadOnlySpan<float> expected,
        [CallerArgumentExpression(nameof(actual))] string name = "")
    {
        RequireLength(actual.Length, expected.Length, name);
        for (int k = 0; k < actual.Length; k++)
        {
            if (BitConverter.SingleToInt32Bits(actual[k]) != BitConverter.SingleToInt32Bits(expected[k]))
            {
                throw new NotNearException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}: value {k} is {actual[k]:G9}, expected the same bits as {expected[k]:G9}."));
            }
        }
    }

    /// <summary>All values of an array of any rank in memory order, not copied.</summary>
    public static Span<double> Flat(Array values)
    {
        if (values is not (double[] or double[,] or double[,,]))
        {
            throw new ArgumentException("Not an array of double.", nameof(values));
        }

        return MemoryMarshal.CreateSpan(
            ref Unsafe.As<byte, double>(ref MemoryMarshal.GetArrayDataReference(values)), values.Length);
    }

    /// <summary>The same values rounded to single precision, in memory order.</summary>
    public static float[] Floats(Array values)
    {
        ReadOnlySpan<double> flat = Flat(values);
        var single = new float[flat.Length];
        for (int k = 0; k < single.Length; k++)
        {
            single[k] = (float)flat[k];
        }

        return single;
    }

    private static void RequireLength(int actual, int expected, string name)
    {
        if (actual != expected)
        {
            throw new NotNearException($"{name}: {actual} values, expected {expected}.");
        }
    }
}
