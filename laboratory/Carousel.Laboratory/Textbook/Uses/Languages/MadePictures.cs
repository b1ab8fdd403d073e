using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Uses.Languages;

/// <summary>
/// Noisy pictures of two shapes, with their descriptions: first shape, its place, second shape, its place.
/// </summary>
internal static class MadePictures
{
    /// <summary>Places a side.</summary>
    public const int Side = 8;

    /// <summary>The picture, and whether there is one at a step.</summary>
    public const int Inputs = (Side * Side) + 1;

    /// <summary>Shapes and places: upper left, upper right, lower left, lower right.</summary>
    public const int Words = Shapes + 4;

    private const int Shapes = 4;
    private const float Noise = 0.3f;

    // Rows of the 3 × 3 places of a square, a cross, a bar and a corner.
    private static readonly string[] _shapes = ["####.####", ".#.###.#.", ".#..#..#.", "#..#..###"];

    /// <summary>Draws a picture with its caption, the place that comes first in it first.</summary>
    public static Phrase Captioned(TrialRandom random)
    {
        (float[] picture, int[] caption) = Draw(random);
        return Phrase.Answered([[.. picture, 1]], caption, new float[Inputs]);
    }

    /// <summary>Draws a picture.</summary>
    /// <param name="random">Where chance comes from.</param>
    /// <returns>[side · side], and its caption.</returns>
    public static (float[] Picture, int[] Caption) Draw(TrialRandom random)
    {
        var picture = new float[Side * Side];
        int first = random.Below(4), second = (first + random.Between(1, 3)) % 4;
        int[] places = first < second ? [first, second] : [second, first];
        var caption = new List<int>();
        foreach (int place in places)
        {
            int shape = random.Below(Shapes), top = (4 * (place / 2)) + random.Below(2),
                left = (4 * (place % 2)) + random.Below(2);
            for (int i = 0; i < 9; i++)
            {
                picture[((top + (i / 3)) * Side) + left + (i % 3)] = _shapes[shape][i] == '#' ? 1 : 0;
            }

            caption.AddRange([shape, Shapes + place]);
        }

        return ([.. picture.Select(v => v + (Noise * random.Gaussian()))], [.. caption]);
    }

    /// <summary>The share of pictures whose caption is that of the nearest picture of some.</summary>
    /// <param name="seed">Of the pictures.</param>
    /// <param name="known">How many have captions.</param>
    /// <param name="asked">How many are asked about.</param>
    public static double ByNearest(ulong seed, int known, int asked)
    {
        (float[] Picture, int[] Caption)[] Drawn(string purpose, int count)
        {
            var random = new TrialRandom(seed, $"textbook/pictures/{purpose}", 0);
            return [.. Enumerable.Range(0, count).Select(_ => Draw(random))];
        }

        (float[] Picture, int[] Caption)[] pictures = Drawn("known", known);
        return Drawn("asked", asked).Count(own => pictures.MinBy(
            other => own.Picture.Zip(other.Picture, (a, b) => (a - b) * (a - b)).Sum())
            .Caption.SequenceEqual(own.Caption)) / (double)asked;
    }
}
