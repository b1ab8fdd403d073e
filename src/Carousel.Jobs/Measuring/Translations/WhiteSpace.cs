namespace Carousel.Jobs.Measuring;

/// <summary>White space as Python's <c>str.split()</c> and <c>str.rstrip()</c> have it, on which sacreBLEU rests: that
/// of .NET, and the four separators U+001C to U+001F.</summary>
internal static class WhiteSpace
{
    private static readonly char[] _all =
        [
            .. Enumerable.Range(0, char.MaxValue + 1).Select(c => (char)c)
                .Where(c => char.IsWhiteSpace(c) || c is >= '\u001C' and <= '\u001F'),
        ];

    /// <summary>The parts between white space, none of them empty.</summary>
    /// <param name="line">The line.</param>
    public static string[] Split(string line) => line.Split(_all, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The line without white space at its end.</summary>
    /// <param name="line">The line.</param>
    public static string TrimEnd(string line) => line.TrimEnd(_all);
}
