using Carousel.Cluster.Stores;
using Carousel.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Carousel.Studio.Messages;

/// <summary>Messages for failures of the files of the studio: how the user can fix them, without the words of the
/// system.</summary>
internal static class StorageSentence
{
    /// <summary>Whether an exception is one of files or of the store.</summary>
    public static bool IsOne(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or StoreException or SqliteException;

    /// <summary>The sentence.</summary>
    public static string Of(Exception exception) =>
        FullDisk.Is(exception)
            ? "The disk of the studio's folder is full. Free some space, or delete runs and data, and try again."
            : exception is UnauthorizedAccessException
                ? "The studio may not write into its own folder. Give its user the right to, and try again."
                : "The studio could not read or write its own files; its terminal says why.";
}
