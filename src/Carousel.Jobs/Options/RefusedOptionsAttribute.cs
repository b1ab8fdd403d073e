namespace Carousel.Jobs.Options;

/// <summary>
/// Options that a type has like every job's and that its job refuses: no list shows them. They stay options, so that
/// who passes one gets the sentence that says why.
/// </summary>
/// <param name="properties">The properties of the options.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
internal sealed class RefusedOptionsAttribute(params string[] properties) : Attribute
{
    /// <summary>The properties of the options.</summary>
    public IReadOnlyList<string> Properties => properties;

    /// <summary>The property of this type with which they are refused; null if they are always refused.</summary>
    public string? With { get; init; }

    /// <summary>The value of that property with which they are refused.</summary>
    public object? Value { get; init; }
}
