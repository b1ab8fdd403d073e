using Carousel.Cluster.Stores;
using Microsoft.Data.Sqlite;

namespace Carousel.Server.Storage;

/// <summary>Whether an operation failed because the disk, or the quota of the user, is full.</summary>
internal static class FullDisk
{
    // ENOSPC; EDQUOT of Linux and of macOS; ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL, ERROR_DISK_QUOTA_EXCEEDED.
    private static readonly int[] _files =
        [28, 122, 69, unchecked((int)0x80070070), unchecked((int)0x80070027), unchecked((int)0x8007050F)];

    // SQLITE_FULL; of the I/O errors a refused write, which a quota gives, and no room for the index of the log.
    private const int Full = 13, RefusedWrite = 778, NoIndex = 4874;

    /// <summary>Whether it did.</summary>
    /// <param name="exception">The caught exception.</param>
    public static bool Is(Exception exception) => exception switch
    {
        StoreException store => store.IsFull,
        SqliteException sqlite => sqlite.SqliteErrorCode == Full
            || sqlite.SqliteExtendedErrorCode is RefusedWrite or NoIndex,
        IOException file => Array.IndexOf(_files, file.HResult) >= 0,
        _ => false,
    };
}
