using Carousel.Jobs.Fitting;
using Carousel.Pictures;

namespace Carousel.Captioning;

/// <summary>
/// Scenes made by our own code, for a first run without data: one to three things of a kind, or two things next to each
/// other, each with the sentence that is true of it.
/// </summary>
internal static class MadeScenes
{
    /// <summary>How messages call them.</summary>
    public const string Name = "made scenes";

    private const int Count = 600, Width = 64, Height = 32;
    private const byte Ground = 225;

    private static readonly string[] _shapes = ["square", "circle", "triangle"], _numbers = ["one", "two", "three"];
    private static readonly (string Name, byte[] Value)[] _colors =
        [("red", [214, 45, 40]), ("green", [40, 150, 70]), ("blue", [45, 85, 205]), ("yellow", [240, 205, 40])];

    /// <summary>Makes the scenes.</summary>
    /// <param name="seed">The same seed makes the same scenes.</param>
    /// <returns>Pictures of 64 by 32 places, a group each.</returns>
    public static IReadOnlyList<CaptionedPicture> Make(ulong seed) =>
        [.. Enumerable.Range(0, Count).Select(k => Scene(k, new SimulationDraws(seed, "made scene", (uint)k)))];

    private static CaptionedPicture Scene(int number, SimulationDraws draws)
    {
        byte[] values = new byte[3 * Width * Height];
        values.AsSpan().Fill(Ground);
        bool isCount = draws.Chance(0.5);
        int things = isCount ? 1 + draws.Below(3) : 2, field = Width / 3;
        (int color, int shape) = (draws.Below(_colors.Length), draws.Below(_shapes.Length));
        (int other, int second) = isCount
            ? (color, shape)
            : (draws.Below(_colors.Length), draws.Below(_shapes.Length));

        // Things are placed in thirds of the picture, from the left, so that none hides another.
        int[] fields = [.. Enumerable.Range(0, 3)];
        while (fields.Length > things)
        {
            int left = draws.Below(fields.Length);
            fields = [.. fields.Where((_, f) => f != left)];
        }

        for (int t = 0; t < things; t++)
        {
            int size = draws.Between(9, 15);
            Draw(
                values, t == 0 ? shape : second, _colors[t == 0 ? color : other].Value,
                (fields[t] * field) + draws.Between(1, field - size - 1), draws.Between(1, Height - size - 1), size);
        }

        string sentence = isCount
            ? $"There {(things == 1 ? "is" : "are")} {_numbers[things - 1]} {_colors[color].Name} {_shapes[shape]}"
                + $"{(things == 1 ? "" : "s")}."
            : $"A {_colors[color].Name} {_shapes[shape]} is left of a {_colors[other].Name} {_shapes[second]}.";
        string name = Invariant.Of($"scene {number + 1}");
        return new CaptionedPicture(name, "", name, [sentence]) { Made = new Picture(Width, Height, values) };
    }

    private static void Draw(byte[] values, int shape, byte[] color, int left, int top, int size)
    {
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                // From −1 to 1 across the thing.
                double across = (((2 * x) + 1.0) / size) - 1, down = (((2 * y) + 1.0) / size) - 1;
                bool isInside = shape switch
                {
                    0 => true,
                    1 => (across * across) + (down * down) <= 1,
                    _ => Math.Abs(across) <= (down + 1) / 2,
                };
                if (isInside)
                {
                    color.CopyTo(values.AsSpan(3 * (((top + y) * Width) + left + x)));
                }
            }
        }
    }
}
