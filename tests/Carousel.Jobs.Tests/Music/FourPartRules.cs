using System.Globalization;
using System.Text;
using Carousel.Tensors;

namespace Carousel.Jobs.Tests.Music;

/// <summary>Composes the bundled pieces: harmony in four parts by a handful of rules, in C major.</summary>
/// <remarks>
/// A piece has four phrases of eight quarter notes. Chords follow each other as functions do (tonic, subdominant,
/// dominant), the third phrase in G, and each phrase ends with the dominant and
/// the tonic. The bass has the root, at times the third; each other part goes to a near note of the chord, alto and
/// tenor not above the part over them; parts may meet.
/// At times a passing note joins two chords.
/// </remarks>
internal static class FourPartRules
{
    private const int Pieces = 60;
    private const int PhraseLength = 8;

    // What may follow each degree, from the first to the sixth; a degree that stands twice is twice as likely.
    private static readonly int[][] _next =
    [
        [3, 4, 5, 1, 3, 4], [4, 4, 0], [5, 3], [4, 4, 0, 1], [0, 0, 0, 5], [1, 3, 3, 4],
    ];
    private static readonly int[] _scale = [0, 2, 4, 5, 7, 9, 11];

    /// <summary>The pieces as JSON: 42 to train, 9 to validate, 9 to test.</summary>
    public static string Compose()
    {
        var random = new CounterRandom(1997, CounterRandom.Purpose("four parts"));
        string[] pieces = [.. Enumerable.Range(0, Pieces).Select(p => Piece(random, (uint)p))];
        var text = new StringBuilder("{\n");
        foreach ((string part, int first, int count) in ((string, int, int)[])[
            ("train", 0, 42), ("valid", 42, 9), ("test", 51, 9),
        ])
        {
            text.Append(CultureInfo.InvariantCulture, $"\"{part}\": [\n")
                .AppendJoin(",\n", pieces.Skip(first).Take(count)).Append(part == "test" ? "\n]\n" : "\n],\n");
        }

        return text.Append("}\n").ToString();
    }

    private static string Piece(CounterRandom random, uint piece)
    {
        int draw = 0;
        int Below(int bound) => (int)(random.Word(piece, draw++) % (uint)bound);
        int[] parts = [48, 60, 67, 72 + (4 * Below(2))];
        var steps = new List<string>();
        for (int phrase = 0; phrase < 4; phrase++)
        {
            int key = phrase == 2 ? 7 : 0;
            int degree = 0;
            for (int s = 0; s < PhraseLength; s++)
            {
                int last = degree;
                degree = s == 0 || s == PhraseLength - 1 ? 0
                    : s == PhraseLength - 2 ? 4
                    : s % 2 == 1 && Below(3) == 0 ? degree
                    : _next[degree][Below(_next[degree].Length)];
                int[] chord = [Pitch(key, degree), Pitch(key, degree + 2), Pitch(key, degree + 4)];
                if (s > 0 && degree == last)
                {
                    parts[3] = Near(parts[3], [Pitch(key, degree + 1 + Below(5))], 64, 79);
                }
                else
                {
                    parts[0] = Near(parts[0], [chord[s is 0 or >= PhraseLength - 2 || Below(4) > 0 ? 0 : 1]], 43, 57);
                    parts[3] = Near(parts[3] + Below(5) - 2, chord, 64, 79);
                    parts[2] = Near(parts[2], chord, 57, Math.Min(74, parts[3]));
                    parts[1] = Near(parts[1], [chord[0], chord[1]], 50, Math.Min(67, parts[2]));
                }

                steps.Add($"[{string.Join(',', parts.Distinct().Order())}]");
            }
        }

        return $"[{string.Join(',', steps)}]";
    }

    private static int Pitch(int key, int degree) => (key + _scale[degree % 7]) % 12;

    /// <summary>
    /// The pitch of one of some classes that is nearest to where a part was, inside the part's range; the lower one of
    /// two.
    /// </summary>
    private static int Near(int from, int[] classes, int lowest, int highest) =>
        Enumerable.Range(lowest, Math.Max(12, highest - lowest + 1)).Where(p => classes.Contains(p % 12))
            .MinBy(p => (Math.Abs(p - from), p));
}
