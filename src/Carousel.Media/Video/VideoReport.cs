using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Pictures;
using Carousel.Report;

namespace Carousel.Video;

/// <summary>Sections that reports of clips share.</summary>
internal static class VideoReport
{
    private const int MostFrames = 5;

    /// <summary>What a job adds to its report.</summary>
    public static JobPage Page(string title, ClipParts parts, IReadOnlyList<Section> sections) => new(
        title, $"{FigureText.Counted(parts.Test.Count, "clip")} held out from training and selection.", sections)
    {
        Settings = [new Fact("fingerprint", parts.Fingerprint())],
    };

    private const int LeastSide = 96;

    /// <summary>Frames of a clip side by side, or its poses.</summary>
    public static Block Strip(ClipData data, Clip clip, string title)
    {
        int[] shown =
        [
            .. Enumerable.Range(0, Math.Min(MostFrames, clip.Steps))
                .Select(i => i * clip.Steps / Math.Min(MostFrames, clip.Steps)),
        ];
        return data.IsPoses
            ? new LineDrawings(
                title, [.. shown.Select(t => new DrawnFigure($"frame {t + 1}", Sticks(data, clip.Frame(t).ToArray())))])
            : Strip(data.Side, [.. shown.Select(t => (t, (IReadOnlyList<float[]>)[clip.Frame(t).ToArray()]))], title);
    }

    /// <summary>Frames as pictures side by side.</summary>
    /// <param name="side">Places a side.</param>
    /// <param name="shown">Steps from 0, each with the frames that are stacked in its picture.</param>
    /// <param name="title">What is shown.</param>
    public static PictureStrip Strip(
        int side, IReadOnlyList<(int Step, IReadOnlyList<float[]> Frames)> shown, string title) => new(title,
    [
        .. shown.Select(s => new ReportPicture(
            PngFile.Write(Tile(side, s.Frames)), Invariant.Of($"frame {s.Step + 1}"),
            Invariant.Of($"frame {s.Step + 1} of {title}"))),
    ]);

    // Frames below each other with a grey line between, each place as a square of several: a browser that enlarges
    // would blur it.
    private static Picture Tile(int side, IReadOnlyList<float[]> frames)
    {
        int scale = Math.Max(1, LeastSide / side), width = side * scale,
            height = (frames.Count * (width + scale)) - scale;
        byte[] values = new byte[3 * width * height];
        values.AsSpan().Fill(128);
        for (int f = 0; f < frames.Count; f++)
        {
            for (int y = 0; y < width; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    byte grey = (byte)Math.Round(255 * Math.Clamp(frames[f][(y / scale * side) + (x / scale)], 0, 1));
                    values.AsSpan(3 * ((((f * (width + scale)) + y) * width) + x), 3).Fill(grey);
                }
            }
        }

        return new Picture(width, height, values);
    }

    private static IReadOnlyList<IReadOnlyList<(double, double)>> Sticks(ClipData data, float[] pose) =>
        data.Joints.SequenceEqual(StickFigure.Names)
        ? [
            .. StickFigure.Sticks.Select(
                s =>
                    (IReadOnlyList<(double, double)>)[
                        (pose[2 * s.From], pose[(2 * s.From) + 1]), (pose[2 * s.To], pose[(2 * s.To) + 1]),
                    ]),
        ]
        : [
            .. Enumerable.Range(0, pose.Length / 2)
                .Select(j => (IReadOnlyList<(double, double)>)[(pose[2 * j], pose[(2 * j) + 1])]),
        ];
}
