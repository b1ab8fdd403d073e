namespace Carousel;

/// <summary>Elements of a list that may be missing.</summary>
internal static class Optional
{
    /// <summary>A list of one, or of none.</summary>
    /// <param name="value">The element; null for none.</param>
    public static T[] Of<T>(T? value)
        where T : class => value is null ? [] : [value];
}
