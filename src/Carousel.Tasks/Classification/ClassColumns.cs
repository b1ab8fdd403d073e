namespace Carousel.Tasks.Classification;

/// <summary>The columns that were named when the model was made, so that files for it are read alike. Kept in the model file.</summary>
/// <param name="Label">The column of classes, or null.</param>
/// <param name="Text">The column of texts, or null.</param>
/// <param name="Id">The column of ids, or null.</param>
/// <param name="Time">The column that orders steps, or null.</param>
public sealed record ClassColumns(string? Label, string? Text, string? Id, string? Time)
{
    /// <summary>The column of WAV files, or null.</summary>
    public string? File { get; init; }

    /// <summary>Where the class stands in the names of WAV files, or null.</summary>
    public string? Pattern { get; init; }
}
