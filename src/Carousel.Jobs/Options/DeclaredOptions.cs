using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Carousel.Data;
using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Options;

/// <summary>Options that are declared by <see cref="OptionAttribute"/>: each value is checked when it is set.</summary>
[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)]
public abstract record DeclaredOptions
{
    /// <summary>The value, if the declaration of its property allows it.</summary>
    /// <typeparam name="T">The property's type.</typeparam>
    /// <param name="value">The value; null where it was not given.</param>
    /// <param name="property">The property.</param>
    /// <returns>The value.</returns>
    /// <exception cref="OptionException">It is out of its range.</exception>
    protected T Checked<T>(T value, [CallerMemberName] string property = "")
    {
        if (value is not null && Names.Find(property).Fault(value) is { } fault)
        {
            throw Wrong($"{OptionSentence.Property(property)} {fault}");
        }

        return value;
    }

    /// <summary>
    /// The default of an option in words, where the object knows it and not the declaration; null where it does not.
    /// </summary>
    /// <param name="property">The property.</param>
    protected internal virtual string? DefaultInWords(string property) => null;

    /// <summary>An exception about options that do not go together, or not with the data.</summary>
    /// <param name="sentence">One sentence; properties stand in braces, as in <c>{Hidden} must be even</c>.</param>
    /// <returns>The exception: it speaks of properties, on the command line of options.</returns>
    internal OptionException Wrong(OptionSentence sentence) => new(sentence, Names);

    /// <inheritdoc cref="OptionTable.Unfit(OptionSentence, string)"/>
    internal DataFormatException Unfit(OptionSentence sentence, string? missing = null) =>
        Names.Unfit(sentence, missing);

    /// <inheritdoc cref="OptionTable.Unfit(string, long, int, OptionSentence, string)"/>
    internal DataFormatException Unfit(
        string path, long line, int column, OptionSentence sentence, string? missing = null) =>
        Names.Unfit(path, line, column, sentence, missing);

    private OptionTable Names => OptionTable.Of(GetType());
}
