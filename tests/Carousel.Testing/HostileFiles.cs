namespace Carousel.Testing;

/// <summary>A reader did with a damaged file what it must not do.</summary>
public sealed class HostileFileException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>How damaged files were met.</summary>
/// <param name="Files">How many were read.</param>
/// <param name="Refused">How many of them with a sentence; the others were read as if nothing had happened to
/// them.</param>
/// <param name="MostBytes">The largest number of bytes that reading one allocated above twice its length.</param>
public sealed record HostileFilesResult(int Files, int Refused, long MostBytes);

/// <summary>
/// Reads many damaged files: each must be read or refused by one clear sentence that names it, without a large
/// allocation.
/// </summary>
public static class HostileFiles
{
    /// <summary>
    /// The bytes that a reader may allocate in addition to twice the length of a file: parsers, texts, an exception
    /// with its message.
    /// </summary>
    public const long FreeBytes = 256 << 10;

    /// <summary>Reads damaged files.</summary>
    /// <param name="originals">Sound files.</param>
    /// <param name="extension">How the files' names end, with the dot.</param>
    /// <param name="count">How many damaged ones.</param>
    /// <param name="seed">Of the damage.</param>
    /// <param name="read">Reads a file on the calling thread.</param>
    /// <param name="isRefusal">Whether an exception is one that says what is wrong with a file.</param>
    /// <param name="wrap">Makes the file of the bytes that were damaged, such as one whose checksum agrees with them;
    /// null where they are the file.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="HostileFileException">A file was met with another exception, a sentence that does not name it
    /// or has several lines, or a large allocation; its number makes it again.</exception>
    public static HostileFilesResult Read(
        IReadOnlyList<byte[]> originals, string extension, int count, int seed, Action<string> read,
        Func<Exception, bool> isRefusal, Func<byte[], byte[]>? wrap = null)
    {
        ArgumentNullException.ThrowIfNull(originals);
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(isRefusal);
        string folder = Directory.CreateTempSubdirectory("carousel").FullName;
        try
        {
            string path = Path.Combine(folder, "damaged" + extension);
            foreach (byte[] original in originals)
            {
                // Also makes the reader's code before anything is counted.
                File.WriteAllBytes(path, wrap?.Invoke(original) ?? original);
                read(path);
            }

            var mutator = new Mutator(seed);
            (int refused, long most) = (0, long.MinValue);
            for (int number = 0; number < count; number++)
            {
                byte[] damaged = mutator.Mutate(originals, number), bytes = wrap?.Invoke(damaged) ?? damaged;
                File.WriteAllBytes(path, bytes);
                long before = Allocations.BytesSoFar;
                refused += IsRefused(path, number, seed, read, isRefusal) ? 1 : 0;
                long above = Allocations.BytesSoFar - before - (2L * bytes.Length);
                most = Math.Max(most, above);
                if (above > FreeBytes)
                {
                    throw new HostileFileException(
                        $"Mutation {number} of seed {seed}, {bytes.Length} bytes: reading it allocated {above} bytes "
                        + $"above twice its length.");
                }
            }

            return new HostileFilesResult(count, refused, most);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool IsRefused(
        string path, int number, int seed, Action<string> read, Func<Exception, bool> isRefusal)
    {
        try
        {
            read(path);
            return false;
        }
        catch (Exception exception)
        {
            if (!isRefusal(exception))
            {
                throw new HostileFileException(
                    $"Mutation {number} of seed {seed} threw {exception.GetType().Name}: {exception.Message}",
                    exception);
            }

            if (!exception.Message.Contains(path, StringComparison.Ordinal)
                || exception.Message.AsSpan().IndexOfAny('\n', '\r') >= 0)
            {
                throw new HostileFileException(
                    $"Mutation {number} of seed {seed}: the message is not one line that names the "
                    + $"file: {exception.Message}", exception);
            }

            return true;
        }
    }
}
