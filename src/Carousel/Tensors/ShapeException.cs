using System.Runtime.CompilerServices;

namespace Carousel.Tensors;

/// <summary>A span or tensor does not hold the number of values its shape states.</summary>
public sealed class ShapeException : ArgumentException
{
    private ShapeException(string message, string argument)
        : base(message, argument)
    {
    }

    /// <summary>Throws unless <paramref name="values"/> holds exactly <paramref name="shape"/> values.</summary>
    /// <typeparam name="T">The kind of value.</typeparam>
    /// <param name="values">Flat row-major storage.</param>
    /// <param name="shape">[d0].</param>
    /// <param name="argument">Filled by the compiler: the name of the span.</param>
    /// <param name="symbols">Filled by the compiler: the shape as written, such as <c>H</c>.</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    public static void Require<T>(
        ReadOnlySpan<T> values,
        int shape,
        [CallerArgumentExpression(nameof(values))] string argument = "",
        [CallerArgumentExpression(nameof(shape))] string symbols = "")
    {
        if (values.Length != shape)
        {
            Throw(argument, symbols, $"{shape}", shape, values.Length);
        }
    }

    /// <inheritdoc cref="Require{T}(ReadOnlySpan{T}, int, string, string)"/>
    public static void Require<T>(
        ReadOnlySpan<T> values,
        (int D0, int D1) shape,
        [CallerArgumentExpression(nameof(values))] string argument = "",
        [CallerArgumentExpression(nameof(shape))] string symbols = "")
    {
        long expected = (long)shape.D0 * shape.D1;
        if (values.Length != expected || (shape.D0 | shape.D1) < 0)
        {
            Throw(argument, symbols.Trim('(', ')'), $"{shape.D0}, {shape.D1}", expected, values.Length);
        }
    }

    /// <summary>The same for a tensor: rank, and every size.</summary>
    /// <param name="actual">The shape found.</param>
    /// <param name="expected">The shape needed.</param>
    /// <param name="argument">Filled by the compiler: the name of the tensor's shape.</param>
    /// <param name="symbols">Filled by the compiler: the shape as written.</param>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static void Require(
        Shape actual,
        Shape expected,
        [CallerArgumentExpression(nameof(actual))] string argument = "",
        [CallerArgumentExpression(nameof(expected))] string symbols = "")
    {
        if (actual != expected)
        {
            string name = argument.EndsWith(".Shape", StringComparison.Ordinal)
                ? argument[..^".Shape".Length]
                : argument;
            throw new ShapeException(
                $"{name}: expected {Shown(symbols.Replace("new", "").Trim())}{expected}, but "
                + $"got {actual}.", name);
        }
    }

    private static void Throw(string argument, string symbols, string sizes, long expected, int actual) =>
        throw new ShapeException(
            $"{argument}: expected {Shown($"[{symbols}]")}[{sizes}], which is {expected} values, but got {actual}.",
            argument);

    // The name of a private field does not help a caller.
    private static string Shown(string symbols) =>
        symbols.Contains('_') ? "" : $"{symbols} = ";
}
