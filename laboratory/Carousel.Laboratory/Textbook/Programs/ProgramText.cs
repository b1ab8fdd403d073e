using System.Text;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Programs;

/// <summary>
/// Made programs in a small language like C: blocks over lines between three kinds of brackets, calls and places of
/// arrays within a line, strings and comments in which brackets do not count.
/// </summary>
internal static class ProgramText
{
    /// <summary>Kinds of brackets.</summary>
    public const int Kinds = 3;

    /// <summary>What is known after a character where no bracket is open.</summary>
    public const int NothingOpen = Kinds;

    /// <summary>What is known after a character inside a string or a comment.</summary>
    public const int Quoted = Kinds + 1;

    /// <summary>All characters: opening brackets, closing ones, others.</summary>
    public const string Characters = "{([})]\"/\na1=; ";

    private const string Within = "{([})]a1 ";
    private const int LeastBlock = 3, LongestQuote = 6;

    /// <summary>A program.</summary>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="lines">Its lines, 3 or more: one block around all others.</param>
    /// <param name="depth">How deeply blocks may be nested.</param>
    public static string Draw(TrialRandom random, int lines, int depth)
    {
        var text = new StringBuilder();
        Block(random, text, lines, depth);
        return text.ToString();
    }

    /// <summary>
    /// What is known after each character: the kind of the innermost open bracket, <see cref="NothingOpen"/> or
    /// <see cref="Quoted"/>; a closing bracket that does not match closes none.
    /// </summary>
    /// <param name="text">The program.</param>
    /// <returns>[T] states, and the place of the bracket that each closing one closes; −1 for other
    /// characters.</returns>
    public static (int[] States, int[] Opened) Scan(string text)
    {
        int[] states = new int[text.Length], opened = new int[text.Length];
        var open = new Stack<(int Kind, int Place)>();
        (bool isString, bool isComment) = (false, false);
        for (int t = 0; t < text.Length; t++)
        {
            opened[t] = -1;
            char c = text[t];
            int symbol = Characters.IndexOf(c);
            if (isComment)
            {
                isComment = c != '\n';
            }
            else if (c == '"')
            {
                isString = !isString;
            }
            else if (!isString && c == '/' && t > 0 && text[t - 1] == '/')
            {
                isComment = true;
            }
            else if (!isString && symbol < Kinds)
            {
                open.Push((symbol, t));
            }
            else if (!isString && symbol < 2 * Kinds && open.Count > 0 && open.Peek().Kind == symbol - Kinds)
            {
                opened[t] = open.Pop().Place;
            }

            states[t] = isString || isComment ? Quoted : open.Count > 0 ? open.Peek().Kind : NothingOpen;
        }

        return (states, opened);
    }

    // A line that opens, some lines, a line that closes.
    private static void Block(TrialRandom random, StringBuilder text, int lines, int depth)
    {
        int kind = Math.Max(0, random.Below(4) - 1);
        text.Append('a').Append(kind == 0 ? " " : "").Append(Characters[kind]).Append('\n');
        int left = lines - 2;
        while (left > 0)
        {
            int inner = depth > 1 && left >= LeastBlock && random.Below(3) == 0
                ? random.Between(LeastBlock, Math.Max(LeastBlock, left * 2 / 3))
                : 0;
            if (inner > 0)
            {
                Block(random, text, inner, depth - 1);
            }
            else
            {
                Line(random, text);
            }

            left -= Math.Max(1, inner);
        }

        text.Append(Characters[Kinds + kind]).Append('\n');
    }

    private static void Line(TrialRandom random, StringBuilder text)
    {
        text.Append(random.Below(6) switch
        {
            0 => "a=1;",
            1 => "a(1);",
            2 => "a[1]=a;",
            3 => "a=a/1;",
            4 => $"a=\"{Quote(random)}\";",
            _ => $"a(a[1]);//{Quote(random)}",
        }).Append('\n');
    }

    private static string Quote(TrialRandom random) => string.Concat(
        Enumerable.Range(0, random.Between(1, LongestQuote)).Select(_ => Within[random.Below(Within.Length)]));
}
