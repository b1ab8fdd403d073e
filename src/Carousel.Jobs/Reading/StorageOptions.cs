using Carousel.Jobs.Options;

namespace Carousel.Jobs.Reading;

/// <summary>Where the rows of a file lie while they are worked with. Answers do not depend on it.</summary>
public sealed record StorageOptions : DeclaredOptions
{
    /// <summary>In memory or on disk; null for on disk where rows would take more than half of the memory.</summary>
    [OptionGroup("Storage")]
    [Option(
        "Store rows in memory, or as columns in a file next to the data while the command runs.",
        Name = "storage", Default = "disk if half of the memory is too small")]
    public RowPlace? Place { get; init => field = Checked(value); }
}
