using Carousel.Captioning;
using Carousel.Jobs.Fitting;
using Carousel.Pictures;

namespace Carousel.Jobs.Tests.Captioning;

/// <summary>
/// Made pictures of 24 by 16 places: a square of one of three colours on the left or the right, and the sentence that
/// describes it.
/// </summary>
internal static class TinyScenes
{
    private static readonly (string Name, byte[] Value)[] _colors =
    [
        ("red", [220, 30, 30]), ("green", [20, 180, 40]), ("blue", [30, 40, 230]),
    ];

    /// <summary>Writes pictures and their table.</summary>
    /// <returns>The table.</returns>
    public static string Write(string folder, int pictures)
    {
        Directory.CreateDirectory(folder);
        var random = new Random(1);
        var lines = new List<string>();
        for (int p = 0; p < pictures; p++)
        {
            (string color, byte[] value) = _colors[p % 3];
            bool isLeft = p / 3 % 2 == 0;
            var values = new byte[24 * 16 * 3];
            values.AsSpan().Fill(200);
            (int x, int y) = (random.Next(0, 6) + (isLeft ? 0 : 12), random.Next(0, 10));
            for (int k = 0; k < 36; k++)
            {
                value.CopyTo(values.AsSpan(3 * (((y + (k / 6)) * 24) + x + (k % 6))));
            }

            File.WriteAllBytes(Path.Combine(folder, $"{p:000}.png"), PngFile.Write(new Picture(24, 16, values)));
            lines.Add($"{p:000}.png\tA {color} square on the {(isLeft ? "left" : "right")}.");
        }

        string table = Path.Combine(folder, "sentences.tsv");
        File.WriteAllLines(table, lines);
        return table;
    }

    public static CaptionOptions Options(int epochs) => new()
    {
        Fit = new FitOptions
        {
            Epochs = epochs,
            Hidden = 32,
            Batch = 8,
            LearningRate = 0.005,
            Threads = 1,
            Dropout = 0,
        },
        TestShare = 0.2,
        ValidationShare = 0.1,
    };
}
