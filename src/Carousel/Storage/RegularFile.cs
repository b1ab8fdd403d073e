namespace Carousel.Storage;

/// <summary>
/// Distinguishes files with bytes from FIFOs and devices, which have the length 0. Those are never opened, because
/// opening one may block for ever.
/// </summary>
internal static class RegularFile
{
    /// <summary>Whether a file is there and has no bytes, because it is empty or not a regular file.</summary>
    /// <param name="path">The file, or a link to it.</param>
    /// <exception cref="IOException">It is a link in a circle, or to nothing.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public static bool IsWithoutBytes(string path) =>
        new FileInfo(path) is { Exists: true } file
        && (file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file).Length == 0;
}
