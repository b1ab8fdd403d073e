namespace Carousel.Cli.Options;

/// <summary>The option <c>--rival</c> of version 0.1, which is accepted for one more release.</summary>
internal static class RenamedOption
{
    private const string Old = "--rival", New = "--baseline";

    /// <summary>A note for a person who uses the old name.</summary>
    public const string Note = $"{Old} is now {New}.";

    /// <summary>A word of a command line, with the new name instead of the old one.</summary>
    public static string Replace(string word) =>
        word == Old || (word.StartsWith(Old, StringComparison.Ordinal) && word[Old.Length] is '=' or ':')
            ? New + word[Old.Length..] : word;
}
