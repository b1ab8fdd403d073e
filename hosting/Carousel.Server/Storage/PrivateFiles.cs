namespace Carousel.Server.Storage;

/// <summary>Files that only the account of the server reads: sessions are other people's data.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Opens a file; a new one can be read and written by its owner only.</summary>
    /// <param name="file">The file.</param>
    /// <param name="mode">Whether it is made.</param>
    /// <param name="share">What others may do with it meanwhile.</param>
    /// <param name="options">Further options.</param>
    /// <exception cref="IOException">The file can't be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be opened.</exception>
    public static FileStream Open(
        string file, FileMode mode, FileShare share, FileOptions options = FileOptions.None)
    {
        var stream = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = share,
            BufferSize = 0,
            Options = options,
        };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
        {
            stream.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(file, stream);
    }

    /// <summary>Copies a file to a new one.</summary>
    /// <param name="from">The file.</param>
    /// <param name="to">The copy; it is replaced.</param>
    /// <exception cref="IOException">A file can't be used.</exception>
    public static void Copy(string from, string to)
    {
        File.Delete(to);
        using FileStream source = File.OpenRead(from), target = Open(to, FileMode.CreateNew, FileShare.None);
        source.CopyTo(target);
    }
}
