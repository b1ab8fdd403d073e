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
    private static readonly string[] _clips = "clip video clip_id video_id".Split(' '),
        _labels = "label action class".Split(' '), _others = [.. _clips, .. _labels, "frame", "group"];

    /// <summary>Reads a table.</summary>
    /// <exception cref="DataFormatException">It can't be read as poses: the line, and what to do.</exception>
    public static ClipData Read(JobInput input)
    {
        using var file = CsvFile.Open(input.OpenTable(), input.Name, null, '.');
        string[] header = file.Header;
        int clip = Column(_clips), frame = Column("frame"),
            label = ColumnNames.Find(header, _labels), group = ColumnNames.Find(header, "group");
        int[] free =
        [
            .. Enumerable.Range(0, header.Length).Where(c => ColumnNames.Find(_others, header[c]) < 0),
        ];

        // Trackers also write a depth and how visible a joint is: names of x and y differ only in that letter.
        int[] plane =
            [
                .. free.SelectMany(x => header[x].SelectMany((letter, i) =>
                    letter is 'x' or 'X'
                    && Array.IndexOf(header, $"{header[x][..i]}{(char)(letter + 1)}{header[x][(i + 1)..]}")
                        is >= 0 and var y ? [x, y] : Array.Empty<int>())),
            ],
            joints = plane.Length > 0 ? plane : free;
        if (joints.Length < 2 || joints.Length % 2 != 0)
        {
            throw new DataFormatException(
                $"{input.Name}: the header names {joints.Length} coordinates of joints. Name x and y of each joint "
                + "alternately, such as head_x and head_y.");
        }

        string skipped = CsvColumns.Shown([.. free.Except(joints).Select(c => header[c])]);
        var clips = new List<Clip>();
        var seen = new HashSet<string>();
        var values = new List<float>();
        double last = 0;
        foreach (CsvLine row in file.Rows)
        {
            DataFormatException Wrong(int column, string reason) => new(input.Name, row.Line, column + 1, reason);
            double Number(int column) =>
                double.TryParse(
                    row.Cells[column], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                && Math.Abs(value) < 1e9
                    ? value
                    : throw Wrong(
                        column, $"'{row.Cells[column]}' in column '{header[column]}' is not a coordinate. Write a "
                            + "number with a decimal point.");

            double now = Number(frame);
            string said = label < 0 ? "" : row.Cells[label];
            if (clips.Count == 0 || clips[^1].Name != row.Cells[clip])
            {
                Close();
                clips.Add(new Clip(
                    row.Cells[clip], said, group < 0 ? row.Cells[clip] : row.Cells[group], 0, [], row.Line));
                if (!seen.Add(clips[^1].Name))
                {
                    throw Wrong(
                        clip,
                        $"the clip '{clips[^1].Name}' continues here after other clips. Put the frames of a clip "
                        + $"together.");
                }
            }
            else if (now <= last)
            {
                throw Wrong(frame, "the frame does not come after the one before. Sort the frames of a clip.");
            }
            else if (said != clips[^1].Label)
            {
                throw Wrong(
                    label,
                    $"the label is '{said}', but on line {clips[^1].Line} the same clip has '{clips[^1].Label}'. A "
                    + $"clip has one label.");
            }

            last = now;
            values.AddRange(joints.Select(j => (float)Number(j)));
        }

        Close();
        return new ClipData(input.Name, 0, [.. joints.Select(j => header[j])], clips)
        {
            Skipped = skipped.Length > 0 ? $"; columns left out: {skipped}" : "",
        };

        int Column(params string[] names) => ColumnNames.Find(header, names) is >= 0 and var found ? found
            : throw new DataFormatException(
                input.Name, 1, 0,
                $"the header has no column '{names[0]}'. A table of poses has the columns clip and frame, then joints, "
                + "and may have label and group.");

        void Close()
        {
            if (clips.Count > 0)
            {
                clips[^1] = clips[^1] with { Steps = values.Count / joints.Length, Values = [.. values] };
                values.Clear();
            }
        }
    }
}
