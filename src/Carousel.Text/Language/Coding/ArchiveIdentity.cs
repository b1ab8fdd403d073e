namespace Carousel.Language;

/// <summary>What can unpack an archive: the same model, by the same release.</summary>
/// <param name="Model">The hash of the model's file, in hexadecimal digits.</param>
/// <param name="Release">The release of Carousel.</param>
internal sealed record ArchiveIdentity(string Model, string Release)
{
    /// <summary>The identity of a model's file.</summary>
    /// <param name="path">The file.</param>
    public static ArchiveIdentity Of(string path)
    {
        using FileStream file = File.OpenRead(path);
        return new ArchiveIdentity(
            Convert.ToHexStringLower(
                System.Security.Cryptography.SHA256.HashData(file).AsSpan(0, ArchiveHead.HashBytes)),
            typeof(ArchiveIdentity).Assembly.GetName().Version?.ToString(3) ?? "0");
    }
}
