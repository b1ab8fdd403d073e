namespace Carousel.Storage;

/// <summary>The lock of a folder to which one run at a time writes. Another run that wants it gets the number of its
/// process.</summary>
/// <remarks>
/// The lock is a file that only this process has open; the existence of the file is not the lock. The operating system
/// closes it when
/// the process ends, however it ends, so that a killed run never leaves a folder locked.
/// </remarks>
internal sealed class FolderLock : IDisposable
{
    private const string FileName = ".carousel-lock";

    // ERROR_SHARING_VIOLATION of Windows, EWOULDBLOCK of Linux and of macOS.
    private static readonly int[] _inUse = [unchecked((int)0x80070020), 11, 35];

    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>Locks a folder, if it is free.</summary>
    /// <param name="folder">The folder; it must exist.</param>
    /// <param name="holder">The number of the process that has it where it is not free; 0 where that is not
    /// known.</param>
    /// <returns>The lock, to be disposed when everything is written; null where another has the folder.</returns>
    /// <exception cref="IOException">The folder is missing or full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder can't be written.</exception>
    public static FolderLock? TryTake(string folder, out int holder)
    {
        holder = 0;
        string path = Path.Combine(folder, FileName);
        try
        {
            // With exactly these settings .NET checks after locking whether the file still has that name, and
            // opens it
            // again if its holder has deleted it meanwhile. Otherwise two processes could lock a file of the same name.
            const FileOptions gone = FileOptions.DeleteOnClose;
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, gone);
            Sign(file);
            return new FolderLock(file);
        }
        catch (IOException exception) when (Array.IndexOf(_inUse, exception.HResult) >= 0)
        {
            holder = HolderOf(path);
            return null;
        }
    }

    /// <summary>Gives the folder free; the lock's file is gone.</summary>
    public void Dispose() => _file.Dispose();

    // Other processes can't read a locked file, but they can read its length, which is the number of the
    // process.
    private static void Sign(FileStream file)
    {
        try
        {
            file.SetLength(Environment.ProcessId);
        }
        catch (IOException)
        {
            // The disk is full: a second process does not learn which process has the folder.
        }
    }

    private static int HolderOf(string path)
    {
        try
        {
            return (int)new FileInfo(path).Length;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
