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
        int clip = Column(input.Name, header, _clips), frame = Column(input.Name, header, ["frame"]),
            label = Find(header, _labels), group = Find(header, ["group"]);
        int[] free =
        [
            .. Enumerable.Range(0, header.Length)
                .Where(c => !_others.Contains(header[c], StringComparer.OrdinalIgnoreCase)),
        ];

        // Trackers also write a depth and how visible a joint is.
        int[] plane = [.. free.Where(c => "xyXY".Contains(header[c][0]) || "xyXY".Contains(header[c][^1]))],
            joints = plane.Length > 0 ? plane : free;
        if (joints.Length < 2 || joints.Length % 2 != 0)
        {
            throw new DataFormatException(
                $"{input.Name}: the header names {joints.Length} coordinates of joints. Name x and y of each joint "
                + $"alternately, such as head_x and head_y.");
        }

        var clips = new List<Clip>();
        var seen = new HashSet<string>();
        var values = new List<float>();
        double last = 0;
        foreach (CsvLine row in file.Rows)
        {
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
        return new ClipData(input.Name, 0, [.. joints.Select(j => header[j])], clips);

        void Close()
        {
            if (clips.Count > 0)
            {
                clips[^1] = clips[^1] with { Steps = values.Count / joints.Length, Values = [.. values] };
                values.Clear();
            }
        }
    }

    private static int Find(string[] header, string[] names) =>
        Array.FindIndex(header, c => names.Contains(c, StringComparer.OrdinalIgnoreCase));

    private static int Column(string name, string[] header, string[] names) =>
        Find(header, names) is >= 0 and var found ? found
        : throw new DataFormatException(
            name, 1, 0,
            $"the header has no column '{names[0]}'. A table of poses has the columns clip and frame, then joints, and "
            + $"may have label and group.");

    private static double Number(string name, string[] header, CsvLine row, int column) =>
        double.TryParse(row.Cells[column], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && Math.Abs(value) < 1e9
            ? value
            : throw new DataFormatException(
                name, row.Line, column + 1,
                $"'{row.Cells[column]}' in column '{header[column]}' is not a coordinate. Write a number.");
}
