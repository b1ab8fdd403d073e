using System.Globalization;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Reading;

namespace Carousel.Video;

/// <summary>
/// A table of poses with a header: clip, frame, then columns of joints' coordinates; label and group if there are any.
/// A row is a frame.
/// </summary>
internal static class PoseTable
{
    private static readonly string[] _others = ["clip", "frame", "label", "group"];

    /// <summary>Reads a table.</summary>
    /// <exception cref="DataFormatException">It can't be read as poses: the line, and what to do.</exception>
    public static ClipData Read(JobInput input)
    {
        string all;
        using (TextReader reader = input.OpenTable())
        {
            all = reader.ReadToEnd();
        }

        using var rows = new CsvRows(
            input.Name, new StringReader(all), CsvDialect.FindDelimiter(all[..Math.Min(all.Length, 1 << 16)]));
        if (!rows.TryRead(out CsvLine header))
        {
            throw new DataFormatException(
                $"{input.Name} is empty. Expected a header with clip, frame and joints, and one row per frame.");
        }

        int clip = Column(input.Name, header, "clip"), frame = Column(input.Name, header, "frame"),
            label = Find(header, "label"), group = Find(header, "group");
        int[] joints =
        [
            .. Enumerable.Range(0, header.Cells.Length)
                .Where(c => !_others.Contains(header.Cells[c], StringComparer.OrdinalIgnoreCase)),
        ];
        if (joints.Length < 2 || joints.Length % 2 != 0)
        {
            throw new DataFormatException(
                input.Name, header.Line, 0,
                $"the header names {joints.Length} coordinates of joints. Name x and y of each joint alternately, such "
                + $"as head_x and head_y.");
        }

        var clips = new List<Clip>();
        var seen = new HashSet<string>();
        var values = new List<float>();
        double last = 0;
        while (rows.TryRead(out CsvLine row))
        {
            if (row.Cells.Length != header.Cells.Length)
            {
                throw new DataFormatException(
                    input.Name, row.Line, 0,
                    $"the line has {row.Cells.Length} cells, the header {header.Cells.Length}. Add or remove cells.");
            }

            double now = Number(input.Name, header, row, frame);
            string said = label < 0 ? "" : row.Cells[label];
            if (clips.Count == 0 || clips[^1].Name != row.Cells[clip])
            {
                Close();
                clips.Add(new Clip(
                    row.Cells[clip], said, group < 0 ? row.Cells[clip] : row.Cells[group], 0, [], row.Line));
                if (!seen.Add(clips[^1].Name))
                {
                    throw new DataFormatException(
                        input.Name, row.Line, clip + 1,
                        $"the clip '{clips[^1].Name}' continues here after other clips. Put the frames of a clip "
                        + $"together.");
                }
            }
            else if (now <= last)
            {
                throw new DataFormatException(
                    input.Name, row.Line, frame + 1,
                    "the frame does not come after the one before. Sort the frames of a clip.");
            }
            else if (said != clips[^1].Label)
            {
                throw new DataFormatException(
                    input.Name, row.Line, label + 1,
                    $"the label is '{said}', but on line {clips[^1].Line} the same clip has '{clips[^1].Label}'. A "
                    + $"clip has one label.");
            }

            last = now;
            values.AddRange(joints.Select(j => (float)Number(input.Name, header, row, j)));
        }

        Close();
        return clips.Count > 0 ? new ClipData(input.Name, 0, [.. joints.Select(j => header.Cells[j])], clips)
            : throw new DataFormatException($"{input.Name} has a header but no rows. Pass one row per frame.");

        void Close()
        {
            if (clips.Count > 0)
            {
                clips[^1] = clips[^1] with { Steps = values.Count / joints.Length, Values = [.. values] };
                values.Clear();
            }
        }
    }

    private static int Find(CsvLine header, string column) =>
        Array.FindIndex(header.Cells, c => c.Equals(column, StringComparison.OrdinalIgnoreCase));

    private static int Column(string name, CsvLine header, string column) =>
        Find(header, column) is >= 0 and var found ? found
        : throw new DataFormatException(
            name, header.Line, 0,
            $"the header has no column '{column}'. A table of poses has the columns clip and frame, then joints, and "
            + $"may have label and group.");

    private static double Number(string name, CsvLine header, CsvLine row, int column) =>
        double.TryParse(row.Cells[column], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && Math.Abs(value) < 1e9
            ? value
            : throw new DataFormatException(
                name, row.Line, column + 1,
                $"'{row.Cells[column]}' in column '{header.Cells[column]}' is not a coordinate. Write a number.");
}
