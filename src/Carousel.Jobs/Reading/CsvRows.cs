using System.Text;
using Carousel.Data;
using CsvHelper;

namespace Carousel.Jobs.Reading;

/// <summary>A record of a CSV file with the line on which it begins.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Cells">Its fields, without the blanks around them.</param>
internal readonly record struct CsvLine(long Line, string[] Cells)
{
    /// <summary>Its place among the rows of a table, from 0: the header and blank lines are not counted.</summary>
    public int Row { get; init; }
}

/// <summary>The records of a CSV file, one after the other. Blank lines are skipped.</summary>
internal sealed class CsvRows : IDisposable
{
    // An unclosed quotation mark at the top of a large file must not fill the memory with one record.
    private const int LargestRecord = 16 << 20;

    private readonly CsvReader? _reader;
    private readonly TextReader? _lines;
    private readonly IEnumerator<CsvLine>? _objects;
    private readonly string _path;
    private readonly StringBuilder _text = new();
    private long _line;
    private (long Line, CsvMalformedReason Reason)? _malformed;

    /// <summary>Reads records.</summary>
    /// <param name="path">How messages call the file.</param>
    /// <param name="reader">Its text; disposed with the records.</param>
    /// <param name="delimiter">What separates its columns.</param>
    public CsvRows(string path, TextReader reader, char delimiter)
    {
        _path = path;
        if (delimiter == '\t')
        {
            _lines = reader;
            return;
        }

        _reader = CsvReader.Create(reader, new CsvReaderOptions
        {
            Separator = delimiter,
            HasHeader = false,
            TrackLineNumbers = true,
            TrimWhitespace = true,
            TrimInsideQuotes = true,
            MaxRecordSize = LargestRecord,
            OnMalformedRecord = record => _malformed ??= (record.LineNumber, record.Reason),
        });
    }

    /// <summary>Reads objects of JSON.</summary>
    /// <param name="path">How messages call the file.</param>
    /// <param name="json">Its text; disposed with the records.</param>
    public CsvRows(string path, TextReader json) =>
        (_path, _lines, _objects) = (path, json, JsonRows.Read(json.ReadToEnd(), path).GetEnumerator());

    /// <summary>Whether they are objects of JSON.</summary>
    public bool AreObjects => _objects is not null;

    /// <summary>The next record.</summary>
    /// <param name="line">It.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="DataFormatException">The file can't be read on.</exception>
    public bool TryRead(out CsvLine line)
    {
        try
        {
            if (_objects is not null)
            {
                bool isThere = _objects.MoveNext();
                line = isThere ? _objects.Current : default;
                return isThere;
            }

            if (_lines is not null)
            {
                return TryReadTabbed(_lines, out line);
            }

            while (_reader!.Read())
            {
                RequireClosedQuotes();
                TableLimits.Require(_reader.FieldCount, _path, _reader.LineNumber);
                var cells = new string[_reader.FieldCount];
                for (int c = 0; c < cells.Length; c++)
                {
                    cells[c] = _reader.GetString(c);
                }

                if (cells.Length > 1 || (cells.Length == 1 && cells[0].Length > 0))
                {
                    line = new CsvLine(_reader.LineNumber, cells);
                    return true;
                }
            }
        }
        catch (CsvFormatException caught)
        {
            throw new DataFormatException(
                _path, Math.Max(1, caught.LineNumber), 0,
                "the line cannot be read as CSV. Look for a quotation mark that is not closed.");
        }
        catch (Exception caught) when (caught is InvalidDataException or IOException)
        {
            throw new DataFormatException($"{_path} cannot be read to its end: {caught.Message}", caught);
        }

        line = default;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader?.Dispose();
        _lines?.Dispose();
        _objects?.Dispose();
    }

    /// <summary>
    /// A line of tab-separated cells. A cell contains no tab and no end of a line, so a quotation mark has no special
    /// meaning unless a pair of them encloses the whole cell.
    /// </summary>
    private bool TryReadTabbed(TextReader lines, out CsvLine line)
    {
        while (NextLine(lines) is { } text)
        {
            _line++;
            string[] cells = [.. text.Split('\t').Select(Unquoted)];
            TableLimits.Require(cells.Length, _path, _line);
            if (cells.Length > 1 || cells[0].Length > 0)
            {
                line = new CsvLine(_line, cells);
                return true;
            }
        }

        line = default;
        return false;
    }

    /// <summary>A line without its end; null after the last. One without an end must not fill the memory.</summary>
    private string? NextLine(TextReader lines)
    {
        // Peek would report the end of a packed file at the end of each of its parts.
        int letter = lines.Read();
        if (letter < 0)
        {
            return null;
        }

        _text.Clear();
        for (; letter >= 0 && letter != '\n'; letter = lines.Read())
        {
            if (_text.Length >= LargestRecord)
            {
                throw new DataFormatException(
                    _path, _line + 1, 0, $"the line has more than {LargestRecord:N0} characters. Divide it.");
            }

            _text.Append((char)letter);
        }

        return _text.ToString();
    }

    private static string Unquoted(string cell)
    {
        string trimmed = cell.Trim();
        if (trimmed.Length < 2 || trimmed[0] != '"' || trimmed[^1] != '"')
        {
            return trimmed;
        }

        string inside = trimmed[1..^1], unescaped = inside.Replace("\"\"", "");
        return unescaped.Contains('"')
            ? trimmed
            : inside.Replace("\"\"", "\"").Trim();
    }

    // A quotation mark inside a word is part of it; one that is never closed would swallow the rest of the file.
    private void RequireClosedQuotes()
    {
        if (_malformed is { Reason: CsvMalformedReason.UnterminatedQuote, Line: var line })
        {
            throw new DataFormatException(
                _path, line, 0,
                "a quotation mark is opened and never closed. Close it, or write it twice inside quotes.");
        }

        _malformed = null;
    }
}
