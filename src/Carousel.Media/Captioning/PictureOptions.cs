using Carousel.Jobs.Options;

namespace Carousel.Captioning;

/// <summary>What a captioner takes when it is applied.</summary>
internal sealed record PictureOptions : DeclaredOptions
{
    /// <summary>The folder of the pictures that a table names; null for that of the table.</summary>
    [Option(
        "For captions: folder of the pictures that a table names.", Value = "folder", Default = "the table's")]
    public string? Pictures { get; init; }
}
