using Carousel.Cluster.Stores;

namespace Carousel.Studio.Messages;

/// <summary>Where the studio's own files fail: what the user can do, and not what the system calls it.</summary>
internal static class StorageSentence
{
    // ENOSPC, and ERROR_DISK_FULL.
    private const int NoSpace = 28, DiskFull = unchecked((int)0x80070070);

    /// <summary>Whether an exception is one of files or of the store.</summary>
    public static bool IsOne(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or StoreException;

    /// <summary>Whether there is no room left.</summary>
    public static bool IsFull(Exception exception) => exception is IOException { HResult: NoSpace or DiskFull };

    /// <summary>The sentence.</summary>
    public static string Of(Exception exception) =>
        IsFull(exception)
            ? "The disk of the studio's folder is full. Free some space, or delete runs and data, and try again."
            : exception is UnauthorizedAccessException
                ? "The studio may not write into its own folder. Give its user the right to, and try again."
                : "The studio could not read or write its own files; its terminal says why.";
}
