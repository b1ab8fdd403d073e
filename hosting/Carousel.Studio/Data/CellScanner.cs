using System.Buffers;
using System.Text;

namespace Carousel.Studio.Data;

/// <summary>
/// Cells of a table in UTF-8, one after the other without a text for each: by the same rules as the readers of the
/// jobs, which make one.
/// </summary>
/// <param name="bytes">The table.</param>
/// <param name="delimiter">What separates its columns.</param>
/// <param name="position">Where the first row begins.</param>
internal ref struct CellScanner(ReadOnlySpan<byte> bytes, byte delimiter, int position)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly SearchValues<byte> _ends = SearchValues.Create([delimiter, (byte)'\n']);
    private readonly bool _isTabbed = delimiter == (byte)'\t';

    /// <summary>Where the next cell begins.</summary>
    public int Position { get; private set; } = position;

    /// <summary>How many ends of lines were passed.</summary>
    public long Lines { get; private set; }

    /// <summary>Whether the last cell ended its row.</summary>
    public bool EndsRow { get; private set; }

    /// <summary>Whether all is read.</summary>
    public readonly bool IsAtEnd => Position >= _bytes.Length;

    /// <summary>Reads a cell.</summary>
    /// <param name="isQuoted">Whether it was in quotation marks; those inside are still doubled.</param>
    /// <returns>The cell without blanks around it.</returns>
    public ReadOnlySpan<byte> Next(out bool isQuoted)
    {
        isQuoted = false;
        int begin = Position;
        while (begin < _bytes.Length && _bytes[begin] == (byte)' ')
        {
            begin++;
        }

        if (!_isTabbed && begin < _bytes.Length && _bytes[begin] == (byte)'"')
        {
            int close = CloseOf(begin + 1);
            if (close >= 0)
            {
                isQuoted = true;
                Lines += _bytes[begin..close].Count((byte)'\n');
                ReadOnlySpan<byte> inside = Trim(_bytes[(begin + 1)..close]);
                Advance(close + 1);
                return inside;
            }
        }

        int end = Advance(Position);
        ReadOnlySpan<byte> cell = Trim(_bytes[begin..Math.Max(begin, end)]);
        if (_isTabbed && cell.Length > 1 && cell[0] == (byte)'"' && cell[^1] == (byte)'"')
        {
            isQuoted = true;
            cell = Trim(cell[1..^1]);
        }

        return cell;
    }

    /// <summary>A cell as a text.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="isQuoted">Whether it was in quotation marks.</param>
    public static string TextOf(ReadOnlySpan<byte> cell, bool isQuoted)
    {
        string text = Encoding.UTF8.GetString(cell);
        return isQuoted ? text.Replace("\"\"", "\"", StringComparison.Ordinal) : text;
    }

    // Moves after the next separator; returns its position.
    private int Advance(int from)
    {
        int found = from >= _bytes.Length ? -1 : _bytes[from..].IndexOfAny(_ends);
        int end = found < 0 ? _bytes.Length : from + found;
        EndsRow = found < 0 || _bytes[end] == (byte)'\n';
        Lines += EndsRow && found >= 0 ? 1 : 0;
        Position = end + 1;
        return end;
    }

    private readonly int CloseOf(int from)
    {
        while (from < _bytes.Length)
        {
            int found = _bytes[from..].IndexOf((byte)'"');
            if (found < 0)
            {
                return -1;
            }

            from += found;
            if (from + 1 >= _bytes.Length || _bytes[from + 1] != (byte)'"')
            {
                return from;
            }

            from += 2;
        }

        return -1;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> cell) => cell.Trim(" \t\r\n"u8);
}
