using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>Which rows or blocks one call computes.</summary>
internal static class PartRange
{
    /// <summary>Throws unless 0 ≤ from ≤ to ≤ count.</summary>
    /// <param name="from">The first.</param>
    /// <param name="to">One after the last.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="fromName">Filled by the compiler: how the caller calls the first.</param>
    /// <param name="toName">Filled by the compiler: how the caller calls the one after the last.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Require(
        int from, int to, int count,
        [CallerArgumentExpression(nameof(from))] string fromName = "",
        [CallerArgumentExpression(nameof(to))] string toName = "")
    {
        if ((uint)from > (uint)to || (uint)to > (uint)count || count < 0)
        {
            Throw(from, to, count, fromName, toName);
        }
    }

    private static void Throw(int from, int to, int count, string fromName, string toName) =>
        throw new ArgumentOutOfRangeException(
            fromName, from,
            $"{fromName} … {toName} must be within 0…{count}, the first not above the second, but are {from} "
            + $"and {to}.");
}
