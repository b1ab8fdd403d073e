using System.Globalization;
using Carousel.Report;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Video.Clips;
using Carousel.Tasks.Video.Made;

namespace Carousel.Tasks.Video;

/// <summary>Sections that reports of clips share.</summary>
internal static class VideoReport
{
    private const int MostFrames = 6;

    /// <summary>The model beside its baselines.</summary>
    public static Section Result(JobResult result, ClipParts parts) =>
        JobSections.Result(result, $"{FigureText.Counted(parts.Test.Count, "clip")} that nothing was learned from or chosen by.");

    /// <summary>How the training went.</summary>
    public static Section Training(FitSummary summary) => JobSections.Training(summary, "clips");

    /// <summary>What it was made with.</summary>
    public static Section Settings(IJobPlan plan, ClipParts parts, string command) => JobSections.Settings(plan, parts.Fingerprint(), command);

    /// <summary>Frames of a clip side by side, or its poses.</summary>
    public static Block Strip(ClipData data, Clip clip, string title)
    {
        int[] shown = [.. Enumerable.Range(0, Math.Min(MostFrames, clip.Steps)).Select(i => i * clip.Steps / Math.Min(MostFrames, clip.Steps))];
        return data.IsPoses
            ? new LineDrawings(title, [.. shown.Select(t => new DrawnFigure($"frame {t + 1}", Sticks(data, clip.Frame(t).ToArray())))])
            : Strip(data.Side, [[.. shown.Select(t => clip.Frame(t).ToArray())]], title);
    }

    /// <summary>Rows of frames as one field of grey.</summary>
    /// <param name="side">Places a side.</param>
    /// <param name="rows">Frames, row by row, equally many in each.</param>
    /// <param name="title">What is shown.</param>
    public static HeatMap Strip(int side, IReadOnlyList<IReadOnlyList<float[]>> rows, string title)
    {
        var values = new List<float>();
        foreach (IReadOnlyList<float[]> row in rows)
        {
            for (int y = 0; y < side; y++)
            {
                foreach (float[] frame in row)
                {
                    values.AddRange(frame.AsSpan(y * side, side));
                }
            }
        }

        string[] names = [.. Enumerable.Range(1, rows.Count * side).Select(y => y.ToString(CultureInfo.InvariantCulture))];
        return new HeatMap(title, Axis.Range("column", 1, rows[0].Count * side), names, values) { RowName = "row", Minimum = 0, Maximum = 1 };
    }

    private static IReadOnlyList<IReadOnlyList<(double, double)>> Sticks(ClipData data, float[] pose) => data.Joints.SequenceEqual(StickFigure.Names)
        ? [.. StickFigure.Sticks.Select(s => (IReadOnlyList<(double, double)>)[(pose[2 * s.From], pose[(2 * s.From) + 1]), (pose[2 * s.To], pose[(2 * s.To) + 1])])]
        : [.. Enumerable.Range(0, pose.Length / 2).Select(j => (IReadOnlyList<(double, double)>)[(pose[2 * j], pose[(2 * j) + 1])])];
}
