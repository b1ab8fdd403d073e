using System.Buffers;
using System.Text;

namespace Carousel.Jobs.Reading;

/// <summary>Writes a CSV file in which no cell is a formula; see <see cref="SpreadsheetCell"/>.</summary>
/// <param name="inner">Takes the bytes; not closed with this one.</param>
/// <remarks>The file is UTF-8, separated by commas, and its lines end with a line feed.</remarks>
internal sealed class SpreadsheetStream(Stream inner) : SequentialStream
{
    // No number is longer.
    private const int MostHeld = 64;

    private readonly ArrayBufferWriter<byte> _out = new(1 << 12);
    private readonly List<byte> _held = [];
    private bool _isStart = true, _isQuoted;

    /// <summary>Cells that were marked.</summary>
    public int Marked { get; private set; }

    public override bool CanWrite => true;

    /// <summary>Writes a table.</summary>
    /// <param name="stream">Takes the bytes.</param>
    /// <param name="write">Writes the bytes of the table.</param>
    /// <returns>Cells that were marked.</returns>
    public static int Write(Stream stream, Action<Stream> write)
    {
        using var cells = new SpreadsheetStream(stream);
        write(cells);
        cells.Release();
        cells.Flush();
        return cells.Marked;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        foreach (byte one in buffer)
        {
            Take(one);
        }

        Flush();
    }

    public override void Flush()
    {
        inner.Write(_out.WrittenSpan);
        _out.ResetWrittenCount();
    }

    private void Take(byte one)
    {
        if (_isStart && one == '"' && !_isQuoted)
        {
            _isQuoted = true;
            Put(one);
            return;
        }

        bool isEnd = _isQuoted ? one == '"' : one is (byte)',' or (byte)'\n';
        if (_isStart && !isEnd && SpreadsheetCell.MayBeFormula((char)one))
        {
            _held.Add(one);
            _isStart = false;
            return;
        }

        if (_held.Count > 0)
        {
            if (!isEnd && _held.Count < MostHeld)
            {
                _held.Add(one);
                return;
            }

            Release();
        }

        Put(one);

        // A quotation mark inside is there twice.
        _isQuoted ^= one == '"';
        _isStart = isEnd && !_isQuoted && one != '"';
    }

    private void Release()
    {
        if (_held.Count == 0)
        {
            return;
        }

        // A cell in quotation marks has more than one character: the one that ended it is inside.
        byte[] held = [.. _held];
        if ((held.Length == 1 && _isQuoted) || SpreadsheetCell.IsFormula(Encoding.UTF8.GetString(held)))
        {
            Put((byte)SpreadsheetCell.Mark);
            Marked++;
        }

        _out.Write(held);
        _held.Clear();
    }

    private void Put(byte one)
    {
        _out.GetSpan(1)[0] = one;
        _out.Advance(1);
    }
}
