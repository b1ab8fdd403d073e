namespace Carousel.Jobs.Options;

/// <summary>
/// Declares an option, once: the library's check, the command line, its help, its errors, the page of options and the
/// schema come from it.
/// </summary>
/// <param name="help">What it does, as a sentence; its range and its default follow by themselves.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OptionAttribute(string help) : Attribute
{
    /// <summary>What it does.</summary>
    public string Help => help;

    /// <summary>
    /// Its name on the command line, without dashes; null for the property's name, words between hyphens.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>Another spelling of its name, without dashes.</summary>
    public string? Alias { get; init; }

    /// <summary>The smallest number that is allowed.</summary>
    public double Least { get; init; } = double.NegativeInfinity;

    /// <summary>The largest number that is allowed.</summary>
    public double Most { get; init; } = double.PositiveInfinity;

    /// <summary>The range in words, where it is not said by its two ends; empty to say nothing of it.</summary>
    public string? Range { get; init; }

    /// <summary>
    /// The default in words, where a rule decides; null for the property's own first value, empty to say nothing of it.
    /// </summary>
    public string? Default { get; init; }

    /// <summary>Another option and its value without which it has no effect, such as <c>mode next</c>; null if it
    /// always has one.</summary>
    public string? For { get; init; }

    /// <summary>What stands for its value in the help, such as <c>file</c>.</summary>
    public string? Value { get; init; }

    /// <summary>
    /// Words with a space between: those for true and false; characters, which may also be given as such;
    /// or those of an
    /// enumeration's that can be chosen.
    /// </summary>
    public string? Words { get; init; }

    /// <summary>The word that stands for null, beside those of an enumeration.</summary>
    public string? None { get; init; }

    /// <summary>
    /// Whether texts of a list are taken as they are, one each time that the option is given; else commas divide them.
    /// </summary>
    public bool IsVerbatim { get; init; }

    /// <summary>Whether it stands behind the data, without a name.</summary>
    public bool IsArgument { get; init; }

    /// <summary>Whether the argument must be given.</summary>
    public bool IsNeeded { get; init; }
}
