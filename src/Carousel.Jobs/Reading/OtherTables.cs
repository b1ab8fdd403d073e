namespace Carousel.Jobs.Reading;

/// <summary>Files of other programs that a package reads for all jobs.</summary>
internal static class OtherTables
{
    /// <summary>A file as CSV, by its path, its bytes and the first of them; null for a text.</summary>
    public static Func<string, Stream, byte[], Stream?> ToCsv { get; set; } = (_, _, _) => null;

    /// <summary>What was left out of a file, a sentence each.</summary>
    public static Func<string, IEnumerable<string>> Notes { get; set; } = _ => [];
}
