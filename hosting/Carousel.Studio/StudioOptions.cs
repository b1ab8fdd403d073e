namespace Carousel.Studio;

/// <summary>Where the studio keeps what it has, and where it listens.</summary>
/// <param name="Folder">Its folder; made where it is missing.</param>
/// <param name="Port">Its port, 0 for a free one.</param>
internal sealed record StudioOptions(string Folder, int Port)
{
    /// <summary>The default folder: <c>carousel/studio</c> in the user's application data.</summary>
    public static string DefaultFolder => Path.Combine(
        Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "carousel", "studio");
}
