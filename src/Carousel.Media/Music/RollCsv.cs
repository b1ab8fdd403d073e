using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Music;

/// <summary>
/// Reads piano rolls as CSV: the header names MIDI pitches, a row is a step, a cell is 1 where the key
/// sounds and 0 or empty where not; a first column <c>piece</c> tells pieces apart.
/// </summary>
internal static class RollCsv
{
    private const string PieceColumn = "piece";
    private const int SampleLength = 1 << 16, NoPitch = -1;

    /// <summary>Reads the pieces of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="hasOthers">Whether columns that name no pitch are skipped and not rejected: for a file with
    /// properties for an inspection.</param>
    public static IReadOnlyList<MusicPiece> Read(string path, bool hasOthers = false)
    {
        using TextReader file = TextFile.Open(path);
        string all = file.ReadToEnd();
        using var rows = new CsvRows(
            path, new StringReader(all), CsvDialect.FindDelimiter(all[..Math.Min(all.Length, SampleLength)]));
        if (!rows.TryRead(out CsvLine header))
        {
            throw new DataFormatException(
                $"{path} is empty. A header of MIDI pitches and one row per step are expected.");
        }

        bool isNamed = header.Cells[0].Equals(PieceColumn, StringComparison.OrdinalIgnoreCase);
        int[] pitches = ReadHeader(path, header, isNamed ? 1 : 0, hasOthers);
        bool isTable = isNamed || Array.IndexOf(pitches, NoPitch) >= 0;
        var order = new List<string>();
        var pieces = new Dictionary<string, (List<int[]> Steps, List<int> Rows)>(StringComparer.Ordinal);
        int count = 0;
        while (rows.TryRead(out CsvLine row))
        {
            if (row.Cells.Length != header.Cells.Length)
            {
                throw new DataFormatException(
                    path, row.Line, 0,
                    $"the line has {FigureText.Counted(row.Cells.Length, "cell")}, but the header has "
                    + $"{header.Cells.Length}. Add or remove cells.");
            }

            string name = isNamed ? row.Cells[0] : path;
            if (!pieces.TryGetValue(name, out (List<int[]> Steps, List<int> Rows) piece))
            {
                pieces.Add(name, piece = ([], []));
                order.Add(name);
            }

            piece.Steps.Add(ReadStep(path, row, pitches, isNamed ? 1 : 0));
            piece.Rows.Add(count++);
        }

        // A header of only pitches looks like a row to generic readers: then rows have no place in a table.
        return order.Count > 0
            ? [.. order.Select(n => new MusicPiece(n, pieces[n].Steps) { Rows = isTable ? pieces[n].Rows : [] })]
            : throw new DataFormatException($"{path} has a header but no rows. Pass one row per step.");
    }

    private static int[] ReadHeader(string path, CsvLine header, int first, bool hasOthers)
    {
        var pitches = new int[header.Cells.Length - first];
        for (int c = 0; c < pitches.Length; c++)
        {
            string cell = header.Cells[c + first];
            if (hasOthers && !cell.Any(char.IsAsciiDigit))
            {
                pitches[c] = NoPitch;
                continue;
            }

            if (!int.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out pitches[c])
                || !MusicPiece.IsKey(pitches[c]))
            {
                throw new DataFormatException(
                    path, header.Line, c + first + 1,
                    $"'{cell}' is not a pitch. The header of a piano roll names MIDI pitches {MusicPiece.LowestPitch} "
                    + $"to {MusicPiece.HighestPitch}; only the first column may be '{PieceColumn}'.");
            }

            if (Array.IndexOf(pitches, pitches[c], 0, c) >= 0)
            {
                throw new DataFormatException(
                    path, header.Line, c + first + 1, $"the pitch {cell} appears twice. Remove one.");
            }
        }

        return Array.Exists(pitches, p => p != NoPitch)
            ? pitches
            : throw new DataFormatException(
                path, header.Line, 0, "the header names no pitch. Name MIDI pitches, such as 60.");
    }

    private static int[] ReadStep(string path, CsvLine row, int[] pitches, int first)
    {
        var step = new SortedSet<int>();
        for (int c = 0; c < pitches.Length; c++)
        {
            if (pitches[c] == NoPitch)
            {
                continue;
            }

            switch (row.Cells[c + first])
            {
                case "1":
                    step.Add(pitches[c]);
                    break;
                case "0" or "":
                    break;
                case var other:
                    throw new DataFormatException(
                        path, row.Line, c + first + 1,
                        $"'{other}' is neither 0 nor 1. Write 1 where the key sounds, 0 where not.");
            }
        }

        return [.. step];
    }
}
