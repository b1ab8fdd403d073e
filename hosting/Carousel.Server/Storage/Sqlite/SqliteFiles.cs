using Carousel.Cluster.Stores;

namespace Carousel.Server.Storage;

/// <summary>The files of a store, before the database opens them.</summary>
internal static class SqliteFiles
{
    /// <summary>
    /// Locks a database for this process. Two servers on one file would each assume that they own the sessions: the
    /// second gets an error at once, not at its first write.
    /// </summary>
    /// <param name="file">The database.</param>
    /// <exception cref="StoreException">Another server uses it, or no file can be made there.</exception>
    public static FileStream Hold(string file)
    {
        try
        {
            return PrivateFiles.Open(
                file + "-lock", FileMode.OpenOrCreate, FileShare.None, FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(
                File.Exists(file + "-lock")
                    ? $"{file}: another server uses this store. Stop it, or name another file."
                    : $"{file}: the store can't be made there ({exception.Message.TrimEnd('.')}). Name another file.",
                exception)
            {
                IsFull = FullDisk.Is(exception),
            };
        }
    }

    /// <summary>Makes the file, readable by its owner only, and looks into the log before SQLite does.</summary>
    /// <param name="file">The database.</param>
    /// <param name="reads">Whether nothing is made or kept.</param>
    /// <returns>Sentences about what was found.</returns>
    /// <exception cref="IOException">A file can't be used.</exception>
    public static IEnumerable<string> Prepare(string file, bool reads)
    {
        if (!reads && !File.Exists(file))
        {
            PrivateFiles.Open(file, FileMode.CreateNew, FileShare.ReadWrite).Dispose();
        }

        string log = file + "-wal";
        if (SqliteLog.Check(log) is { } found)
        {
            if (!reads)
            {
                PrivateFiles.Copy(log, log + "-damaged");
            }

            yield return
                $"{log} is damaged at frame {found.Damaged}: SQLite drops it and {found.Behind} undamaged frames after "
                + $"it. {(reads ? "The next start of the server keeps them" : "They are kept")} in {log}-damaged.";
        }
    }

    /// <summary>Opens the notes of the last records.</summary>
    /// <param name="file">The file of the notes.</param>
    /// <param name="identity">The identity of the store.</param>
    /// <param name="isVolatile">Whether nothing is synced: then notes are not used.</param>
    /// <param name="reads">Whether nothing is made or removed.</param>
    /// <exception cref="IOException">The file can't be used.</exception>
    public static SqliteTail? OpenTail(string file, long identity, bool isVolatile, bool reads)
    {
        if (reads)
        {
            return isVolatile || !File.Exists(file) ? null
                : new SqliteTail(
                    new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0), identity);
        }

        // What is not synced may be lost without being damaged.
        if (isVolatile)
        {
            File.Delete(file);
            return null;
        }

        return new SqliteTail(PrivateFiles.Open(file, FileMode.OpenOrCreate, FileShare.Read), identity);
    }
}
