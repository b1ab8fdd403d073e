using Carousel.Cluster.Stores;
using Carousel.Storage;
using Microsoft.Data.Sqlite;

namespace Carousel.Server.Storage;

/// <summary>Sentences for what SQLite says.</summary>
internal static class SqliteFailure
{
    private const int Corrupt = 11, Full = 13, CannotOpen = 14, NoDatabase = 26;

    /// <summary>Errors of a store.</summary>
    /// <param name="exception">What SQLite said.</param>
    /// <param name="name">How messages call the store.</param>
    /// <param name="isServing">Whether sessions are served from it, which wait for room.</param>
    public static StoreException Of(SqliteException exception, string name, bool isServing) => new(
        exception.SqliteErrorCode switch
        {
            Corrupt => $"{name} is damaged ({Said(exception)}). Restore a backup.",
            _ when FullDisk.Is(exception) => $"{name}: the disk {Trouble(exception)}. "
                + (isServing ? "Make room; sessions then continue." : "Make room, then start the server again."),
            CannotOpen => $"{name}: the file can't be opened. Name another one.",
            NoDatabase => $"{name} is not a database; name a new file, or one that carousel serve made.",
            _ => $"{name}: {Said(exception)}.",
        },
        exception)
    {
        IsDamage = exception.SqliteErrorCode == Corrupt,
        IsFull = FullDisk.Is(exception),
    };

    // For a damaged table SQLite quotes its definition, which has several lines.
    private static string Said(SqliteException exception) =>
        OneLine.Of(exception.Message.ReplaceLineEndings(" ").TrimEnd('.'));

    // SQLite does not say why a write was refused: a quota and a failing disk give the same code.
    private static string Trouble(SqliteException exception) => exception.SqliteErrorCode == Full
        ? "is full"
        : "refuses writes. It may be full, your quota may be used up, or it may be failing";
}
