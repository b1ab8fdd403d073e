using System.Globalization;
using Carousel.Jobs.Text;

namespace Carousel.Tagging;

/// <summary>
/// What a linear chain sees of a token: its word, shape and affixes, and those of its neighbours, each as a number that
/// is hashed from its text.
/// </summary>
/// <remarks>
/// Of 2²⁴ numbers two features of a file of some hundred thousand share one in a percent of cases: that costs less
/// than a table of texts in each model. The numbers are part of a model's file: the hashed texts must not change.
/// </remarks>
internal static class TokenFeatures
{
    /// <summary>How many numbers a feature can have; each is exact as a float.</summary>
    public const int Numbers = 1 << 24;

    private const int LongestAffix = 4;

    /// <summary>The features of each token of a sentence.</summary>
    /// <param name="tokens">One or more.</param>
    /// <returns>For each token, numbers 0 … <see cref="Numbers"/> − 1.</returns>
    public static int[][] Of(IReadOnlyList<string> tokens)
    {
        TokenLook[] looks = [.. tokens.Select(TokenLook.Of)];
        string sentence = Capitals(looks);
        var features = new List<int>();
        var all = new int[looks.Length][];
        for (int t = 0; t < all.Length; t++)
        {
            features.Clear();
            Add(features, looks, t, sentence);
            all[t] = [.. features];
        }

        return all;
    }

    private static void Add(List<int> into, TokenLook[] looks, int t, string sentence)
    {
        TokenLook own = looks[t], before = At(looks, t - 1), after = At(looks, t + 1);
        TokenLook beforeThat = At(looks, t - 2), afterThat = At(looks, t + 2);
        string place = t == 0 ? "first" : "later";
        Say("bias", "");
        Say("word", own.Small);
        Say("form", own.Form);
        Say("form, first", own.Form, place);
        Say("digits", own.Digits);
        Say("-1", before.Small);
        Say("+1", after.Small);
        Say("-2", beforeThat.Small);
        Say("+2", afterThat.Small);
        Say("-1 0", before.Small, own.Small);
        Say("0 +1", own.Small, after.Small);
        Say("-1 +1", before.Small, after.Small);
        Say("shape", own.Shape);
        Say("brief", own.Brief, place);
        Say("shapes -1 0", before.Brief, own.Brief);
        Say("shapes 0 +1", own.Brief, after.Brief);
        Say("shapes -1 0 +1", before.Brief, own.Brief, after.Brief);
        Say("shape -1", before.Brief);
        Say("shape +1", after.Brief);
        Say("capitals", own.Brief, sentence);
        Say("-1, shape", before.Small, own.Brief);
        Say("+1, shape", after.Small, own.Brief);
        for (int length = 1; length <= LongestAffix; length++)
        {
            if (own.Small.Length > length)
            {
                Say("begins", own.Small[..length]);
                Say("ends", own.Small[^length..]);
            }
        }

        Say("ends, shape", Ending(own, 3), own.Brief);
        Say("ends -1", Ending(before, 3));
        Say("ends +1", Ending(after, 3));
        Say("ends -1 0", Ending(before, 2), Ending(own, 2));
        Say("ends 0 +1", Ending(own, 2), Ending(after, 2));

        void Say(string what, string first, string second = "", string third = "") =>
            into.Add(NumberOf(what, first, second, third));
    }

    private static TokenLook At(TokenLook[] looks, int t) =>
        t < 0 ? TokenLook.Start : t >= looks.Length ? TokenLook.End : looks[t];

    private static string Ending(TokenLook look, int length) =>
        look.Small.Length <= length ? look.Small : look.Small[^length..];

    /// <summary>How many of the sentence's words begin with a capital: in a headline it says little.</summary>
    private static string Capitals(TokenLook[] looks)
    {
        int words = looks.Count(l => l.Brief is ['X' or 'x', ..]), large = looks.Count(l => l.Brief is ['X', ..]);
        return words == 0 ? "none" : (4 * large / words).ToString(CultureInfo.InvariantCulture);
    }

    private static int NumberOf(string what, string first, string second, string third) =>
        new TextHash().With(what).With(first).With(second).With(third).Within(Numbers);
}
