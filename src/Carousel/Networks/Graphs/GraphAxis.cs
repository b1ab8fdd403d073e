namespace Carousel.Networks;

/// <summary>An axis of values whose size is known only when data come.</summary>
/// <param name="Name">Its name: axes of one name have one size.</param>
internal sealed record GraphAxis(string Name)
{
    /// <summary>Steps of a sequence.</summary>
    public static GraphAxis Time { get; } = new("time");

    /// <summary>Sequences side by side.</summary>
    public static GraphAxis Batch { get; } = new("batch");

    /// <summary>Steps ahead of those that were read.</summary>
    public static GraphAxis Ahead { get; } = new("ahead");

    /// <summary>Letters of a word.</summary>
    public static GraphAxis Letters { get; } = new("letters");

    /// <summary>Places of a picture, by row and column.</summary>
    public static GraphAxis Places { get; } = new("places");

    /// <summary>Time and batch: sequences side by side, step by step.</summary>
    public static IReadOnlyList<GraphAxis> Sequences { get; } = [Time, Batch];

    /// <summary>Only the batch: a row for each sequence.</summary>
    public static IReadOnlyList<GraphAxis> Rows { get; } = [Batch];
}
