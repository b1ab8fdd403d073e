using System.Text;
using System.Text.Json;
using Carousel.Storage;

namespace Carousel.Jobs.Each;

/// <summary>A series that is done.</summary>
/// <param name="Part">The name of the part that it was: what was fitted, and how.</param>
/// <param name="Series">What the series is called.</param>
/// <param name="File">The name of its files.</param>
/// <param name="Answer">What came of it.</param>
internal sealed record EachLine(string Part, string Series, string File, EachAnswer Answer);

/// <summary>
/// The series that are done, one JSON object a line, added as they end. Answers stay on the disk: in memory is only
/// where each begins.
/// </summary>
internal sealed class EachLog : IDisposable
{
    private readonly string _path;
    private readonly FileStream _stream;
    private readonly Dictionary<string, (long At, int Length, string File)> _lines = new(StringComparer.Ordinal);

    private EachLog(string path)
    {
        _path = path;
        _stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
    }

    /// <summary>Opens a log: a new one, or one to go on with.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="isKept">Whether a part that is done, of the name of its files, stays so; asked once each.</param>
    /// <exception cref="IOException">It can't be read or written.</exception>
    public static EachLog Open(string path, Func<string, string, bool> isKept)
    {
        // Of the same file no two parts stay: it holds the models of one of them.
        using (var before = new EachLog(path))
        {
            before.ReadLines();
            before.Sort([.. before._lines.Where(l => isKept(l.Key, l.Value.File)).Select(l => l.Key)]);
        }

        var log = new EachLog(path);
        try
        {
            log.ReadLines();
            return log;
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <summary>How many parts are done.</summary>
    public int Count => _lines.Count;

    /// <summary>Whether a part is done.</summary>
    public bool Has(string part) => _lines.ContainsKey(part);

    /// <summary>Adds a part that is done; a killed process leaves it whole or not at all.</summary>
    /// <param name="line">The part.</param>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Add(EachLine line)
    {
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line, EachJson.Default.EachLine), (byte)'\n'];
        long at = _stream.Seek(0, SeekOrigin.End);
        _stream.Write(bytes);
        _stream.Flush(flushToDisk: true);
        _lines[line.Part] = (at, bytes.Length, line.File);
    }

    /// <summary>What came of a part that is done.</summary>
    /// <param name="part">The part.</param>
    public EachLine Read(string part) =>
        JsonSerializer.Deserialize(BytesOf(part), EachJson.Default.EachLine) ?? throw new JsonException();

    /// <summary>Writes the parts that are done in an order that does not depend on when they ended; the log is over
    /// then.</summary>
    /// <param name="order">The parts; those that are not done are passed over, others are left out.</param>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Sort(IEnumerable<string> order) => AtomicFile.Write(_path, stream =>
    {
        foreach (string part in order.Where(Has))
        {
            stream.Write(BytesOf(part));
        }
    });

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private byte[] BytesOf(string part)
    {
        (long at, int length, _) = _lines[part];
        var bytes = new byte[length];
        _stream.Seek(at, SeekOrigin.Begin);
        _stream.ReadExactly(bytes);
        return bytes;
    }

    // A line that a killed process did not end, or that somebody changed, is as good as not there.
    private void ReadLines()
    {
        using var reader = new StreamReader(_stream, Encoding.UTF8, false, 1 << 16, leaveOpen: true);
        long at = 0;
        while (reader.ReadLine() is { } text)
        {
            int length = Encoding.UTF8.GetByteCount(text) + 1;
            bool isWhole = at + length <= _stream.Length;
            if (isWhole && TryRead(text) is { } line)
            {
                _lines[line.Part] = (at, length, line.File);
            }

            at += length;
            if (!isWhole)
            {
                _stream.SetLength(at - length);
            }
        }
    }

    private static EachLine? TryRead(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, EachJson.Default.EachLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
