using System.Numerics;
using System.Runtime.CompilerServices;
using Carousel.Jobs.Options;

namespace Carousel.Jobs.Fitting;

/// <summary>
/// An option has a value that it can't have. The message is one sentence that names the property, the range and the
/// value.
/// </summary>
public sealed class OptionException : ArgumentException
{
    /// <summary>An exception that speaks of properties to programs and of options on the command line.</summary>
    /// <param name="sentence">One sentence that names the property.</param>
    /// <param name="names">The options whose names the command line uses; others have the name that every option has by
    /// default.</param>
    internal OptionException(OptionSentence sentence, OptionTable? names = null)
        : base(sentence.ToString())
    {
        OnCommandLine = sentence.OnCommandLine(names);
    }

    /// <summary>The sentence with the names that options have on the command line.</summary>
    public string OnCommandLine { get; }

    /// <summary>Checks a number against its range.</summary>
    /// <typeparam name="T">The kind of number.</typeparam>
    /// <param name="value">The number, or null where it was not given.</param>
    /// <param name="low">The smallest that is allowed.</param>
    /// <param name="high">The largest that is allowed.</param>
    /// <param name="property">The property.</param>
    /// <returns>The number.</returns>
    /// <exception cref="OptionException">The number is out of range, or not a number.</exception>
    public static T? Within<T>(T? value, T low, T high, [CallerMemberName] string property = "")
        where T : struct, INumber<T>
        => value is { } number && !(number >= low && number <= high)
            ? throw new OptionException($"{OptionSentence.Property(property)} must be {low}…{high}, but is {number}.")
            : value;
}
