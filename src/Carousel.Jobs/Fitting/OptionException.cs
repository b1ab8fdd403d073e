using System.Numerics;

namespace Carousel.Jobs.Fitting;

/// <summary>An option has a value that it can't have. The message is one sentence that names the option, the range and the value.</summary>
public sealed class OptionException : ArgumentException
{
    /// <summary>An exception with a message.</summary>
    /// <param name="message">One sentence that names the option.</param>
    public OptionException(string message)
        : this(message, message)
    {
    }

    /// <summary>An exception that speaks of properties to programs and of options on the command line.</summary>
    /// <param name="message">One sentence that names the property.</param>
    /// <param name="onCommandLine">The same with the option.</param>
    internal OptionException(string message, string onCommandLine)
        : base(message) => OnCommandLine = onCommandLine;

    /// <summary>The sentence with the names that options have on the command line.</summary>
    public string OnCommandLine { get; }

    /// <summary>Checks a number against its range.</summary>
    /// <typeparam name="T">The kind of number.</typeparam>
    /// <param name="value">The number, or null where it was not given.</param>
    /// <param name="low">The smallest that is allowed.</param>
    /// <param name="high">The largest that is allowed.</param>
    /// <param name="option">The option's name, such as <c>--hidden</c>.</param>
    /// <returns>The number.</returns>
    /// <exception cref="OptionException">The number is out of range, or not a number.</exception>
    public static T? Within<T>(T? value, T low, T high, string option)
        where T : struct, INumber<T>
        => value is { } number && !(number >= low && number <= high)
            ? throw new OptionException(FormattableString.Invariant($"{option} must be {low}…{high}, but is {number}."))
            : value;
}
