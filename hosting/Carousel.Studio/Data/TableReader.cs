using System.Text;
using System.Text.Unicode;
using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Studio.Messages;

namespace Carousel.Studio.Data;

/// <summary>
/// Reads a table once into memory. Its form, its columns and its sentences are those of the readers of the jobs; rows
/// that those would refuse are kept and named.
/// </summary>
internal static class TableReader
{
    private const int SampleLetters = 1 << 16;

    /// <summary>Reads a table.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="name">How messages call it.</param>
    /// <exception cref="DataFormatException">It is not a table.</exception>
    public static Table Read(string path, string name)
    {
        string beginning;
        using (TextReader reader = TextFile.Open(path))
        {
            beginning = CsvFile.ReadBeginning(reader);
        }

        byte[]? rows = null;
        CsvFile form = CsvFile.MayBeJson(beginning)
            || (beginning.Length == SampleLetters && !beginning.Contains('\n'))
            ? WholeFormOf(path, name, out rows) : FormOf(beginning, name);
        var numbers = new CellNumbers(form.DecimalSeparator, []);
        var layout = new TableLayout(name, form, numbers);
        byte[] bytes = rows ?? BytesOf(path);
        var table = new Table(
            bytes, (byte)form.Delimiter,
            [.. form.Header.Select((column, c) => new TableColumn(column, layout.IsNumber(c)))])
        {
            Time = layout.Time,
            Counters = layout.Counters,
            Ambiguity = layout.Ambiguity,
        };
        table.Notes.AddRange(form.Notes);
        ReadRows(table, layout, bytes, form, name);
        return table;
    }

    private static void ReadRows(Table table, TableLayout layout, byte[] bytes, CsvFile form, string name)
    {
        int begin = bytes is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0, width = form.Header.Length;
        var scanner = new CellScanner(bytes, (byte)form.Delimiter, begin);
        bool isHeader = form.HasHeader && !form.IsJson;
        while (!scanner.IsAtEnd)
        {
            int start = scanner.Position;
            long line = scanner.Lines + 1;
            if (IsBlank(ref scanner, bytes))
            {
                continue;
            }

            if (isHeader)
            {
                Skip(ref scanner);
                isHeader = false;
                continue;
            }

            table.Starts.Add(start);
            table.Lines.Add(line);
            layout.BeginRow();
            int cells = 0, filled = 0;
            do
            {
                ReadOnlySpan<byte> cell = scanner.Next(out bool isQuoted);
                filled = cell.IsEmpty ? filled : cells + 1;
                if (cells < width)
                {
                    Take(table, layout, cells, cell, isQuoted, line, name);
                }

                cells++;
            }
            while (!scanner.EndsRow);
            for (int c = cells; c < width; c++)
            {
                Take(table, layout, c, default, isQuoted: false, line, name);
            }

            if (cells < width || filled > width)
            {
                TakeWidth(table, form, line, cells, name);
            }

            layout.EndRow(table, line);
        }
    }

    private static void Take(
        Table table, TableLayout layout, int c, ReadOnlySpan<byte> cell, bool isQuoted, long line, string name)
    {
        TableColumn column = table.Columns[c];
        if (column.IsNumber)
        {
            if (layout.TryReadNumber(cell, out float value))
            {
                column.Add(value);
                return;
            }

            column.Add(float.NaN);
            TakeGap(table, layout, c, CellScanner.TextOf(cell, isQuoted), line, name);
            return;
        }

        Span<char> letters = cell.Length <= 256 ? stackalloc char[cell.Length] : new char[cell.Length];
        int count = Encoding.UTF8.GetChars(cell, letters);
        column.Add(letters[..count]);
        layout.Hear(c, letters[..count]);
    }

    // Apart, because what a sentence needs is put aside where a method begins.
    private static void TakeGap(Table table, TableLayout layout, int c, string text, long line, string name)
    {
        table.Gaps[text] = table.Gaps.GetValueOrDefault(text) + 1;
        if (text.Length > 0)
        {
            table.AddOdd(
                line, c + 1, () => layout.Numbers.Refuse(name, line, c + 1, table.Columns[c].Name, text).OnCommandLine);
        }
    }

    private static void TakeWidth(Table table, CsvFile form, long line, int cells, string name) => table.AddOdd(
        line, 0, () => CsvFile.WrongWidth(name, line, cells, form.Header.Length, form.Delimiter).Message);

    private static bool IsBlank(ref CellScanner scanner, byte[] bytes)
    {
        ReadOnlySpan<byte> line = bytes.AsSpan(scanner.Position);
        int end = line.IndexOf((byte)'\n');
        line = end < 0 ? line : line[..end];
        if (line.Length > 2 || !line.Trim(" \t\r"u8).IsEmpty)
        {
            return false;
        }

        Skip(ref scanner);
        return true;
    }

    private static void Skip(ref CellScanner scanner)
    {
        do
        {
            scanner.Next(out _);
        }
        while (!scanner.EndsRow);
    }

    private static byte[] BytesOf(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes is not ([0x1F, 0x8B, ..] or [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) && Utf8.IsValid(bytes))
        {
            return bytes;
        }

        using TextReader reader = TextFile.Open(path);
        var text = new StringBuilder();
        char[] some = new char[1 << 16];
        for (int read; (read = reader.ReadBlock(some)) > 0;)
        {
            if (text.Append(some, 0, read).Length > DataShelf.MostBytes)
            {
                throw new RefusalException(
                    413, $"Unpacked, the table has more than {DataShelf.MostBytes >> 20} MiB: leave rows out.");
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    // A first line that is longer than the beginning; or objects of JSON, whose rows become those of CSV without a
    // header: the first one is line 1.
    private static CsvFile WholeFormOf(string path, string name, out byte[]? rows)
    {
        using CsvFile form = CsvFile.Open(TextFile.Open(path), name, null, null);
        rows = !form.IsJson ? null : Encoding.UTF8.GetBytes(
            string.Join('\n', form.Rows.Select(row => string.Join(',', row.Cells.Select(CsvCell.Of)))));
        return form;
    }

    // A row that does not fit is omitted when the form is determined; reading all rows reports it.
    private static CsvFile FormOf(string beginning, string name)
    {
        if (beginning.Length == SampleLetters && beginning.LastIndexOf('\n') is > 0 and var end)
        {
            beginning = beginning[..(end + 1)];
        }

        DataFormatException? first = null;
        for (int tries = 0; ; tries++)
        {
            try
            {
                return CsvFile.Open(new StringReader(beginning), name, null, null);
            }
            catch (DataFormatException exception) when (exception.Line > 1 && tries < Table.MostOdd)
            {
                first ??= exception;
                var lines = beginning.Split('\n').ToList();
                if (exception.Line > lines.Count)
                {
                    throw;
                }

                lines.RemoveAt((int)exception.Line - 1);
                beginning = string.Join('\n', lines);
            }
            catch (DataFormatException) when (first is not null)
            {
                // Without the rows that do not fit nothing is left: they are what is wrong.
                throw first;
            }
        }
    }
}
