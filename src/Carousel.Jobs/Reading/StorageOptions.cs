using Carousel.Jobs.Options;

namespace Carousel.Jobs.Reading;

/// <summary>Where the rows of a file lie while they are worked with. Answers do not depend on it.</summary>
public sealed record StorageOptions : DeclaredOptions
{
    /// <summary>As <see cref="Folder"/>: the file of columns goes when the work is done.</summary>
    public const string None = "none";

    /// <summary>In memory or on disk; null for on disk where rows would take more than half of the memory.</summary>
    [OptionGroup("Storage")]
    [Option(
        "Store rows in memory, or as columns in a file next to the data, which is reused.",
        Name = "storage", Default = "disk if half of the memory is too small")]
    public RowPlace? Place { get; init => field = Checked(value); }

    /// <summary>The folder of the file of columns; <see cref="None"/> keeps none; null for that of the data.</summary>
    [Option(
        "Folder of that file; 'none' deletes it when the command ends.", Name = "storage-folder", Value = "folder",
        Default = "that of the data")]
    public string? Folder { get; init; }
}
