using System.Text;

namespace Carousel.Tagging;

/// <summary>A token as features see it.</summary>
/// <param name="Form">Unchanged.</param>
/// <param name="Small">In small letters; addresses and names of accounts all alike.</param>
/// <param name="Digits">In small letters, each digit as 0.</param>
/// <param name="Shape">Each character by its kind: <c>Xx0</c>, at most a few of a run.</param>
/// <param name="Brief">As <paramref name="Shape"/>, one of each run.</param>
internal sealed record TokenLook(string Form, string Small, string Digits, string Shape, string Brief)
{
    private const int LongestRun = 4;

    /// <summary>The token before a sentence.</summary>
    public static TokenLook Start { get; } = new("<s>", "<s>", "<s>", "<s>", "<s>");

    /// <summary>The token after a sentence.</summary>
    public static TokenLook End { get; } = new("</s>", "</s>", "</s>", "</s>", "</s>");

    /// <summary>Looks at a token.</summary>
    /// <param name="token">One character or more.</param>
    public static TokenLook Of(string token)
    {
        string small = WordForm.Small(token);
        bool isAddress = small.StartsWith("http", StringComparison.Ordinal)
            || small.StartsWith("www.", StringComparison.Ordinal);
        string word = isAddress ? "<url>" : small.Length > 1 && small[0] == '@' ? "<account>" : small;
        string digits = string.Create(word.Length, word, (into, from) =>
        {
            for (int i = 0; i < into.Length; i++)
            {
                into[i] = char.IsDigit(from[i]) ? '0' : from[i];
            }
        });
        return new TokenLook(
            isAddress ? word : token, word, digits, ShapeOf(token, isAddress, LongestRun),
            ShapeOf(token, isAddress, 1));
    }

    private static string ShapeOf(string token, bool isAddress, int longest)
    {
        if (isAddress)
        {
            return "<url>";
        }

        var shape = new StringBuilder();
        char last = '\0';
        int run = 0;
        foreach (char c in token)
        {
            char kind = char.IsUpper(c) ? 'X' : char.IsLetter(c) ? 'x' : char.IsDigit(c) ? '0' : c;
            run = kind == last ? run + 1 : 1;
            last = kind;
            if (run <= longest)
            {
                shape.Append(kind);
            }
        }

        return shape.ToString();
    }
}
