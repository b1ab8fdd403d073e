using System.Runtime.InteropServices;
using System.Text;
using Carousel.Data;
using Carousel.Jobs.Options;
using Carousel.Storage;
using Microsoft.Win32.SafeHandles;

namespace Carousel.Jobs.Reading;

/// <summary>Opens a column file as a set of series whose rows are read when they are asked for.</summary>
internal static class ColumnFile
{
    private const int Trailer = (3 * sizeof(ulong)) + 8;

    /// <summary>Opens a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="name">How messages call the set.</param>
    /// <param name="source">What it should have been made from.</param>
    /// <param name="isPassing">Whether the file goes when it is closed.</param>
    /// <returns>The set; null where the file is of another source, of another version, or damaged.</returns>
    /// <exception cref="DataFormatException">There is a file, but no column file.</exception>
    public static SeriesSet? Open(string path, string name, string source, bool isPassing = false)
    {
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(
                path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete,
                FileOptions.RandomAccess | (isPassing ? FileOptions.DeleteOnClose : FileOptions.None));
            if (isPassing && !OperatingSystem.IsWindows())
            {
                // Its name goes at once, its content with the process, however that ends.
                File.Delete(path);
            }

            SeriesSet? set = Read(file, path, name, source);
            file = set is null ? file : null;
            return set;
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException or FormatException
            or ArgumentException or OverflowException)
        {
            return null;
        }
        finally
        {
            file?.Dispose();
        }
    }

    private static SeriesSet? Read(SafeFileHandle file, string path, string name, string source)
    {
        long length = RandomAccess.GetLength(file);
        Span<byte> mark = stackalloc byte[ColumnWriter.Mark.Length];
        ColumnStore.ReadWhole(file, mark[..(int)Math.Min(mark.Length, length)], 0);
        if (!mark[..^1].SequenceEqual(ColumnWriter.Mark[..^1]))
        {
            throw OptionTable.Of(typeof(StorageOptions)).Unfit(
                $"{path} is where the columns of {name} would be kept, but is another file. Move it away, or pass "
                + "another {Folder}.");
        }

        Span<byte> trailer = stackalloc byte[Trailer];
        ColumnStore.ReadWhole(file, trailer, Math.Max(0, length - Trailer));
        ReadOnlySpan<ulong> numbers = MemoryMarshal.Cast<byte, ulong>(trailer[..(3 * sizeof(ulong))]);
        (long from, long bytes, ulong hash) = ((long)numbers[0], (long)numbers[1], numbers[2]);
        if (!mark.SequenceEqual(ColumnWriter.Mark) || !trailer[^8..].SequenceEqual(ColumnWriter.Mark)
            || from < mark.Length || bytes < 0 || bytes > int.MaxValue || from != length - Trailer - bytes)
        {
            return null;
        }

        var index = new byte[bytes];
        ColumnStore.ReadWhole(file, index, from);
        if (XxHash64.Of(index) != hash)
        {
            return null;
        }

        using var reader = new BinaryReader(new MemoryStream(index), Encoding.UTF8);
        return reader.ReadString() == source ? Read(reader, file, path, name) : null;
    }

    private static SeriesSet Read(BinaryReader reader, SafeFileHandle file, string path, string name)
    {
        var roles = new SeriesRoles(
            reader.ReadTexts()!, reader.ReadTexts()!, reader.ReadTexts()!, reader.ReadTexts()!);
        IReadOnlyList<string> notes = reader.ReadTexts()!, missing = reader.ReadTexts()!;
        string? time = reader.ReadText(), id = reader.ReadText(), sampling = reader.ReadText();
        StampClock? clock = StampClock.Parse(reader.ReadText()), written = StampClock.Parse(reader.ReadText());
        string? step = reader.ReadText();
        Frequency? frequency = step is null ? null : Frequency.Parse(step);
        bool hasWeights = reader.ReadBoolean(), hasTimes = reader.ReadBoolean();
        var entries = new ColumnEntry[reader.ReadCount(least: 1)];
        for (int s = 0; s < entries.Length; s++)
        {
            entries[s] = new ColumnEntry(
                reader.ReadText(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt64(), reader.ReadUInt64(),
                reader.ReadBoolean(), reader.ReadBoolean(), reader.ReadInt64(), reader.ReadUInt64(),
                reader.ReadStatics());
        }

        IReadOnlyList<string> columns = roles.Columns;
        var store = new ColumnStore(file, path, entries, columns.Count + (hasWeights ? 1 : 0), frequency);
        return new SeriesSet(
            [
                .. entries.Select((entry, s) => new Series(
                    columns, new StoredRows(store, s, entry.Length, hasTimes, hasWeights ? columns.Count : -1),
                    entry.HasFrequency ? frequency : null, entry.Id, entry.Statics, entry.FutureRows)),
            ],
            roles, name, notes, time, id)
        {
            Sampling = sampling,
            Clock = clock is null ? null : clock with { Written = written?.Offset },
            MissingCodes = missing,
        };
    }
}
