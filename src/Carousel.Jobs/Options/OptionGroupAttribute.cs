namespace Carousel.Jobs.Options;

/// <summary>This option and those behind it stand under a heading.</summary>
/// <param name="title">The heading.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OptionGroupAttribute(string title) : Attribute
{
    /// <summary>The heading.</summary>
    public string Title => title;
}

/// <summary>The options that the property's type declares are options of this type too.</summary>
/// <param name="only">The properties that are taken; none for all.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NestedOptionsAttribute(params string[] only) : Attribute
{
    /// <summary>The properties that are taken; none for all.</summary>
    public IReadOnlyList<string> Only => only;
}

/// <summary>
/// What a value of an enumeration is called on the command line, where that is not its name in small letters.
/// </summary>
/// <param name="word">The word.</param>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class OptionWordAttribute(string word) : Attribute
{
    /// <summary>The word.</summary>
    public string Word => word;
}
