namespace Carousel.Tasks.Options;

/// <summary>Declares an option, once: the library's check, the command line, its help, its errors, the guide's table and the schema come from it.</summary>
/// <param name="help">What it does, as a sentence; its range and its default follow by themselves.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OptionAttribute(string help) : Attribute
{
    /// <summary>What it does.</summary>
    public string Help => help;

    /// <summary>Its name on the command line, without dashes; null for the property's name, words between hyphens.</summary>
    public string? Name { get; init; }

    /// <summary>The smallest number that is allowed.</summary>
    public double Least { get; init; } = double.NegativeInfinity;

    /// <summary>The largest number that is allowed.</summary>
    public double Most { get; init; } = double.PositiveInfinity;

    /// <summary>The range in words, where it is not said by its two ends; empty to say nothing of it.</summary>
    public string? Range { get; init; }

    /// <summary>The default in words, where a rule decides; null for the property's own first value.</summary>
    public string? Default { get; init; }

    /// <summary>What stands for its value in the help, such as <c>file</c>.</summary>
    public string? Value { get; init; }
}

/// <summary>This option and those behind it stand under a heading.</summary>
/// <param name="title">The heading.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OptionGroupAttribute(string title) : Attribute
{
    /// <summary>The heading.</summary>
    public string Title => title;
}

/// <summary>What a value of an enumeration is called on the command line, where that is not its name in small letters.</summary>
/// <param name="word">The word.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class OptionWordAttribute(string word) : Attribute
{
    /// <summary>The word.</summary>
    public string Word => word;
}
